"""The audit administrator's security log (安全日志): read it, and prove that it is whole."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, render_template, request

from web.days import day_typed
from web.numbers import number
from web.pages.inbox import chosen
from web.policy import seats
from web.site import at, officer, site
from workflow import office
from workflow.record.database import reading, writing
from workflow.record.erasures import Ground
from workflow.record.security import BrokenLine, SecurityAct, newest, verify_security_log
from workflow.record.settings import SETTINGS
from workflow.record.standing import BEIJING
from workflow.reports.staff import members
from workflow.terms import HandoverTo, Role
from workflow.work.jobs import KINDS

pages = Blueprint("security_log", __name__, url_prefix="/admin/log")
_SHOWN = 50
#: What the facts of an entry are called on the page.
_FACTS = {
    "login": "账号", "role": "岗位", "valid_from": "自", "valid_until": "至", "from_day": "自",
    "key": "设置项", "value": "内容", "effective_from": "生效日", "reason": "理由", "where": "来源",
    "branch": "类别", "unit": "单位",
    "agent": "浏览器", "factor": "另凭", "left": "备用码余",
    "request": "申请", "findings": "问题数", "code": "代码",
    "requests": "件数", "drawn": "抽得", "first": "自", "last": "至", "seed": "种子日期",
    "share_refused": "不予公开的比例", "share_unable": "无法提供的比例",
    "share_granted": "予以公开的比例",
    "purpose": "用途", "packages": "归档包",
    "entries": "条数", "files": "文件数", "keys": "密钥另存于",
    "name": "名称", "fields": "项目", "approver": "批准人", "ground": "依据",
    "document": "批准文号", "old_key": "原密钥", "new_key": "新密钥", "wrapped": "件数",
    "absent": "不在岗", "substitution": "代行序号", "steps": "代行的步骤", "in_place_of": "代行",
    "short_name": "机关代字", "kind": "类型", "parent_id": "上级",
    "parent": "上级", "place": "排序", "head": "负责人", "digest": "SHA-256", "number": "文号",
    "title": "标题", "region": "适用",
    "error": "原因",
    "narrowed": "筛选", "columns": "列", "format": "格式",
}
#: What keys among the values of facts mean.
_WORDS = {
    "branch": office.BRANCHES, "role": {role.value: role.label for role in Role},
    "key": {key: one.label for key, one in SETTINGS.items()}, "request": {"*": "全部"},
    "kind": {name: kind.label for name, kind in KINDS.items()},
    "value": {"on": "是", "off": "否", **dict(SETTINGS["signin.totp"].choices[1:])},
    "purpose": {one.value: one.label for one in HandoverTo},
    "ground": {one.value: one.label for one in Ground},
}


@pages.get("")
@seats(Role.AUDIT_ADMIN)
def overview() -> str:
    """The entries of the agency, newest first."""
    return _page(None)


@pages.post("/verify")
@seats(Role.AUDIT_ADMIN)
def verify() -> str:
    """Replay the whole chain of the installation."""
    with reading(site().house.engine) as connection:
        broken = verify_security_log(connection)
    with writing(site().house.engine) as connection:
        office.note(connection, at(), officer().login, SecurityAct.LOG_VERIFIED,
                    officer().agency_id, findings=len(broken))
    return _page(broken)


@dataclass(frozen=True)
class _Wanted:
    """What the page was asked for: one act, one officer, from a day to another."""

    what: SecurityAct | None
    who: str
    first: date | None
    last: date | None

    @classmethod
    def of_address(cls) -> "_Wanted":
        """Read from the address of the page; what is no day is left out."""
        return cls(chosen(SecurityAct, "what"), request.args.get("who", "").strip(),
                   day_typed(request.args.get("first", "")),
                   day_typed(request.args.get("last", "")))

    @property
    def words(self) -> dict[str, Any]:
        """The same as the address of the next page holds it."""
        return {"what": self.what.value if self.what else None, "who": self.who or None,
                "first": self.first, "last": self.last}

    @property
    def span(self) -> tuple[datetime | None, datetime | None]:
        """From the beginning of the first day to the end of the last one, in Beijing."""
        return (_midnight(self.first) if self.first else None,
                _midnight(self.last) + timedelta(days=1) if self.last else None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def _page(broken: tuple[BrokenLine, ...] | None) -> str:
    wanted = _Wanted.of_address()
    since, until = wanted.span
    with reading(site().house.engine) as connection:
        lines = newest(connection, officer().agency_id, only=wanted.what, officer=wanted.who,
                       since=since, until=until,
                       before=request.args.get("before", type=number), limit=_SHOWN + 1)
        people = members(connection, officer().agency_id)
    return render_template("admin/log.html", lines=lines[:_SHOWN], broken=broken, wanted=wanted,
                           acts=tuple(SecurityAct), fact_names=_FACTS, words=_WORDS,
                           people=people, more=len(lines) > _SHOWN)
