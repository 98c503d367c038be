"""What kind of applicant a name suggests (申请人类型): a guess the clerk confirms.

The columns of table 三 of the annual report (国办公开办函〔2021〕30号). Only the end of a
name speaks; one that says nothing is guessed as nothing.
"""

import re

from workflow.terms import ApplicantKind

#: Ends of names, the more telling first.
_ENDS: tuple[tuple[ApplicantKind, tuple[str, ...]], ...] = (
    (ApplicantKind.LEGAL_SERVICE, ("律师事务所", "律所", "法律服务所", "法律援助中心", "公证处",
                                   "司法鉴定中心", "司法鉴定所")),
    (ApplicantKind.PUBLIC_BENEFIT, ("协会", "学会", "研究会", "基金会", "促进会", "联合会", "商会",
                                    "慈善总会", "慈善会", "志愿服务队", "公益服务中心",
                                    "社会工作服务中心")),
    (ApplicantKind.RESEARCH, ("大学", "学院", "研究院", "研究所", "研究中心", "科学院", "设计院",
                              "实验室", "党校")),
    (ApplicantKind.COMPANY, ("公司", "集团", "厂", "合作社", "经营部", "商行", "支行", "分行",
                             "银行", "商店", "门市部", "酒店", "宾馆", "超市", "事务所", "企业",
                             "工作室")),
    (ApplicantKind.OTHER, ("委员会", "居委会", "村委会", "小组", "局", "人民政府", "街道办事处",
                           "医院", "学校", "中学", "小学", "幼儿园", "报社", "杂志社", "电视台",
                           "中心", "检察院", "法院")),
)
#: What follows the name proper: （有限合伙）, （北京）, an abbreviation.
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]$")
#: A person: two to four Chinese characters, or a name with a dot between its parts.
_PERSON = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]{2,4}"
                     r"|[\u3400-\u9fff]{1,12}(?:[·•][\u3400-\u9fff]{1,12})+|[A-Za-z][A-Za-z .'-]+")
#: Shorter names are persons, whatever they end in (张学会).
_SHORTEST_ORGANISATION = 4


def guessed_kind(name: str) -> ApplicantKind | None:
    """The kind a name suggests; None if it suggests nothing."""
    plain = name.strip()
    proper = _BRACKETS.sub("", plain)
    if len(proper) >= _SHORTEST_ORGANISATION:
        for kind, ends in _ENDS:
            if proper.endswith(ends) and _is_long_enough(proper, kind):
                return kind
    return ApplicantKind.NATURAL if _PERSON.fullmatch(plain) else None


def _is_long_enough(name: str, kind: ApplicantKind) -> bool:
    """Four characters ending in 学会 or 大学 may still be a person (欧阳学会)."""
    return len(name) > _SHORTEST_ORGANISATION or kind in (
        ApplicantKind.COMPANY, ApplicantKind.OTHER)
