"""The counter while a letter is typed in: its day, the same mail, who applied before."""

from datetime import date
from typing import Any

import pytest

import migrations
from tests.bureau import Bureau
from workflow import counter, office
from workflow.applicant_kind import guessed_kind
from workflow.record.alike.likeness import nearest
from workflow.record.database import reading, writing
from workflow.record.people import Actor
from workflow.record.security import SecurityAct, newest
from workflow.reports.earlier import reads_as
from workflow.terms import AgencyKind, ApplicantKind, Role

WANTED = "滨河路（东段）拓宽工程的补偿安置方案"


def arrival(bureau: Bureau, **typed: Any) -> counter.Arrival:
    return counter.arrival(bureau.desk, bureau.who("clerk"), bureau.now, typed)


def beside(bureau: Bureau, **typed: Any) -> counter.Beside:
    if "wanted" in typed:
        typed["items"] = [{"wanted": typed.pop("wanted")}]
    return counter.beside(bureau.desk, bureau.who("clerk"), bureau.now, typed)


@pytest.mark.parametrize(("typed", "received", "due"), [
    # EMS signed for on Friday 2024-09-27: the 20th working day, with the make-up days, is 10-30.
    ({"channel": "ems", "signed_on": "2024-09-27"}, date(2024, 9, 27), date(2024, 10, 30)),
    # An ordinary letter that came on Thursday and was confirmed on Friday counts from Thursday.
    ({"channel": "ordinary_letter", "first_seen_on": "2024-09-26", "confirmed_on": "2024-09-27"},
     date(2024, 9, 26), date(2024, 10, 29)),
    # Of the days of an e-mail the earliest counts.
    ({"channel": "email", "submitted_on": "2024-09-25", "confirmed_on": "2024-09-27"},
     date(2024, 9, 25), date(2024, 10, 28)),
])
def test_day_of_receipt_and_due_date_are_told_before_anything_is_saved(
    small_bureau: Bureau, typed: dict[str, str], received: date, due: date
) -> None:
    told = arrival(small_bureau.at("2024-09-27 16:00"), **typed)

    assert told.day is not None
    assert told.clock is not None
    assert (told.day.on, told.clock.due_on) == (received, due)


def test_what_is_told_is_what_is_recorded(small_bureau: Bureau) -> None:
    bureau = small_bureau.at("2024-10-08 09:00")
    typed = {"channel": "registered_post", "signed_on": "2024-09-29"}
    told = arrival(bureau, **typed)
    no = bureau.receive(wanted=WANTED, **typed)

    assert told.clock is not None
    assert bureau.clock(no).due_on == told.clock.due_on == date(2024, 10, 31)


@pytest.mark.parametrize(("moment", "day", "said"), [
    ("2024-10-08 09:00", "2024-10-01", "不是工作日（国庆节）"),  # Tuesday, the national day
    ("2024-09-30 09:00", "2024-09-28", "不是工作日（周末）"),  # Saturday
    ("2024-10-12 09:00", "2024-10-12", "国庆节调休上班，按工作日计算"),  # Saturday, made up
    ("2024-10-11 09:00", "2024-09-27", "已过6个工作日，还剩14个工作日"),
    ("2024-10-14 09:00", "2024-09-27", "补正告知期限已过（条例第三十条）"),
    ("2024-11-04 09:00", "2024-09-27", "答复期限已经届满"),
])
def test_a_doubtful_day_is_warned_of(
    small_bureau: Bureau, moment: str, day: str, said: str
) -> None:
    told = arrival(small_bureau.at(moment), channel="ems", signed_on=day)

    assert said in "；".join(told.warnings)


@pytest.mark.parametrize(("typed", "said"), [
    ({"channel": "ems", "signed_on": "2024-09-28"}, "不得晚于今天"),
    ({"channel": "ems"}, "请填写签收日"),
    ({"channel": "ems", "signed_on": "2024-02-30"}, "日期应当写成"),
    ({"channel": "ems", "signed_on": "2007-12-31"}, "2008"),
])
def test_a_day_that_cannot_be_is_a_reason_and_no_date(
    small_bureau: Bureau, typed: dict[str, str], said: str
) -> None:
    told = arrival(small_bureau.at("2024-09-27 10:00"), **typed)

    assert told.clock is None
    assert said in "；".join(map(str, told.reasons))


