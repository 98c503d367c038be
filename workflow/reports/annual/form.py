"""The form of the report (年度报告格式): tables two, three and four, as they hold for a year.

The form is national and binding (条例第五十条第二款). For 2019 and 2020 国办公开办函〔2019〕60号
holds, which has one row for all of （六）其他处理. No national form before 2019 has been verified:
earlier years are shown in the rows of 2019, and the report says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from workflow.errors import RuleNotInForce
from workflow.terms import ApplicantKind, Outcome

#: The last column (总计).
TOTAL = "total"
#: The seven columns of table three, in the order of the form.
COLUMNS = (*(kind.value for kind in ApplicantKind), TOTAL)
#: Their headings.
COLUMN_LABELS = {**{kind.value: kind.label for kind in ApplicantKind}, TOTAL: "总计"}
NEW, CARRIED_IN, HANDLED, CARRIED_OUT = "new", "carried_in", "total", "carried_out"
#: The first year of the law.
FIRST_YEAR = 2008


@dataclass(frozen=True)
class Row:
    """A row of table three: its key, its label, the group it stands in, what is counted in it."""

    key: str
    label: str
    group: str = ""
    leaves: frozenset[Outcome] = frozenset()

    @property
    def name(self) -> str:
        """The row in one line, its group in front."""
        return f"{self.group} {self.label}" if self.group else self.label


@dataclass(frozen=True)
class InputTable:
    """A block of table two (主动公开): its heading, its columns, its rows; keys of its cells."""

    heading: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]

    def key(self, row: str, column: str) -> str:
        """Under which key the figure of a cell is kept."""
        return f"two.{row}.{column}"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all its cells."""
        return tuple(self.key(row, column) for row, _ in self.rows for column, _ in self.columns)


@dataclass(frozen=True)
class Form:
    """One form: the document that prescribes it, from which report year on, its tables."""

    number: str
    issued: str
    since: int
    rows: tuple[Row, ...]
    table_two: tuple[InputTable, ...]

    @property
    def leaves(self) -> tuple[Row, ...]:
        """The rows in which a handled request is counted, each in exactly one."""
        return tuple(row for row in self.rows if row.leaves)

    @cached_property
    def row_of(self) -> Mapping[str | None, str]:
        """Of each leaf, the row it is counted in."""
        return {leaf.value: row.key for row in self.leaves for leaf in row.leaves}

    @cached_property
    def input_keys(self) -> tuple[str, ...]:
        """The keys of all figures of table two."""
        return tuple(key for table in self.table_two for key in table.keys)


_DENIED, _UNABLE = "（三）不予公开", "（四）无法提供"
_REJECTED, _OTHER = "（五）不予处理", "（六）其他处理"


def _leaf(outcome: Outcome, group: str, label: str) -> Row:
    return Row(outcome.value, label, group, frozenset({outcome}))


