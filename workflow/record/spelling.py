"""How a name is spelt by its sounds (拼音): what an officer types who does not type characters.

The dictionary reads every character in its commonest way; surnames are often read in another
(曾 zēng, 单 shàn, 查 zhā, 仇 qiú), and nobody remembers which. Both readings are found.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from pypinyin import lazy_pinyin

#: The longest spelling that is kept, in letters; longer ones are found by their beginning.
LONGEST = 12
_MOST = 16
#: Characters of names with more than one reading; where it is a surname, that reading comes first.
_READINGS = {
    "曾": "zeng ceng", "单": "shan dan chan", "查": "zha cha", "仇": "qiu chou", "区": "ou qu",
    "朴": "piao pu", "解": "xie jie", "盖": "ge gai", "尉": "yu wei", "乐": "yue le",
    "缪": "miao mou", "翟": "zhai di", "覃": "qin tan", "员": "yun yuan", "牟": "mou mu",
    "秘": "bi mi", "种": "chong zhong", "折": "she zhe", "黑": "he hei", "召": "shao zhao",
    "繁": "po fan", "适": "kuo shi", "逢": "pang feng", "柏": "bai bo", "薄": "bo bao",
    "晟": "cheng sheng", "长": "zhang chang", "重": "zhong chong", "行": "xing hang",
    "朝": "chao zhao", "盛": "sheng cheng", "车": "che ju", "都": "du dou", "郗": "xi chi",
    "隗": "wei kui", "谌": "chen shen", "乜": "nie mie", "宓": "mi fu", "褚": "chu zhu",
    "句": "gou ju", "角": "jue jiao", "能": "nai neng", "宿": "su xiu", "瞿": "qu ju",
    "蕃": "pi fan", "万": "wan mo", "俟": "qi si", "澹": "tan dan", "贾": "jia gu",
    "校": "xiao jiao", "省": "sheng xing", "沈": "shen chen", "传": "chuan zhuan",
    "调": "diao tiao", "藏": "zang cang", "祭": "zhai ji", "郇": "xun huan", "佴": "nai er",
    "逯": "lu dai", "郝": "hao he", "洗": "xian xi", "费": "fei bi", "贲": "ben bi",
    "枞": "zong cong", "阚": "kan han", "么": "yao me", "谷": "gu yu", "吾": "wu yu",
    "啜": "chuai chuo", "遆": "ti di", "郄": "qie xi", "莘": "shen xin", "笮": "ze zha",
    "卜": "bu",
}


def spellings(name: str) -> tuple[str, ...]:
    """Initials and full spelling of a name in every reading, each cut to `LONGEST` letters."""
    sounds = [_sounds(character) for character in name if character.isalnum()]
    found: dict[str, None] = {}
    for reading in _readings(sounds):
        found[_latin("".join(sound[:1] for sound in reading))] = None
        found[_latin("".join(reading))] = None
    return tuple(one[:LONGEST] for one in found if one)


def _readings(sounds: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Every way to read the characters; of a long name, the ways of its first ones."""
    count = 1
    for place, sound in enumerate(sounds):
        count *= len(sound)
        if count > _MOST:
            sounds = [*sounds[:place], *((one[0],) for one in sounds[place:])]
            break
    yield from product(*sounds)


@lru_cache(maxsize=8192)
def _sounds(character: str) -> tuple[str, ...]:
    """The readings of one character; a letter or digit is its own."""
    known = _READINGS.get(character)
    return tuple(known.split()) if known else tuple(lazy_pinyin(character))


def _latin(spelt: str) -> str:
    """The letters of a keyboard: `lü` is typed with v."""
    return "".join(c for c in spelt.replace("ü", "v").casefold() if c.isascii() and c.isalnum())
