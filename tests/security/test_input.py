"""Input, files and output (数据有效性检验, ASVS 5.0 V1, V2, V5): each line is one test."""

import ast
import csv
import io
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.bureau import sheet
from tests.evidence import good
from tests.evidence.corpus import hostile
from tests.house import PACKAGES, modules
from tests.house import imports as imported
from tests.web.conftest import Site
from tests.web.test_handover import whole
from tests.web.visitor import words
from tests.workflow import stages
from web import uploads
from web.app import LARGEST_POST, LARGEST_TEXT_OF_A_FORM, MOST_FIELDS
from web.transport import LARGEST_ANONYMOUS, LARGEST_PLAIN
from workflow.cells import guarded
from workflow.errors import FileRefused, MovedOn, StepNotAllowed
from workflow.evidence.examine import examine
from workflow.evidence.intake import Intake
from workflow.evidence.limits import LONGEST_NAME
from workflow.record.database import writing
from workflow.record.evidence import Upload

#: What a spreadsheet would work out, in every form it may begin with.
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1",
            " =1+1", "\u3000=1", "\ufeff=1", "\x00=1", "﹢1", "=HYPERLINK(\"http://x\")")
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(1)>"


def test_4_2_1_what_is_too_large_too_much_or_for_another_host_is_refused(site: Site) -> None:
    clerk = site.visitor("clerk")
    large: list[tuple[str, Any]] = [
        ("multipart/form-data", {"a": "x" * (LARGEST_TEXT_OF_A_FORM + 1)}),
        ("multipart/form-data", {f"a{n}": "1" for n in range(MOST_FIELDS + 1)}),
        ("application/x-www-form-urlencoded", "a=" + "x" * LARGEST_PLAIN)]
    for kind, data in large:
        for path in ("/shortcuts", "/sign-in"):
            assert clerk.client.post(path, data=data, content_type=kind).status_code == 413
    told: dict[str, Any] = {"content_type": "multipart/form-data; boundary=x",
                            "input_stream": BytesIO(b"--x")}
    assert clerk.client.post("/sign-in", **told, environ_overrides={
        "CONTENT_LENGTH": str(LARGEST_ANONYMOUS + 1)}).status_code == 413
    assert site.app.config["MAX_CONTENT_LENGTH"] == LARGEST_POST
    site.app.config["TRUSTED_HOSTS"] = ["gk.example.gov.cn"]
    elsewhere = clerk.client.get("/sign-in", headers={"Host": "evil.example"})
    assert (elsewhere.status_code, elsewhere.text) == (400, "没有这个网站，请核对地址。\n")
    ours = clerk.client.get("/sign-in", headers={"Host": "gk.example.gov.cn"})
    assert ours.status_code in (200, 302)


def test_5_2_2_a_file_is_taken_by_its_bytes_not_by_its_name(site: Site) -> None:
    lying = ("a program called a picture", "a web page called text", "an SVG called a picture",
             "a bomb that lies about its size", "a part that is longer than the list says",
             "macros under another name", "a PDF with an archive behind it",
             "a container that is a PDF as well", "Office and OFD at once",
             "a picture of ten thousand million pixels", "a path that leads out",
             "a symbolic link", "entities that multiply")
    found = [one for one in hostile() if one.what in lying]
    for one in found:
        with pytest.raises(FileRefused, match=re.escape(one.told)):
            examine(one.make(), one.name)

    assert {one.what for one in found} == set(lying)
    assert examine(good.png(), "申请.jpg").name == "申请.png"