def test_nothing_is_told_before_a_channel_is_chosen(small_bureau: Bureau) -> None:
    assert arrival(small_bureau, signed_on="2024-09-27") == counter.Arrival()


def test_an_applicant_called_but_not_reached_has_no_day_yet(small_bureau: Bureau) -> None:
    told = arrival(small_bureau.at("2024-09-27 10:00"), channel="ordinary_letter",
                   first_seen_on="2024-09-27", called_same_day="true")

    assert told.clock is None
    assert "尚未联系上申请人" in "；".join(told.warnings)


def test_the_same_mail_number_is_found_however_it_was_typed(bureau: Bureau) -> None:
    no = bureau.receive(channel="ems", signed_on="2024-09-27", mail_no="ＥＡ０００００ 0001CN",
                        wanted=WANTED)

    assert beside(bureau, mail_no="EA000000001CN").same_mail == (no,)
    assert beside(bureau, mail_no="EA000000002CN").same_mail == ()
    assert beside(bureau).same_mail == ()


def test_mail_numbers_of_before_are_read_out_of_the_trail(bureau: Bureau) -> None:
    no = bureau.receive(channel="ems", signed_on="2024-09-27", mail_no="EA000000001CN",
                        wanted=WANTED)
    bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted="另一件")
    before = migrations.current(bureau.engine)
    migrations.downgrade(bureau.engine, "0008")
    migrations.upgrade(bureau.engine)

    assert migrations.current(bureau.engine) == before
    assert beside(bureau, mail_no="EA000000001CN").same_mail == (no,)
    assert bureau.findings() == []


def test_who_applied_before_is_offered_by_characters_and_by_pinyin(bureau: Bureau) -> None:
    for name, kind in (("曾志远", "natural"), ("滨江衡平律师事务所", "legal_service")):
        bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted=WANTED,
                       applicant_name=name, applicant_kind=kind)

    def names(typed: str) -> list[str]:
        return [one.name for one in beside(bureau, applicant_name=typed).known]

    assert names("滨江") == ["滨江衡平律师事务所"]
    assert names("zengzh") == names("czy") == names("zzy") == ["曾志远"]
    assert names("hpls") == ["滨江衡平律师事务所"]
    assert names("曾") == []  # one character finds too much
    assert names("%%") == []


def test_another_agency_s_applicants_are_nobody(bureau: Bureau) -> None:
    bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted=WANTED,
                   mail_no="EA000000001CN", applicant_name="曾志远", phone="13900000000")
    with writing(bureau.engine) as connection:
        other = office.add_agency(
            connection, bureau.now, office.CONSOLE, code="HCJY", name="河川市教育局",
            short_name="河教", kind=AgencyKind.CITY_DEPARTMENT)
    stranger = Actor("stranger", "外单位经办", other, seats=frozenset({Role.INTAKE_CLERK}))
    found = counter.beside(bureau.desk, stranger, bureau.now, {
        "applicant_name": "曾志远", "phone": "13900000000", "mail_no": "EA000000001CN"})

    assert (found.known, found.earlier, found.same_mail) == ((), (), ())


def test_near_contents_of_one_applicant_come_first_with_their_likeness(bureau: Bureau) -> None:
    same = bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted=WANTED,
                          applicant_name="赵䶮", phone="0000-87654321")
    other = bureau.receive(channel="in_person", submitted_on="2024-09-27", applicant_name="赵䶮",
                           wanted="2023年城市绿化养护合同")
    bureau.receive(channel="in_person", submitted_on="2024-09-27", applicant_name="钱喆",
                   wanted=WANTED)
    found = beside(bureau, applicant_name="赵䶮", wanted="滨河路(东段)拓宽工程补偿安置方案").earlier

    assert [one.no for one in found] == [same, other]
    assert [one.perhaps_the_same for one in found] == [True, False]
    assert found[0].likeness > 90


