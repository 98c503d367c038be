"""How a name is read (拼音): whole and by its initials, with the readings of surnames."""

from functools import lru_cache
from itertools import product

from pypinyin import Style, pinyin

#: Surnames read otherwise than the character alone; both readings find the name.
_SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge",
    "朴": "piao", "任": "ren", "华": "hua", "冼": "xian", "乐": "yue", "翟": "zhai", "纪": "ji",
    "缪": "miao", "覃": "qin", "晁": "chao", "黑": "he", "员": "yun", "秘": "bi", "折": "she",
    "葛": "ge", "宁": "ning", "尹": "yin", "逄": "pang", "祭": "zhai", "种": "chong", "繁": "po",
    "那": "na", "过": "guo", "费": "fei", "贾": "jia", "薄": "bo", "尉": "yu", "隗": "wei",
    "洗": "xian", "郇": "xun", "召": "shao", "车": "che", "重": "chong", "万俟": "mo qi",
    "尉迟": "yu chi", "长孙": "zhang sun", "单于": "chan yu", "澹台": "tan tai",
}
#: Longer names are organisations: the one usual reading is enough.
_LONGEST_PERSON = 4


@lru_cache(maxsize=8192)
def readings(name: str) -> frozenset[str]:
    """The ways to type a name: `zhaoyan`, `zy` for 赵䶮; with `zeng` or `ceng` for 曾.

    Of an organisation any word may be the first one typed: 滨江衡平律师事务所 is also `hpls`.
    """
    usual = [syllable[0] for syllable in pinyin(name, style=Style.NORMAL, errors="ignore")]
    spelt = {tuple(usual)} if usual else set()
    if 1 < len(name) <= _LONGEST_PERSON:
        for size, own in product((2, 1), _SURNAMES):
            if len(own) == size and name.startswith(own):
                spelt.add((*_SURNAMES[own].split(), *usual[size:]))
    starts = range(len(usual)) if len(name) > _LONGEST_PERSON else (0,)
    return frozenset(form for syllables in spelt for n in starts for form in _forms(syllables[n:]))


def _forms(syllables: tuple[str, ...]) -> tuple[str, str]:
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def reads_as(name: str, typed: str) -> bool:
    """Whether letters typed are the beginning of a reading of a name."""
    letters = "".join(c for c in typed.lower() if c.isalpha())
    return bool(letters) and any(one.startswith(letters) for one in readings(name))