def test_5_2_4_each_officer_has_a_quota_a_day(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_DAY", len(sheet(b"three")) + 10)
    no = site.request()
    clerk = site.visitor("clerk")

    def attach(says: bytes) -> Any:
        return clerk.fill(f"/requests/{no}", f"/requests/{no}/attach", what="信封",
                          papers=(BytesIO(sheet(says)), "信封.png"))

    assert attach(b"one").status_code == 303
    refused = attach(b"two")
    assert (refused.status_code, "今天上传的文件合计已达" in words(refused)) == (422, True)
    site.bureau.now = site.bureau.now.replace(day=28)
    assert attach(b"three").status_code == 303


def test_5_3_2_names_are_data_and_no_name_of_a_file_on_disk(site: Site) -> None:
    nasty = {"申" * 86 + ".png": LONGEST_NAME, "../../etc/cron.d/x.png": 5,
             "C:\\Windows\\信封.png": 6, "a\u202egnp.exe.png": 80, "信\x00封\r\n.png": 80,
             "con:|?*<>\".png": 80, "\u200b\ufeff.png": 80}
    for claimed, longest in nasty.items():
        shown = examine(good.png(), claimed).name
        assert len(shown) <= longest
        assert shown.endswith(".png")
        assert all(one.isprintable() and one not in "/\\:;|?*<>\"" for one in shown)

    no = site.request()
    site.bureau.act(no, "clerk", "attach", what="信封", papers=[
        site.bureau.upload("申" * 86 + ".png")])
    names = [name for name, _ in site.bureau.store.names()]
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)


def test_5_4_3_every_file_goes_through_examination_and_scan_or_is_kept_nowhere() -> None:
    asked: list[str] = []

    def refusing(data: bytes, claimed: str) -> Any:
        asked.append(claimed)
        raise FileRefused([])

    intake = Intake(scan=refusing)
    with pytest.raises(FileRefused):
        intake.admit(good.png(), "信封.png")

    assert asked == ["信封.png"]


def test_3_2_1_a_file_handed_in_is_served_as_bytes_that_can_do_nothing(site: Site) -> None:
    no = site.request()
    slips = [site.bureau.desk.keep(Upload("信封.png", "", good.png())),
             site.bureau.smuggled("申请.html", "text/html", MARKUP.encode())]
    site.bureau.act(no, "clerk", "attach", what="材料", papers=slips)
    for slip, way in zip(slips, ("inline", "attachment"), strict=True):
        headers = site.visitor("clerk").get(f"/requests/{no}/files/{slip[:64]}").headers
        assert headers["Content-Disposition"].startswith(way)
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "html" not in headers["Content-Type"]


def test_2_3_1_steps_are_neither_skipped_nor_done_twice(site: Site) -> None:
    bureau = site.bureau.at(f"{stages.MONDAY} 09:00")
    no = stages.registered(bureau)
    for login, trigger in (("reviewer", "approve"), ("archivist", "seal"), ("clerk", "register"),
                           ("handler", "submit_for_review"), ("clerk", "close")):
        with pytest.raises(StepNotAllowed):
            bureau.act(no, login, trigger)
    before = bureau.see(no).case.seq
    visitor = site.visitor("clerk")
    page = visitor.get(f"/requests/{no}")
    answers = [visitor.send(page, f"/requests/{no}/note", text="备注") for _ in range(3)]

    assert {one.status_code for one in answers} == {303}
    assert bureau.see(no).case.seq == before + 1


def test_2_3_3_an_act_that_fails_at_its_end_leaves_nothing_at_all(site: Site) -> None:
    no = site.request()
    engine = site.bureau.engine
    tables = ("trail_entry", "document", "document_number", "job", "stored_file",
              "personal_field", "log_pending", "request")
    before = _rows(site, tables)
    with writing(engine) as connection:
        connection.execute(text("CREATE TRIGGER planted BEFORE INSERT ON log_pending "
                                "BEGIN SELECT RAISE(ABORT, 'planted'); END"))
    with pytest.raises(DBAPIError):
        site.bureau.act(no, "handler", "propose_extension", working_days=20, reason="数量较大")
    with pytest.raises(DBAPIError):
        site.bureau.act(no, "clerk", "note", text="备注")

    assert _rows(site, tables) == before


def _rows(site: Site, tables: tuple[str, ...]) -> list[Any]:
    with site.bureau.engine.connect() as connection:
        return [connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables]


