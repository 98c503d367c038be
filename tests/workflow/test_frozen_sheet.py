"""The clock sheet on file: frozen when the reply is issued and when it leaves, never later."""

from tests.bureau import Bureau, pdf_text
from tests.workflow import stages
from tests.workflow.census import nothing_written
from tests.workflow.test_clock_sheet import answered_road, approved_road, sheet_of
from workflow.record.trail import Entry
from workflow.steps import CLOCK_SHEET
from workflow.viewing import RequestView


def frozen(seen: RequestView) -> list[Entry]:
    """The entries with which a sheet was put on file."""
    return [line.entry for line in seen.trail if line.entry.facts.text(CLOCK_SHEET)]


def words(bureau: Bureau, no: str, entry: Entry) -> str:
    """The words of the sheet of an entry."""
    file = bureau.desk.file(no, entry.facts.text(CLOCK_SHEET), bureau.who("legal"), bureau.now)
    return pdf_text(file.data)


def test_issue_and_posting_of_the_reply_each_put_a_sheet_on_file(bureau: Bureau) -> None:
    no = answered_road(bureau)
    issued, posted = frozen(bureau.see(no))

    assert [issued.step, posted.step] == ["issue", "dispatch_document"]
    assert all(entry.facts.text(CLOCK_SHEET) in entry.file_digests for entry in (issued, posted))
    assert bureau.findings() == []


def test_the_sheet_tells_the_act_it_was_frozen_with(small_bureau: Bureau) -> None:
    no = answered_road(small_bureau)
    issued, posted = frozen(small_bureau.see(no))
    first, second = words(small_bureau, no, issued), words(small_bureau, no, posted)

    assert f"本单随“制发答复”（台账第{issued.seq}条）存档，此后不再变动" in first
    assert f"存证码{no}-{issued.seq - 1}-{issued.prev[:16]}" in first
    assert "2024年11月29日交邮" not in first
    assert "2024年11月29日交邮" in second
    assert "EC000000004CN" in second
    assert f"台账第{posted.seq}条" in second
    assert "说明材料" not in first + second


def test_a_later_print_is_an_explanation_and_says_where_the_sheet_lies(
    small_bureau: Bureau,
) -> None:
    no = answered_road(small_bureau)
    issued, posted = frozen(small_bureau.see(no))
    with nothing_written(small_bureau.engine):
        later = sheet_of(small_bureau, no)

    assert later.frozen == ""
    assert f"当时的计算单存于台账第{issued.seq}、{posted.seq}条" in later.after_reply


def test_the_sheet_is_no_evidence_of_its_own_posting(small_bureau: Bureau) -> None:
    sheet = sheet_of(small_bureau, answered_road(small_bureau))

    assert "期限计算单" not in sheet.events[-1].dispatched + "".join(sheet.events[-1].notes)


def test_an_act_that_is_refused_puts_nothing_on_file(small_bureau: Bureau) -> None:
    no = approved_road(small_bureau)
    with nothing_written(small_bureau.engine):
        small_bureau.refused(no, "clerk", "issue", decided_on="2024-11-30")


def test_direct_service_freezes_the_sheet_on_signing(small_bureau: Bureau) -> None:
    """A reply handed over ends the clock when it is signed for, not when it leaves the office."""
    no = stages.issued(small_bureau)
    small_bureau.act(no, "clerk", "dispatch_document", document=small_bureau.newest(no, "reply"),
                     manner="direct", on=stages.WEDNESDAY)
    small_bureau.delivered(no, "reply", on=stages.WEDNESDAY)

    assert [e.step for e in frozen(small_bureau.see(no))] == ["issue", "record_delivery"]
    assert small_bureau.findings() == []
