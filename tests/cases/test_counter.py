"""At the counter: answered on the spot with a published document (条例第三十三条第一款)."""

from datetime import date

from tests.bureau import Bureau
from tests.cases.closing import archive
from workflow import office
from workflow.record.database import writing


def test_a_published_document_is_named_on_the_spot(bureau: Bureau) -> None:
    bureau.at("2026-11-02 09:10")  # Monday
    no = bureau.receive(
        channel="in_person", submitted_on="2026-11-02", applicant_name="钱喆",
        wanted="滨江市国土空间总体规划（2021—2035年）文本", form_wanted="paper",
        route_wanted="collect")
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "answer_on_the_spot", outcome="granted_public",
               source="滨江市人民政府门户网站“规划公示”栏目，当场打印一份交申请人")
    bureau.at("2026-11-02 09:40")
    bureau.act(no, "clerk", "issue")
    bureau.act(no, "clerk", "dispatch_document", document=bureau.newest(no, "reply"),
               manner="direct", on="2026-11-02")
    bureau.act(no, "clerk", "record_delivery", document=bureau.newest(no, "reply"),
               on="2026-11-02", received_by="钱喆", proof_kind="送达回证")

    letter = bureau.text(no, "reply")
    assert "规划公示" in letter
    assert "60日内" in letter
    clock = bureau.clock(no)
    assert (clock.state, clock.late) == ("ended", False)
    archive(bureau, no)


def test_without_a_standing_authorisation_the_counter_may_not_answer(bureau: Bureau) -> None:
    bureau.at("2026-11-02 09:10")
    with writing(bureau.engine) as connection:
        office.change_setting(connection, bureau.now, office.CONSOLE, bureau.who("clerk").agency_id,
                              "on_the_spot_authorisation", "off",
                              effective_from=date(2026, 11, 1), reason="授权到期")
    no = bureau.receive(channel="in_person", submitted_on="2026-11-02", wanted="规划文本")
    bureau.act(no, "clerk", "register")

    why = bureau.refused(no, "clerk", "answer_on_the_spot", outcome="granted", source="当场提供")

    assert "当场答复授权" in why