_HEAD = (
    Row(NEW, "一、本年新收政府信息公开申请数量"),
    Row(CARRIED_IN, "二、上年结转政府信息公开申请数量"),
    Row("granted", "（一）予以公开", "", frozenset({Outcome.GRANTED, Outcome.GRANTED_PUBLIC})),
    Row("partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "",
        frozenset({Outcome.PARTIAL})),
    _leaf(Outcome.DENY_SECRET, _DENIED, "1.属于国家秘密"),
    _leaf(Outcome.DENY_LAW, _DENIED, "2.其他法律行政法规禁止公开"),
    _leaf(Outcome.DENY_SAFETY, _DENIED, "3.危及“三安全一稳定”"),
    _leaf(Outcome.DENY_THIRD_PARTY, _DENIED, "4.保护第三方合法权益"),
    _leaf(Outcome.DENY_INTERNAL, _DENIED, "5.属于三类内部事务信息"),
    _leaf(Outcome.DENY_PROCESS, _DENIED, "6.属于四类过程性信息"),
    _leaf(Outcome.DENY_ENFORCEMENT_FILE, _DENIED, "7.属于行政执法案卷"),
    _leaf(Outcome.DENY_QUERY, _DENIED, "8.属于行政查询事项"),
    _leaf(Outcome.UNABLE_NOT_HELD, _UNABLE, "1.本机关不掌握相关政府信息"),
    _leaf(Outcome.UNABLE_CREATE, _UNABLE, "2.没有现成信息需要另行制作"),
    _leaf(Outcome.UNABLE_UNCLEAR, _UNABLE, "3.补正后申请内容仍不明确"),
    _leaf(Outcome.REJECT_PETITION, _REJECTED, "1.信访举报投诉类申请"),
    _leaf(Outcome.REJECT_REPEAT, _REJECTED, "2.重复申请"),
    _leaf(Outcome.REJECT_PUBLICATION, _REJECTED, "3.要求提供公开出版物"),
    _leaf(Outcome.REJECT_EXCESSIVE, _REJECTED, "4.无正当理由大量反复申请"),
    _leaf(Outcome.REJECT_CONFIRM, _REJECTED, "5.要求行政机关确认或重新出具已获取信息"),
)
_OTHERS = (
    _leaf(Outcome.OTHER_NO_SUPPLEMENT, _OTHER,
          "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    _leaf(Outcome.OTHER_NO_PAYMENT, _OTHER,
          "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    _leaf(Outcome.OTHER_OTHER, _OTHER, "3.其他"),
)
_OTHER_ALONE = Row("other", _OTHER, "", frozenset(
    outcome for row in _OTHERS for outcome in row.leaves))
_FOOT = (Row(HANDLED, "（七）总计"), Row(CARRIED_OUT, "四、结转下年度继续办理"))

_MADE = (("made", "本年制发件数"), ("repealed", "本年废止件数"), ("valid", "现行有效件数"))
_DECIDED = (("decided", "本年处理决定数量"),)
_ITEMS = (("before", "上一年项目数量"), ("change", "本年增/减"))

#: The forms, the newest first. The rows of the older one were checked against published reports
#: of 2019, which all bear them.
FORMS = (
    Form("国办公开办函〔2021〕30号", "2021-09-26", 2021, (*_HEAD, *_OTHERS, *_FOOT), (
        InputTable("第二十条第（一）项", _MADE,
                   (("rules", "规章"), ("norms", "行政规范性文件"))),
        InputTable("第二十条第（五）项", _DECIDED, (("licences", "行政许可"),)),
        InputTable("第二十条第（六）项", _DECIDED,
                   (("penalties", "行政处罚"), ("coercion", "行政强制"))),
        InputTable("第二十条第（八）项", (("amount", "本年收费金额（单位：万元）"),),
                   (("charges", "行政事业性收费"),)),
    )),
    Form("国办公开办函〔2019〕60号", "2019", 2019, (*_HEAD, _OTHER_ALONE, *_FOOT), (
        InputTable("第二十条第（一）项", (
            ("written", "本年新制作数量"), ("opened", "本年新公开数量"),
            ("public", "对外公开总数量")), (("rules", "规章"), ("norms", "规范性文件"))),
        InputTable("第二十条第（五）项", (*_ITEMS, ("decided", "处理决定数量")), (
            ("licences", "行政许可"), ("services", "其他对外管理服务事项"))),
        InputTable("第二十条第（六）项", (*_ITEMS, ("decided", "处理决定数量")), (
            ("penalties", "行政处罚"), ("coercion", "行政强制"))),
        InputTable("第二十条第（八）项", _ITEMS, (("charges", "行政事业性收费"),)),
        InputTable("第二十条第（九）项", (
            ("projects", "采购项目数量"), ("amount", "采购总金额（单位：万元）")),
            (("procurement", "政府集中采购"),)),
    )),
)


def form_of(year: int) -> Form:
    """The form in which the report of a year is made; before 2019 the one of 2019.

    Raises RuleNotInForce before 2008, when there was no such report.
    """
    if year < FIRST_YEAR:
        raise RuleNotInForce(f"{year}年政府信息公开条例尚未施行，没有年度报告")
    return next((form for form in FORMS if form.since <= year), FORMS[-1])


def is_verified(year: int) -> bool:
    """Whether a national form is known that held for the report of this year."""
    return year >= FORMS[-1].since
