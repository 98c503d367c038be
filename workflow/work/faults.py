"""Why a job was not done (未完成的原因), in words for whoever has to look after it."""

import errno
import smtplib

from workflow.errors import WorkflowError


class NotNeeded(Exception):
    """What the job was for has been settled otherwise: it is dropped."""


class NotYet(Exception):
    """What the job needs is not there yet; it is tried again later."""


class OutOfOrder(Exception):
    """Something all jobs of this kind need does not work: none of them is tried for a while."""


#: What the common mistakes of a network and a disk are called.
_ERRNO = {
    errno.ECONNREFUSED: "连接被拒绝：请确认服务器已启动、地址和端口无误",
    errno.EHOSTUNREACH: "网络不通：请检查到服务器的网络",
    errno.ENETUNREACH: "网络不通：请检查到服务器的网络",
    errno.ENOSPC: "磁盘已满：请清理磁盘",
    errno.EDQUOT: "磁盘配额已用完：请清理磁盘或者提高配额",
    errno.EACCES: "没有权限：请检查目录和文件的权限",
    errno.EPERM: "没有权限：请检查目录和文件的权限",
    errno.EROFS: "文件系统只读：请检查磁盘",
    errno.EIO: "磁盘读写出错：请检查磁盘",
    errno.ENOENT: "找不到文件或者目录",
}


def reason_of(error: BaseException) -> str:
    """What went wrong, without anything of a person: addresses are left out of it."""
    if isinstance(error, WorkflowError | OutOfOrder | NotNeeded | NotYet):
        return str(error)
    return f"{_words(error)}（{type(error).__name__}{_number(error)}）"


def _words(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "邮件服务器不认用户名或者口令：请检查YISHEN_MAIL"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "邮件服务器拒收该地址：请核对工作人员的提醒邮箱"
    if isinstance(error, smtplib.SMTPSenderRefused):
        return "邮件服务器不接受发件地址：请检查YISHEN_MAIL中的from"
    if isinstance(error, smtplib.SMTPException):
        return "邮件服务器没有收下邮件"
    if isinstance(error, TimeoutError):
        return "等不到对方应答：请检查网络和服务器"
    if isinstance(error, OSError):
        return _ERRNO.get(error.errno or 0, "连接或者读写失败")
    return "程序出错：请把运行日志交给维护人员"


def _number(error: BaseException) -> str:
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return f" {code}" if isinstance(code, int) else ""
