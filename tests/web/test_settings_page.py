"""The settings page: groups, search, who set what, previews that write nothing, rows and seals."""

import io
import re
from datetime import date

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from letters.seal import sample_seal
from tests.web.conftest import Site
from tests.web.visitor import forms_of, words
from tests.workflow.census import nothing_written
from workflow.previewing import preview
from workflow.record.database import reading
from workflow.record.settings import SETTINGS, SettingGroup

SETTINGS_PAGE, SEPARATION = "/admin/settings", "/audit/separation"
TODAY, TOMORROW = "2024-09-27", "2024-09-28"
SVG = "http://www.w3.org/2000/svg"


def look(site: Site, key: str, value: str, day: str = TODAY, **more: object) -> TestResponse:
    """Ask for a preview of one setting, and see that nothing is written by it."""
    system = site.visitor("system")
    with nothing_written(site.bureau.engine):
        return system.fill(SETTINGS_PAGE, SETTINGS_PAGE, key=key, value=value, effective_from=day,
                           reason="", look="yes", **more)


def pictures_in(page: TestResponse) -> int:
    """How many pages of a specimen are shown."""
    return len(re.findall(r'<img class="specimen" src="data:image/png;base64,', page.text))


def test_every_setting_stands_in_a_group_and_every_group_is_shown(site: Site) -> None:
    page = site.visitor("system").get(SETTINGS_PAGE)
    shown = words(page)

    assert all(one.label in shown for one in SETTINGS.values())
    assert all(f'id="g-{group.name.lower()}"' in page.text for group in SettingGroup)


@pytest.mark.parametrize(("q", "there", "away"), [
    ("印章", "印章图样", "有管辖权的人民法院"), ("中级人民法院", "有管辖权的人民法院", "印章图样"),
    ("岗位分离", "延期提出人与批准人分离", "文号式样"),
    ("clock.regions", "适用自定放假的地区", "印章"),
])
def test_a_search_narrows_the_page(site: Site, q: str, there: str, away: str) -> None:
    shown = words(site.visitor("system").get(f"{SETTINGS_PAGE}?q={q}"))

    assert there in shown
    assert away not in shown.replace(f"“{q}”", "")


def test_a_version_says_who_made_it_and_when(site: Site) -> None:
    system = site.visitor("system")
    system.fill(SETTINGS_PAGE, SETTINGS_PAGE, key="court", value="滨江市铁路运输法院",
                effective_from="2024-10-01", reason="管辖调整")
    page = words(system.get(SETTINGS_PAGE))

    assert "管辖调整 测试系统管理员 2024-09-27 09:00" in page
    assert "自 2024-10-01 起：滨江市铁路运输法院" in page
    assert "设立 命令行 2008-05-01 09:00" in page


def test_the_preview_of_a_number_pattern_names_the_next_number(site: Site) -> None:
    site.request()  # one receipt is out
    page = words(look(site, "number.receipt", "{short}公收〔{year}〕{serial}号"))

    assert "2024年下一份“登记回执”的文号：滨自然资公收〔2024〕2号" in page
    again = look(site, "number.receipt", "{short}x〔{year}〕{serial}号")
    form = next(one for one in forms_of(again) if one.values.get("key") == "number.receipt")
    assert form.values["value"] == "{short}x〔{year}〕{serial}号"


@pytest.mark.parametrize(("key", "value"), [
    ("contact", "联系人：李明；联系电话：0000-1"), ("seal_svg", sample_seal()),
    ("document_format", "on"), ("agency_name", "滨江市自然资源和规划局"), ("court", "滨江市法院"),
    ("fee_payment", "到财政缴费窗口缴纳"), ("online_reconsideration", "fy.example.invalid"),
    ("verify_base", "https://gk.example.invalid/verify"),
])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_letters_show_is_seen_on_a_specimen(site: Site, key: str, value: str) -> None:
    page = look(site, key, value)

    assert page.status_code == 200
    assert pictures_in(page) >= 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_specimen_bears_the_seal_and_says_it_has_no_force(site: Site) -> None:
    bureau = site.bureau
    with reading(bureau.engine) as connection:
        found = preview(connection, bureau.who("system").agency_id, "seal_svg", sample_seal(),
                        date(2024, 9, 27), bureau.now)
        without = preview(connection, bureau.who("system").agency_id, "seal_svg", "",
                          date(2024, 9, 27), bureau.now)
    assert found.letter is not None
    assert without.letter is not None
    assert found.letter.specimen
    press = bureau.desk.print_room.press()
    sealed, plain = (press.print(one).data for one in (found.letter, without.letter))

    assert _red(sealed) > _red(plain) + 1000
    assert _grey(plain) > 5000


