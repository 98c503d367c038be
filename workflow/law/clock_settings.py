"""The disputed choices of the clock (有争议的计算口径), each with its safe default."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class ClockSettings:
    """What no rule fixes; each default gives the earlier, safer due date unless said otherwise.

    `dispatch_day_counts`: the day a consultation is sent still counts (征求意见书发出当日计入).
    `answer_day_counts`: the day the opinion arrives counts again; off by default, since
    条例第三十三条第三款 leaves out the time needed, and the opinion takes up that day.
    `shift_rest_day_receipt`: an application received on a rest day counts as received on the next
    working day.
    `late_supplement_notice_pauses`: a supplement notice after its 7 working days still pauses and
    restarts the clock; off by default, the first due date stays the alarm.
    `late_fee_notice_pauses`: a fee notice that reaches the applicant after the limit still pauses
    the clock; off by default, the limit stays (国办函〔2020〕109号 speaks of giving it only).
    `supplement_term_needs_service`: the supplement term runs only from proved service; off by
    default, it runs from the asking where no service is recorded.
    `supplement_pauses_2008`: under R2008, which is silent, the days between the asking and the
    supplement are left out, as some local rules had it.
    `ordered_term_moves`: a term set by a reconsideration decision or a judgment is lengthened by
    consultations, supplements, fees and extensions like that of the Regulation; off by default,
    since the term is not the agency's to set.
    """

    dispatch_day_counts: bool = True
    answer_day_counts: bool = False
    shift_rest_day_receipt: bool = False
    late_supplement_notice_pauses: bool = False
    late_fee_notice_pauses: bool = False
    supplement_term_needs_service: bool = False
    supplement_pauses_2008: bool = False
    ordered_term_moves: bool = False

    def to_json(self) -> dict[str, bool]:
        """Every choice by its name."""
        return {field.name: bool(getattr(self, field.name)) for field in fields(self)}

    def sentences(self) -> tuple[str, ...]:
        """Every choice as the ledger prints it."""
        return tuple(sentences_of(name, bool(getattr(self, name)))[0] for name in _SENTENCES)


def sentences_of(name: str, value: bool) -> tuple[str, str]:
    """What a choice says with this value, and what it would say with the other."""
    yes, no = _SENTENCES[name]
    return (yes, no) if value else (no, yes)


_SENTENCES = {
    "dispatch_day_counts": ("征求意见书发出当日计入期限", "征求意见书发出当日不计入期限"),
    "answer_day_counts": ("收到意见当日计入期限", "收到意见当日不计入期限"),
    "shift_rest_day_receipt": (
        "休息日收到的申请，自其后第一个工作日视为收到",
        "休息日收到的申请，以实际收到之日为准，不顺延",
    ),
    "late_supplement_notice_pauses": (
        "逾期告知补正的，仍停止计算并于收到补正后重新起算",
        "逾期告知补正的，不停止计算，原期限不变",
    ),
    "late_fee_notice_pauses": (
        "收费通知书在答复期限届满后送达的，仍停止计算并于缴费后重新起算",
        "收费通知书在答复期限届满后送达的，不停止计算，原期限不变",
    ),
    "supplement_term_needs_service": (
        "补正期限自补正告知书送达之日起算，未送达不起算",
        "补正期限自送达之日起算，无送达记录的自告知之日起算",
    ),
    "supplement_pauses_2008": (
        "2008年条例下，告知补正至收到补正的期间不计入",
        "2008年条例下，告知补正不影响期限",
    ),
    "ordered_term_moves": (
        "责令的期限照条例因征求意见、补正、收费、延期而顺延",
        "责令的期限不因征求意见、补正、收费、延期而顺延",
    ),
}
