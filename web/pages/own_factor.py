"""The own second factor (动态口令): bind a phone, show recovery codes once, take it off again."""

from typing import Any

from flask import Blueprint, g, render_template, request
from sqlalchemy import Connection

from web import auth, second_factor
from web.entry_duties import Duty, factor_required, open_before
from web.frame import the_office
from web.policy import signed_in
from web.second_factor import Offer
from web.site import at, officer, site, ticks
from workflow import signing_in
from workflow.errors import Reason
from workflow.record import factors
from workflow.record.database import reading, writing

pages = Blueprint("own_factor", __name__, url_prefix="/my/code")
Page = str | tuple[str, int]
_NOT_THE_CODE = Reason("六位数字与手机上的不符。请核对手机时间是否为自动设置，"
                       "等下一个数字出现后再输入。", field="code")
_STALE = Reason("二维码已经失效，请重新开始绑定。")
_REQUIRED = Reason("本机关要求登录使用动态口令，不能自行解除；更换手机的，请直接重新绑定。")


@pages.get("")
@signed_in
@open_before(Duty.FACTOR)
def overview() -> str:
    """Whether a phone is bound, and how many recovery codes are left."""
    return _page()


@pages.post("/offer")
@signed_in
@open_before(Duty.FACTOR)
def begin() -> Page:
    """Draw a secret and show it, after the password was asked again."""
    if refused := auth.confirm(request.form.get("_password", "")):
        return _page(reasons=refused), 422
    return _page(offer=second_factor.offer())


@pages.post("")
@signed_in
@open_before(Duty.FACTOR)
def bind() -> Page:
    """Bind the phone that shows the right code; all other sessions end."""
    offered = second_factor.reopened(request.form.get("offer", ""))
    if offered is None:
        return _page(reasons=(_STALE,)), 422
    counter = second_factor.proved(offered, request.form.get("code", ""))
    if counter is None:
        return _page(reasons=(_NOT_THE_CODE,), offer=offered), 422
    codes = second_factor.new_codes()
    with writing(site().house.engine) as connection:
        signing_in.bind_factor(connection, site().house.keys, at(), ticks(), officer(),
                               offered.secret, counter, codes)
        auth.begin_again(connection)
    g.duty, g.has_factor = None, True
    return _page(codes=codes, done="已绑定。其他地方的登录已全部退出；"
                                   "以后登录和签发时，还要输入手机上的六位数字。")


@pages.post("/recovery")
@signed_in
def renew() -> Page:
    """New recovery codes in place of those before, after password and code were asked."""
    if refused := auth.confirm(request.form.get("_password", "")):
        return _page(reasons=refused), 422
    codes = second_factor.new_codes()
    with writing(site().house.engine) as connection:
        signing_in.renew_codes(connection, at(), officer(), codes)
    return _page(codes=codes, done="备用码已更换，以前的一律作废。")


@pages.post("/drop")
@signed_in
def drop() -> Page:
    """Take the phone off again, where the agency does not ask for one."""
    office = the_office()
    if office is not None and factor_required(officer(), office):
        return _page(reasons=(_REQUIRED,)), 422
    if refused := auth.confirm(request.form.get("_password", "")):
        return _page(reasons=refused), 422
    with writing(site().house.engine) as connection:
        signing_in.drop_own_factor(connection, at(), ticks(), officer())
        auth.begin_again(connection)
    g.has_factor = False
    return _page(done="动态口令已解除，其他地方的登录已全部退出。")


def _page(
    reasons: tuple[Reason, ...] = (), offer: Offer | None = None, codes: list[str] | None = None,
    done: str = "",
) -> str:
    with reading(site().house.engine) as connection:
        held = _held(connection)
    return render_template("own_factor.html", reasons=reasons, offer=offer, codes=codes, done=done,
                           **held)


def _held(connection: Connection) -> dict[str, Any]:
    factor, office = factors.of(connection, site().house.keys, officer().login), the_office()
    return {
        "since": factor.since if factor else None, "all_codes": second_factor.CODES,
        "left": factors.codes_left(connection, officer().login),
        "required": office is not None and factor_required(officer(), office),
    }