def test_2_3_4_nobody_acts_on_what_another_has_just_changed(site: Site) -> None:
    no = site.request()
    bureau = site.bureau
    seen = bureau.see(no).case.seq
    bureau.act(no, "handler", "note", text="先一步")
    with pytest.raises(MovedOn):
        bureau.desk.perform(no, "note", bureau.who("clerk"), bureau.now, {"text": "后一步"},
                            seen_seq=seen, command_id="late")

    assert bureau.see(no).case.seq == seen + 1


def test_1_2_1_what_anybody_typed_is_shown_as_text_and_nothing_else(site: Site) -> None:
    site.bureau.at("2024-09-27 10:00")
    no = site.bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted=MARKUP,
                             applicant_name="<b>王</b>", phone="0000-87654321")
    site.bureau.act(no, "clerk", "note", text=MARKUP)
    for login, path in (("clerk", f"/requests/{no}"), ("clerk", "/inbox"), ("clerk", "/register"),
                        ("clerk", f"/requests/{no}/pane"), ("legal", f"/audit/{no}"),
                        ("clerk", f"/register?q={MARKUP[:30]}"),
                        ("clerk", "/requests/new?channel=\"><script>alert(1)</script>")):
        page = site.visitor(login).get(path).text
        assert not re.findall(r"<script>alert|<img src=x|<svg/onload|<b>王", page), path


def test_1_5_1_xml_of_others_is_read_without_entities_and_nothing_is_unpickled() -> None:
    users: dict[str, set[str]] = {}
    for module in modules():
        for name in imported(module):
            users.setdefault(name.partition(".")[0], set()).add(module.name)
    # Own templates, own metadata, a seal whose document type was refused, a parsing that is caught.
    assert users["xml"] == {"letters.blocks", "letters.seal", "workflow.archive.metadata",
                            "workflow.archive.verifier", "workflow.evidence.markup"}
    assert users["defusedxml"] == {"workflow.evidence.markup"}
    # From one process of ours to its own children, through pipes.
    assert users["pickle"] == {"letters.press_room", "letters.press_child", "workflow.archive.crew"}
    assert not users.keys() & {"lxml", "marshal", "shelve", "yaml", "dill"}


def test_1_2_10_no_spreadsheet_works_out_what_an_applicant_wrote(site: Site) -> None:
    printable = [one for one in FORMULAS if one.isprintable() and one == one.strip()]
    site.bureau.at("2024-09-27 10:00")
    for formula in printable:
        site.bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted=formula,
                            applicant_name=formula, phone="0000-87654321")
    clerk = site.visitor("clerk")
    address = "/register?sort=received&up=1&cols=no.applicant_name.wanted"
    table = whole(clerk.fill(address, "/register/export", format="csv")).data
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))[1:]
    assert [row[1] for row in rows] == [f"'{one}" for one in printable]

    book = whole(clerk.fill(address, "/register/export", format="xlsx")).data
    page = openpyxl.load_workbook(io.BytesIO(book))["登记台账"]
    cells = [cell for row in page.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert [guarded(one)[:1] for one in FORMULAS] == ["'"] * len(FORMULAS)


def _imports_of(*libraries: str) -> Iterator[str]:
    for module in modules():
        if {name.partition(".")[0] for name in imported(module)} & set(libraries):
            yield module.name


def test_13_2_4_nothing_goes_out_but_mail_to_the_named_server_and_jobs_to_the_named_queue(
) -> None:
    """No address a user typed is ever opened; pages and letters fetch nothing."""
    outgoing = {*_imports_of("socket", "http", "ftplib", "smtplib", "requests", "httpx", "urllib3",
                             "aiohttp", "redis", "paramiko", "asyncio", "imaplib", "telnetlib")}
    opening = {module.name for module in modules() if "urllib.request" in imported(module)}

    assert outgoing == {"workflow.work.post", "workflow.work.faults"}
    assert opening == set()
    assert {*_imports_of("huey")} == {"workflow.work.carrier"}


def test_1_3_2_nothing_that_was_typed_is_run_as_code() -> None:
    running = {"eval", "exec", "compile", "__import__"}
    called = {
        f"{module.name}:{node.lineno}" for module in modules()
        if module.name.split(".")[0] in PACKAGES for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        and node.func.id in running}

    assert called == set()