def _drawn(pdf: bytes) -> Image.Image:
    from web.pictures import pictures

    return Image.open(io.BytesIO(pictures(pdf)[-1])).convert("RGB")


def _red(pdf: bytes) -> int:
    return sum(n for n, (r, g, b) in _drawn(pdf).getcolors(1 << 24)  # type: ignore[union-attr, misc]  # an RGB picture of few colours
               if r > 180 and g < 90 and b < 90)


def _grey(pdf: bytes) -> int:
    return sum(n for n, (r, g, b) in _drawn(pdf).getcolors(1 << 24)  # type: ignore[union-attr, misc]  # an RGB picture of few colours
               if r == g == b and 200 < r < 235)


def test_a_way_of_counting_is_seen_with_the_requests_it_moves(site: Site) -> None:
    bureau = site.bureau
    bureau.at("2024-09-28 10:00")  # Saturday
    no = bureau.receive(channel="in_person", submitted_on="2024-09-28", wanted="规划文本")
    bureau.act(no, "clerk", "register")
    page = words(look(site, "clock.shift_rest_day_receipt", "on", "2024-09-29"))

    assert "自2024-09-29起：休息日收到的申请，自其后第一个工作日视为收到" in page
    assert "1 件在办申请的期限会变动" in page
    # 09-29 (Sunday) is a make-up working day: the 20th after it is 10-31 (Thursday).
    assert f"{no} 2024-10-30 2024-10-31" in page
    assert "王䶮" not in page


@pytest.mark.parametrize(("key", "day"), [
    ("clock.shift_rest_day_receipt", TODAY), ("clock.answer_day_counts", "2024-09-01"),
    ("rule.legal_is_not_approver", "2024-09-26"), ("agency_short_name", "2024-09-26"),
])
@pytest.mark.parametrize("looked", [True, False], ids=["preview", "save"])
def test_what_was_counted_or_signed_is_not_settled_anew(
    site: Site, key: str, day: str, looked: bool
) -> None:
    site.request()
    given = {"key": key, "value": "滨" if key == "agency_short_name" else "on",
             "effective_from": day, "reason": "试"}
    page = site.visitor("system").fill(
        SETTINGS_PAGE, SETTINGS_PAGE, **given, **({"look": "yes"} if looked else {}))

    assert (page.status_code, "不得倒签" in words(page)) == (422, True)
    form = next(one for one in forms_of(page) if one.values.get("key") == key)
    assert (form.values["effective_from"], form.values["reason"]) == (day, "试")


def test_authorities_are_kept_as_lines_and_asked_for_as_rows(site: Site) -> None:
    system = site.visitor("system")
    answer = system.fill(
        SETTINGS_PAGE, SETTINGS_PAGE, key="reconsideration_bodies", effective_from=TODAY,
        body_name=["滨江市人民政府", "", "滨江省自然资源厅"],
        body_address=["滨江市民主路1号", "", ""])

    assert answer.status_code == 303
    office = site.bureau.see(site.request()).office
    assert office.bodies.reconsideration == (
        "滨江市人民政府（地址：滨江市民主路1号）", "滨江省自然资源厅")
    form = next(one for one in forms_of(system.get(SETTINGS_PAGE))
                if one.values.get("key") == "reconsideration_bodies")
    assert form.values["body_name"] == ["滨江市人民政府", "滨江省自然资源厅", ""]
    assert form.values["body_address"] == ["滨江市民主路1号", "", ""]


