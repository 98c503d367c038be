"""Taking in an application: bad input is named, nothing typed is lost, nothing half-written."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.evidence import good
from tests.web.conftest import Site
from tests.web.visitor import forms_of, words
from workflow.record.database import reading
from workflow.record.models import Request

NEW = "/requests/new"
LETTER: dict[str, Any] = {
    "channel": "registered_post", "signed_on": "2024-09-27", "mail_no": "XA88123345",
    "applicant_kind": "natural", "applicant_name": "赵䶮", "phone": "0000-87654321",
    "address": "滨江市滨河路1号", "items-0-wanted": "滨河路（东段）拓宽工程的补偿安置方案",
}
#: What is wrong, the words that name it, and the article.
BAD = [
    ("a receipt day in the future", {"signed_on": "2024-09-28"}, "不得晚于今天", "第三十一条"),
    ("a wrong check digit", {"id_kind": "resident_card", "id_number": "999999198001010013"},
     "校验码", "第二十九条"),
    ("an unknown channel", {"channel": "pigeon"}, "没有“pigeon”这一选项", ""),
    ("no channel", {"channel": ""}, "收到方式", ""),
    ("no day for the channel", {"signed_on": ""}, "签收", "第三十一条"),
    ("nothing asked for", {"items-0-wanted": ""}, "申请事项", ""),
    ("a day that is none", {"signed_on": "2024-02-30"}, "日期应当写成", ""),
]


def requests(site: Site) -> int:
    with reading(site.bureau.engine) as connection:
        return connection.scalar(select(func.count()).select_from(Request)) or 0


@pytest.mark.parametrize(("typed", "said", "article"), [case[1:] for case in BAD],
                         ids=[case[0] for case in BAD])
def test_bad_input_is_named_with_its_article_and_what_was_typed_stays(
    site: Site, typed: dict[str, str], said: str, article: str
) -> None:
    page = site.visitor("clerk").fill(NEW, NEW, **{**LETTER, **typed})
    form = next(one for one in forms_of(page) if one.action == NEW)
    expected = {**LETTER, **typed} if typed.get("channel") != "pigeon" else {
        **LETTER, "channel": None}

    assert page.status_code == 422
    assert said in words(page)
    assert article in words(page)
    assert {name: form.values.get(name) for name in expected if expected[name]} == {
        name: value for name, value in expected.items() if value}
    assert requests(site) == 0


def test_every_reason_stands_in_the_summary_and_leads_to_its_field(site: Site) -> None:
    page = site.visitor("clerk").fill(NEW, NEW)

    for field in ("receive-channel", "receive-items"):
        assert f'<a href="#{field}">' in page.text
        assert f'id="{field}"' in page.text


def test_a_letter_becomes_a_request_with_its_scan(site: Site) -> None:
    visitor = site.visitor("clerk")
    answer = visitor.fill(NEW, NEW, **LETTER, scans=(BytesIO(good.pdf()), "申请表.pdf"))
    page = visitor.get(answer.headers["Location"])

    assert answer.status_code == 303
    assert "已收件，编号 BJZR-2024-0001" in words(page)
    assert "申请表.pdf" in words(page)
    assert "10月30日" in words(page)


def test_a_file_handed_in_survives_a_failed_form(site: Site) -> None:
    visitor = site.visitor("clerk")
    page = visitor.fill(NEW, NEW, **{**LETTER, "signed_on": ""},
                        scans=(BytesIO(good.pdf()), "申请表.pdf"))
    assert "申请表.pdf" in words(page)

    answer = visitor.send(page, NEW, signed_on="2024-09-27")

    assert "申请表.pdf" in words(visitor.get(answer.headers["Location"]))


@pytest.mark.parametrize(("name", "data"), [
    ("恶意.html", b"<script>"), ("假.pdf", b"MZ\x90\x00"), ("空.pdf", b""), ("无后缀", b"%PDF-1.7"),
], ids=["not a kind we take", "no PDF inside", "empty", "no extension"])
def test_a_file_that_is_not_what_it_says_is_not_taken(site: Site, name: str, data: bytes) -> None:
    page = site.visitor("clerk").fill(NEW, NEW, **LETTER, scans=(BytesIO(data), name))

    assert (page.status_code, f"文件“{name}”" in words(page), requests(site)) == (422, True, 0)


def test_a_double_click_opens_one_request(site: Site) -> None:
    visitor = site.visitor("clerk")
    page = visitor.get(NEW)
    first, second = (visitor.send(page, NEW, **LETTER) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert requests(site) == 1


def test_rows_are_added_and_taken_away_without_a_script(site: Site) -> None:
    visitor = site.visitor("clerk")
    page = visitor.fill(NEW, NEW, **LETTER, _row="items:add")
    assert 'name="items-1-wanted"' in page.text

    page = visitor.send(page, NEW, **{"items-1-wanted": "第二项"}, _row="items:drop:0")
    form = next(one for one in forms_of(page) if one.action == NEW)

    assert form.values["items-0-wanted"] == "第二项"
    assert "items-1-wanted" not in form.values
    assert requests(site) == 0


def test_a_form_left_open_too_long_is_shown_again_and_nothing_is_done(site: Site) -> None:
    visitor = site.visitor("clerk")
    page = visitor.fill(NEW, NEW, **LETTER, csrf_token="of-an-earlier-session")
    form = next(one for one in forms_of(page) if one.action == NEW)

    assert (page.status_code, requests(site)) == (400, 0)
    assert form.values["applicant_name"] == "赵䶮"
    assert visitor.send(page, NEW).status_code == 303


REGISTER = {"_then": "register"}


def shown_again(page: Any) -> dict[str, Any]:
    """What stands in the form that came back."""
    return next(one for one in forms_of(page) if one.action == NEW).values


def taken(site: Site, **typed: Any) -> str:
    """Take in one letter and return its number."""
    answer = site.visitor("clerk").fill(NEW, NEW, **{**LETTER, **typed})
    assert answer.status_code == 303, words(answer)
    return answer.headers["Location"].rsplit("/")[-1]


def test_receipt_and_registration_are_two_acts_and_the_receipt_is_shown(site: Site) -> None:
    no = taken(site, **REGISTER)
    page = site.visitor("clerk").get(f"/taken-in/{no}")
    seen = site.bureau.see(no)

    assert [line.entry.step for line in seen.trail] == ["receive", "register"]
    assert f'href="/requests/{no}/documents/2-1.pdf"' in page.text
    assert 'src="data:image/png;base64,' in page.text
    assert f'action="/requests/{no}/assign"' in page.text


def test_a_refused_registration_leaves_the_receipt_and_says_so(site: Site) -> None:
    """An ordinary letter whose sender was called in vain has no day of receipt yet."""
    visitor = site.visitor("clerk")
    answer = visitor.fill(NEW, NEW, **{
        **LETTER, "channel": "ordinary_letter", "first_seen_on": "2024-09-27",
        "called_same_day": "true", **REGISTER})
    page = words(visitor.get(answer.headers["Location"]))

    assert "已收件，编号 BJZR-2024-0001；尚未登记：收到申请之日尚未确定" in page
    assert "与申请人确认" in page
    assert [line.entry.step for line in site.bureau.see("BJZR-2024-0001").trail] == ["receive"]


def test_a_double_click_registers_once(site: Site) -> None:
    visitor = site.visitor("clerk")
    page = visitor.get(NEW)
    first, second = (visitor.send(page, NEW, **LETTER, **REGISTER) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert len(site.bureau.see("BJZR-2024-0001").trail) == 2


def test_what_was_only_taken_in_is_registered_from_the_page_that_follows(site: Site) -> None:
    no = taken(site)
    visitor = site.visitor("clerk")
    answer = visitor.fill(f"/taken-in/{no}", f"/taken-in/{no}")
    page = visitor.get(answer.headers["Location"])

    assert "已办理“登记”" in words(page)
    assert "打印登记回执" in words(page)


def test_two_clerks_register_one_request_and_the_later_one_is_told(site: Site) -> None:
    no = taken(site)
    first, second = site.visitor("clerk"), site.visitor("clerk")
    stale = second.get(f"/taken-in/{no}")
    first.fill(f"/taken-in/{no}", f"/taken-in/{no}")
    answer = second.send(stale, f"/taken-in/{no}")

    assert "已经登记过" in words(second.get(answer.headers["Location"]))
    assert len(site.bureau.see(no).trail) == 2


def test_two_clerks_take_in_two_letters_at_once(site: Site) -> None:
    pages = [(visitor, visitor.get(NEW)) for visitor in (site.visitor("clerk") for _ in range(2))]
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda one: one[0].send(one[1], NEW, **LETTER), pages))

    assert sorted(one.headers["Location"] for one in answers) == [
        "/taken-in/BJZR-2024-0001", "/taken-in/BJZR-2024-0002"]


def test_the_next_form_keeps_the_channel_and_leads_back_to_the_receipt(site: Site) -> None:
    visitor = site.visitor("clerk")
    answer = visitor.fill(NEW, NEW, **LETTER, _then="next")
    page = visitor.get(answer.headers["Location"])
    blank = shown_again(page)

    assert (blank["channel"], blank["signed_on"]) == ("registered_post", "2024-09-27")
    assert blank["applicant_name"] == blank["mail_no"] == ""
    assert "已收件并登记，编号 BJZR-2024-0001" in words(page)
    assert "/requests/BJZR-2024-0001/documents/2-1.pdf" in page.text
    assert visitor.get(f"{NEW}?last=XXXX-1").status_code == 200


def test_the_due_date_is_shown_before_saving_without_a_script(site: Site) -> None:
    page = site.visitor("clerk").fill(NEW, NEW, **LETTER, _try="1")

    assert "答复期限 2024年10月30日（周三）" in words(page)
    assert shown_again(page)["applicant_name"] == "赵䶮"
    assert requests(site) == 0


def test_the_due_date_is_told_while_typing(site: Site) -> None:
    visitor = site.visitor("clerk")
    token = shown_again(visitor.get(NEW))["csrf_token"]
    good_day, future = (words(visitor.post(
        f"{NEW}/arrival", csrf_token=token, channel="registered_post", signed_on=day,
        submitted_on="2024-09-30")) for day in ("2024-09-27", "2024-09-28"))

    assert "答复期限 2024年10月30日（周三）" in good_day
    assert "还不能算出收到之日： 签收日（2024-09-28）不得晚于今天" in future


def test_days_of_another_channel_are_not_asked_and_not_kept(site: Site) -> None:
    no = taken(site, submitted_on="2024-09-26", first_seen_on="2024-09-20")
    in_person = taken(site, channel="in_person", submitted_on="2024-09-27")

    assert "submitted_on" not in site.bureau.see(no).trail[0].entry.facts
    assert "mail_no" not in site.bureau.see(in_person).trail[0].entry.facts


def test_a_letter_received_on_a_make_up_saturday(site: Site) -> None:
    site.bureau.at("2024-10-12 10:00")
    page = site.visitor("clerk").fill(NEW, NEW, **{**LETTER, "signed_on": "2024-10-12"}, _try="1")

    assert "收到之日是国庆节调休上班，按工作日计算" in words(page)


def test_a_mail_number_taken_in_before_is_warned_of_and_blocks_nothing(site: Site) -> None:
    taken(site)
    visitor = site.visitor("clerk")
    page = visitor.fill(NEW, NEW, **LETTER, _try="1")

    assert "这个邮件号已经收过： BJZR-2024-0001" in words(page)
    assert visitor.send(page, NEW).status_code == 303


def test_a_repeated_application_is_shown_beside_the_form_and_linked_when_ticked(
    site: Site,
) -> None:
    taken(site)
    visitor = site.visitor("clerk")
    page = visitor.fill(NEW, NEW, **LETTER, _try="1")
    assert "疑似重复 100%" in words(page)
    assert '<input class="form-check-input" type="checkbox" name="alike"' in page.text

    visitor.send(page, NEW, alike="BJZR-2024-0001", _then="register")
    assert site.bureau.see("BJZR-2024-0002").case.earlier_requests == ["BJZR-2024-0001"]


def test_a_tick_survives_a_form_that_is_refused(site: Site) -> None:
    taken(site)
    page = site.visitor("clerk").fill(NEW, NEW, **{**LETTER, "signed_on": ""},
                                      alike="BJZR-2024-0001")

    assert page.status_code == 422
    assert 'value="BJZR-2024-0001" form="intake" checked' in page.text


def test_an_earlier_applicant_is_taken_over_and_what_was_typed_stays(site: Site) -> None:
    taken(site)
    visitor = site.visitor("clerk")
    page = visitor.fill(NEW, NEW, **{**LETTER, "applicant_name": "zhaoyan", "phone": "111",
                                     "address": "", "applicant_kind": ""}, _try="1")
    assert "赵䶮 自然人 · 1 件" in words(page)

    page = visitor.send(page, NEW, _take="BJZR-2024-0001")
    values = shown_again(page)

    assert "记入安全日志" in words(page)
    assert (values["applicant_name"], values["applicant_kind"]) == ("赵䶮", "natural")
    assert (values["phone"], values["address"]) == ("111", "滨江市滨河路1号")
    assert requests(site) == 1


def test_nobody_is_taken_over_from_another_agency(site: Site) -> None:
    taken(site)
    page = site.visitor("stranger").fill(NEW, NEW, **LETTER, _take="BJZR-2024-0001")

    assert "没有找到申请BJZR-2024-0001" in words(page)
    assert shown_again(page)["applicant_name"] == "赵䶮"


def test_an_organisation_without_a_kind_is_guessed_and_has_to_be_confirmed(site: Site) -> None:
    visitor = site.visitor("clerk")
    page = visitor.fill(NEW, NEW, **{
        **LETTER, "applicant_kind": "", "applicant_name": "滨江衡平律师事务所"})

    assert (page.status_code, requests(site)) == (422, 0)
    assert "按名称推测为“法律服务机构”，已经填入，请核对后再次提交" in words(page)
    assert shown_again(page)["applicant_kind"] == "legal_service"
    assert visitor.send(page, NEW).status_code == 303


@pytest.mark.parametrize(("kind", "number", "right"), [
    ("resident_card", "99999919800101001１", True), ("resident_card", "999999 19800101 0011", True),
    ("resident_card", "999999198001010013", False), ("resident_card", "99999980010101", False),
    ("credit_code", "91999999MA000001XE", True), ("credit_code", "91999999ma000001xe", True),
    ("credit_code", "91999999MA000001XA", False), ("passport", "E0000001", True), ("", "1", True),
])
def test_a_number_with_a_check_digit_is_checked_however_it_is_typed(
    site: Site, kind: str, number: str, right: bool
) -> None:
    page = site.visitor("clerk").fill(NEW, NEW, **LETTER, id_kind=kind, id_number=number)

    assert page.status_code == (303 if right else 422), words(page)
    if not right:
        assert "校验码相符" in words(page)
        assert shown_again(page)["id_number"] == number


def test_a_letter_without_a_name_is_registered_all_the_same(site: Site) -> None:
    no = taken(site, applicant_name="", applicant_kind="", phone="", address="", **REGISTER)

    assert "（未署名）" in words(site.visitor("clerk").get(f"/taken-in/{no}")) or \
        "（未写明）" in words(site.visitor("clerk").get(f"/taken-in/{no}"))
    assert site.bureau.see(no).case.state == "registration"


def test_an_oral_application_is_written_down_with_the_help_given(site: Site) -> None:
    no = taken(site, channel="oral", submitted_on="2024-09-27",
               help_needed="视力障碍，工作人员代填并当场宣读", **REGISTER)

    assert site.bureau.see(no).case.help_needed == "视力障碍，工作人员代填并当场宣读"


def test_form_and_envelope_are_handed_in_apart(site: Site) -> None:
    no = taken(site, scans=[(BytesIO(good.pdf(pages)), f"第{pages}份.pdf") for pages in (1, 2, 3)],
               envelope=(BytesIO(good.pdf(4)), "信封.pdf"))
    facts = site.bureau.see(no).trail[0].entry.facts

    assert (len(facts.texts("scans")), len(facts.texts("envelope"))) == (3, 1)
    assert "信封.pdf" in words(site.visitor("clerk").get(f"/taken-in/{no}"))


def test_a_text_that_is_too_long_is_named_and_stays(site: Site) -> None:
    text = "滨河路拓宽工程" * 800
    page = site.visitor("clerk").fill(NEW, NEW, **{**LETTER, "items-0-wanted": text})

    assert (page.status_code, "最多4000个字" in words(page)) == (422, True)
    assert shown_again(page)["items-0-wanted"] == text


def test_several_items_lead_to_the_splitting(site: Site) -> None:
    visitor = site.visitor("clerk")
    answer = visitor.fill(NEW, NEW, **{
        **LETTER, "items-rows": "2", "items-1-wanted": "2023年绿化养护合同", **REGISTER})
    page = visitor.get(answer.headers["Location"])
    no = answer.headers["Location"].rsplit("/")[-1]

    assert "本件有 2 项内容" in words(page)
    done = visitor.send(page, f"/requests/{no}/split", items=["2"], reason="两项不是同一事项")
    assert done.status_code == 303
    assert site.bureau.see("BJZR-2024-0002").subject == "2023年绿化养护合同"


@pytest.mark.parametrize("login", ["handler", "reviewer", "head", "legal", "archivist", "leader"])
def test_only_the_counter_takes_in(site: Site, login: str) -> None:
    no = taken(site)
    visitor = site.visitor(login)

    assert [visitor.get(path).status_code for path in (NEW, f"/taken-in/{no}")] == [403, 403]
