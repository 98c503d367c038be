"""Health by the web: two addresses for whoever watches the server, a page for the administrator."""

from datetime import timedelta

from tests.web.conftest import Site
from tests.web.visitor import words
from workflow.record.beats import Beat, beat
from workflow.record.checkpoints import checkpoint_now
from workflow.record.database import writing
from workflow.work.sweeper import sweep

CHECKS = {"schema", "database", "sweeper", "checkpoint_legal", "checkpoint_security", "outbox",
          "clocks", "backup", "disk"}


def made_fit(site: Site) -> None:
    """Everything was done just now."""
    house = site.app.extensions["yishen"].house
    sweep(house.engine, site.bureau.now, mail=False)
    checkpoint_now(house.engine, house.notary, site.bureau.now)
    with writing(house.engine) as connection:
        for name in (Beat.BACKUP, Beat.DRILL):
            beat(connection, name, site.bureau.now)


def test_it_is_alive_whatever_else_is_wrong(site: Site) -> None:
    site.bureau.engine.dispose()
    answer = site.visitor().get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_it_is_ready_when_everything_was_done_and_says_by_name_what_was_not(site: Site) -> None:
    made_fit(site)
    answer = site.visitor().get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"ready": True, "checks": dict.fromkeys(CHECKS, True)}

    site.bureau.now += timedelta(minutes=16)
    answer = site.visitor().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["ready"] is False
    assert [name for name, holds in answer.json["checks"].items() if not holds] == ["sweeper"]


def test_the_administrator_reads_what_is_wrong_first_and_what_to_do(site: Site) -> None:
    made_fit(site)
    system = site.visitor("system")
    assert "各项正常" in words(system.get("/admin/health"))

    site.bureau.now += timedelta(hours=27)
    shown = words(site.visitor("system").get("/admin/health"))

    assert "3 项需要处理" in shown  # signing in left an entry that nobody signed
    assert shown.index("请启动后台任务") < shown.index("可以写入")
    assert "上次在27小时前；超过26小时" in shown
