"""The load generator judges: an act that is lost or done twice, and an answer that is an error."""

from pathlib import Path

from bench.load import Outcome, Took, complaints, lost, summed
from tests.bureau import Bureau, found
from tests.deploy.offices import Office, Sample
from tests.faults.doing import QuickPress
from workflow.desk import Desk
from workflow.record.database import connect
from workflow.record.evidence import FileStore
from workflow.record.personal import KeyRing


def office(**known: object) -> Office:
    return Office("http://127.0.0.1:9", str, "", 1, **known)  # type: ignore[arg-type]  # a test's


def test_an_act_that_was_acknowledged_and_is_not_there_is_named(
    database_url: str, tmp_path: Path
) -> None:
    engine = connect(database_url)
    store, keys = FileStore(tmp_path / "files"), KeyRing(tmp_path / "keys")
    bureau = Bureau(engine, Desk(engine, store, keys, QuickPress), store, keys)
    found(bureau)
    no = bureau.desk.open_request(
        bureau.who("clerk"), bureau.now, {
            "channel": "in_person", "submitted_on": "2024-09-27", "applicant_kind": "natural",
            "applicant_name": "王䶮", "items": [{"wanted": "批复"}]}, command_id="one").no

    assert list(lost(bureau, [office(acknowledged=[(no, "one")])])) == []
    assert list(lost(bureau, [office(acknowledged=[(no, "two")])])) == [
        f"{no}: two was acknowledged and is not in the trail"]
    engine.dispose()


def test_errors_are_counted_by_kind_and_spoil_the_run() -> None:
    busy = office(samples=[Sample("reading", "inbox", 0.010), Sample("reading", "inbox", 0.030),
                           Sample("step", "assign", 0.5, "500 出错了")])
    rows, errors = summed("SQLite", [busy], Took(1.0, 2.0))

    assert [(row.kind, row.answers, row.errors) for row in rows] == [
        ("reading", 2, 0), ("step", 1, 1), ("all", 3, 1)]
    assert dict(errors) == {"step assign: 500 出错了": 1}
    assert not Outcome(rows, errors, ()).clean


def test_a_server_that_is_not_there_is_an_error_of_the_kind_that_was_wanted() -> None:
    alone = office()
    for _ in range(10):
        alone.act()

    assert {sample.kind for sample in alone.samples} == {"reading", "step", "letter"}
    assert all("ConnectionRefusedError" in sample.fault for sample in alone.samples)


def test_what_the_server_complained_of_is_an_error_too(tmp_path: Path) -> None:
    journal = tmp_path / "server.log"
    journal.write_text('{"level": "info", "text": "request"}\n'
                       '{"level": "error", "text": "broken"}\nTraceback (most recent call last)\n')

    assert dict(complaints(journal)) == {
        'server: {"level": "error", "text": "broken"}': 1,
        "server: Traceback (most recent call last)": 1}
