"""Errors as pages (出错页): the one place that turns what went wrong into what an officer reads."""

import errno
import logging
import secrets
from dataclasses import dataclass

from flask import Flask, Response, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from workflow.errors import (
    BadFacts,
    FileRefused,
    LetterRefused,
    MovedOn,
    NotFound,
    Reason,
    StepNotAllowed,
    WorkflowError,
)
from workflow.evidence.limits import LARGEST, LARGEST_FORM

log = logging.getLogger("yishen.web")
#: What a failed post leaves behind: a step is one transaction.
NOTHING_WRITTEN = "本次提交没有写入任何内容；此前已办理的步骤和已保存的材料都还在。"
_PAGES = {
    400: ("请求无法识别", "页面停留过久或者表单不完整。请返回上一页，刷新后重新提交。"),
    401: ("登录已过期", "请在新窗口重新登录，再返回本页重新提交；浏览器通常会保留您填写的内容。"),
    403: ("您没有使用此页面的岗位", "如果确需办理，请由安全管理员授予相应岗位。"),
    404: ("没有找到", "编号可能有误，或者不属于本机关。请检查后重试。"),
    405: ("不支持这种访问方式", "请从页面上的按钮或链接进入。"),
    413: ("提交的内容过大",
          f"单个文件不超过{LARGEST // 1024 ** 2}MB，"
          f"一次提交合计不超过{LARGEST_FORM // 1024 ** 2}MB。"
          "请按浏览器的“后退”回到原来的表单，填写的内容通常还在；减少文件后重新提交。"),
    429: ("操作过于频繁", "请稍后再试。"),
    503: ("暂时无法读写", "服务器磁盘已满，或者数据库暂时不能使用。请保留本页，稍后重新提交，"
                    "并告知系统管理员，编号 {mark}。"),
}

#: What a disk answers that is full, failing or read-only.
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS}
#: What PostgreSQL answers to a write where it may only be read (a standby).
_READ_ONLY = "25006"
_TITLES = {404: "没有找到", 409: "此件已有新的进展"}


@dataclass(frozen=True)
class Answer:
    """What a failed act is answered with: the HTTP status and every reason."""

    status: int
    reasons: tuple[Reason, ...]


def answer_to(error: WorkflowError) -> Answer:
    """The reasons of an error, each with its article, and the status of the page."""
    if isinstance(error, StepNotAllowed | FileRefused):
        return Answer(422, error.reasons)
    if isinstance(error, BadFacts):
        return Answer(422, (error.reason,))
    if isinstance(error, LetterRefused):
        return Answer(422, tuple(Reason(f"文书不能印发：{text}") for text in error.findings))
    if isinstance(error, MovedOn):
        return Answer(409, (Reason(str(error)),))
    if isinstance(error, NotFound):
        return Answer(404, (Reason(str(error)),))
    return Answer(422, (Reason(str(error)),))


def init_app(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(WorkflowError, _workflow_error)
    app.register_error_handler(CSRFError, _expired_token)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _out_of_order)
    app.register_error_handler(OSError, _out_of_order)
    app.register_error_handler(Exception, _unexpected)


def _workflow_error(error: WorkflowError) -> tuple[str, int]:
    answer = answer_to(error)
    title, text = _TITLES.get(answer.status, "此项不能办理"), ""
    if answer.status == 404:
        text = _PAGES[404][1]
    elif request.endpoint == "case.preview":
        title, text = "还不能预览", "填写的内容都在原来的页面。请关闭本窗口，补充后再预览。"
    return _page(title, text, answer.status, answer.reasons)


def _expired_token(error: CSRFError) -> tuple[str, int]:
    return _page(*_PAGES[400], 400)


def _http_error(error: HTTPException) -> tuple[str, int] | Response:
    if isinstance(error, SecurityError):  # a host that is not ours: no address of a page is known
        return Response("没有这个网站，请核对地址。\n", 400, mimetype="text/plain")
    code = error.code or 500
    title, text = _PAGES.get(code, ("暂时无法办理", "请返回重试；多次出现请联系系统管理员。"))
    return _page(title, text, code)


def _out_of_order(error: DBAPIError | OSError) -> tuple[str, int]:
    """A full or failing disk, a database that is away: nothing of it is a mistake of the page."""
    if not _is_of_the_storage(error):
        return _unexpected(error)
    mark = secrets.token_hex(4)
    log.error("storage out of order", exc_info=error, extra=_about(mark))
    g.officer = None  # the menu would ask a database that is away
    title, text = _PAGES[503]
    return _page(title, text.format(mark=mark), 503)


def _is_of_the_storage(error: DBAPIError | OSError) -> bool:
    if isinstance(error, OSError):
        return error.errno in _DISK
    only_read = getattr(error.orig, "sqlstate", "") == _READ_ONLY
    return only_read or isinstance(error, OperationalError)


def _unexpected(error: Exception) -> tuple[str, int]:
    mark = secrets.token_hex(4)
    log.error("unexpected error", exc_info=error, extra=_about(mark))
    return _page("系统出错", f"已记录，编号 {mark}。请稍后重试，并把编号告诉系统管理员。", 500)


def _about(mark: str) -> dict[str, str]:
    """The number the officer reads, and the route: an address names a request or a word."""
    return {"mark": mark, "route": request.url_rule.rule if request.url_rule else ""}


def turned_away(title: str, text: str, endpoint: str) -> tuple[str, int]:
    """A post that must wait for something else, with the way there; nothing was written."""
    return _page(title, text, 403, way=endpoint)


def _page(
    title: str, text: str, status: int, reasons: tuple[Reason, ...] = (), way: str = ""
) -> tuple[str, int]:
    saved = NOTHING_WRITTEN if request.method == "POST" else ""
    # Before the guard has run nobody is known yet: the page then shows no menu.
    g.setdefault("officer", None)
    page = render_template("error.html", title=title, text=text, reasons=reasons, saved=saved,
                           way=way)
    return page, status