def test_the_same_person_is_known_by_number_or_phone_under_another_name(bureau: Bureau) -> None:
    no = bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted=WANTED,
                        applicant_name="赵䶮", id_number="999999198001010014",
                        phone="0000-87654321")
    (by_number,) = beside(bureau, id_number="９９９９９９198001010014").earlier
    (by_phone,) = beside(bureau, phone="000087654321").earlier

    assert (by_number.no, by_number.same) == (no, ("证件号码相同",))
    assert (by_phone.no, by_phone.same) == (no, ("电话相同",))


def test_a_candidate_that_was_ticked_is_linked_and_nothing_is_decided(bureau: Bureau) -> None:
    earlier = bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted=WANTED)
    no = bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted=WANTED,
                        alike=[earlier])
    seen = bureau.see(no)

    assert seen.case.earlier_requests == [earlier]
    assert seen.outcome is None
    assert ("疑似重复的在先申请", earlier) in seen.trail[-1].facts
    assert bureau.findings() == []


def test_contact_is_taken_over_through_a_logged_door_and_the_number_never(bureau: Bureau) -> None:
    no = bureau.receive(
        channel="in_person", submitted_on="2024-09-27", wanted=WANTED, applicant_name="赵䶮",
        id_number="12345", phone="0000-87654321", address="滨江市滨河路1号", email="")
    taken = counter.taken_over(bureau.desk, no, bureau.who("clerk"), bureau.now)
    with reading(bureau.engine) as connection:
        (line,) = newest(connection, only=SecurityAct.PERSONAL_SHOWN)

    assert taken == {"applicant_name": "赵䶮", "phone": "0000-87654321",
                     "address": "滨江市滨河路1号"}
    assert (line.officer, line.facts["request"]) == ("clerk", no)
    assert "通信地址" in line.facts["fields"]
    assert "沿用" in line.facts["reason"]


@pytest.mark.parametrize(("name", "kind"), [
    ("滨江衡平律师事务所", ApplicantKind.LEGAL_SERVICE),
    ("北京市某某（滨江）律师事务所", ApplicantKind.LEGAL_SERVICE),
    ("滨江宏远建材有限公司", ApplicantKind.COMPANY),
    ("滨江红星机械厂", ApplicantKind.COMPANY),
    ("滨江新苗投资中心（有限合伙）", ApplicantKind.OTHER),
    ("滨江大学", ApplicantKind.NATURAL),  # four characters may be a person
    ("滨江农业大学", ApplicantKind.RESEARCH),
    ("滨江土地利用研究院", ApplicantKind.RESEARCH),
    ("滨江湿地保护协会", ApplicantKind.PUBLIC_BENEFIT),
    ("滨江市慈善基金会", ApplicantKind.PUBLIC_BENEFIT),
    ("下河村村民委员会", ApplicantKind.OTHER),
    ("赵䶮", ApplicantKind.NATURAL), ("欧阳学会", ApplicantKind.NATURAL),
    ("阿依古丽·买买提", ApplicantKind.NATURAL), ("", None), ("滨江市各界群众代表若干人", None),
])
def test_a_kind_is_guessed_by_the_end_of_the_name(name: str, kind: ApplicantKind | None) -> None:
    assert guessed_kind(name) is kind


@pytest.mark.parametrize(("name", "typed", "found"), [
    ("单立文", "shan", True), ("单立文", "dlw", True), ("仇和", "qiuhe", True),
    ("尉迟恭", "yuchi", True), ("欧阳修", "oyx", True), ("赵䶮", "zy", True),
    ("赵䶮", "yan", False), ("赵䶮", "！", False), ("", "a", False),
])
def test_surnames_are_found_by_both_readings(name: str, typed: str, found: bool) -> None:
    assert reads_as(name, typed) is found


def test_likeness_does_not_look_at_punctuation_width_or_order_of_items() -> None:
    assert nearest(["一、ＡＢ；", WANTED], ["别的", WANTED + "。"]).score == 100
    assert nearest([], [WANTED]).score == nearest([""], [""]).score == 0