def test_an_address_without_a_name_is_refused_and_kept(site: Site) -> None:
    page = site.visitor("system").fill(
        SETTINGS_PAGE, SETTINGS_PAGE, key="reconsideration_bodies", effective_from=TODAY,
        body_name=["", ""], body_address=["滨江市民主路1号", ""])

    assert (page.status_code, "一并写明行政复议机关的名称" in words(page)) == (422, True)
    assert 'value="滨江市民主路1号"' in page.text


@pytest.mark.parametrize(("data", "said"), [
    (f'<svg xmlns="{SVG}"><script>alert(1)</script></svg>'.encode(), "不含脚本"),
    (f'<svg xmlns="{SVG}" onload="x()"/>'.encode(), "不含脚本"),
    (f'<svg xmlns="{SVG}"><image href="#a"/></svg>'.encode(), "不允许的元素"),
    (f'<svg xmlns="{SVG}"><rect fill="url(data:x)"/></svg>'.encode(), "不含脚本和外部引用"),
    (f'<svg xmlns="{SVG}"><circle'.encode(), "不是完整的 SVG"),
    (b"\x89PNG\r\n\x1a\n" + b"\xff" * 20, "不是图片或者文档"),
    (b"<svg>" + b" " * 300_000, "超过200KB"),
], ids=["script", "handler", "picture", "outside", "half", "png", "large"])
@pytest.mark.parametrize("looked", [True, False], ids=["preview", "save"])
def test_a_seal_that_does_more_than_draw_is_refused(
    site: Site, data: bytes, said: str, looked: bool
) -> None:
    system = site.visitor("system")
    with nothing_written(site.bureau.engine):
        page = system.fill(
            SETTINGS_PAGE, SETTINGS_PAGE, key="seal_svg", effective_from=TODAY, reason="",
            file=(io.BytesIO(data), "seal.svg"), **({"look": "yes"} if looked else {}))

    assert (page.status_code, said in words(page)) == (422, True)
    assert "<script>alert" not in page.text


def test_a_seal_handed_in_as_a_file_is_kept(site: Site) -> None:
    answer = site.visitor("system").fill(
        SETTINGS_PAGE, SETTINGS_PAGE, key="seal_svg", effective_from=TODAY, reason="新章",
        file=(io.BytesIO(sample_seal().encode()), "seal.svg"))

    assert answer.status_code == 303
    assert site.bureau.see(site.request()).office.setting("seal_svg") == sample_seal()


def test_a_name_no_face_has_cannot_be_set_unseen(site: Site) -> None:
    page = look(site, "contact", "联系人：\U00010348")

    assert (page.status_code, "这样印不出文书" in words(page)) == (422, True)


@pytest.mark.parametrize(("key", "value", "said"), [
    ("agency_name", "局" * 300, "不超过40个字"), ("agency_name", "", "请填写机关全称"),
    ("agency_short_name", "字" * 21, "不超过20个字"), ("contact", "电" * 301, "内容过长"),
    ("contact", "a\x07b", "控制字符"),
])
def test_a_value_that_cannot_be_printed_is_refused(
    site: Site, key: str, value: str, said: str
) -> None:
    page = look(site, key, value)

    assert (page.status_code, said in words(page)) == (422, True)


def test_a_waiver_is_read_by_the_legal_office_with_its_reason(site: Site) -> None:
    legal = site.visitor("legal")
    assert words(legal.get(SEPARATION)).count("从未停用") == 3
    site.visitor("system").fill(
        SETTINGS_PAGE, SETTINGS_PAGE, key="rule.archivist_is_not_drafter", value="off",
        effective_from=TODAY, reason="本局公开办仅2人")
    site.bureau.set("rule.archivist_is_not_drafter", "on", since="2024-12-01")
    page = words(legal.get(SEPARATION))

    assert "归档人与拟稿人分离 ▲ 已停用" in page
    assert "2024-09-27 起，至 2024-11-30 现在 本局公开办仅2人 测试系统管理员" in page


@pytest.mark.parametrize("login", ["clerk", "head", "system", "security"])
def test_other_seats_do_not_read_waivers(site: Site, login: str) -> None:
    assert site.visitor(login).get(SEPARATION).status_code == 403
