"""Files handed in (上传): taken in by the desk, or named with all reasons beside the field."""

from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from flask import Flask, current_app

from web.site import desk, officer, today
from workflow.errors import FileRefused, Reason
from workflow.evidence.limits import LARGEST_FORM
from workflow.record.evidence import Upload

#: Bytes one officer may hand in on a day: some thirty full forms.
LARGEST_DAY = 2 * 1024**3
_EXTENSION = "yishen-uploads"


class Quota:
    """What each officer handed in today, counted by each process of the server for itself."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lock = Lock()
        self._used: dict[str, tuple[date, int]] = {}

    def take(self, login: str, size: int, day: date) -> bool:
        """Count so many bytes for an officer; False, and nothing counted, if they are too many."""
        with self._lock:
            known, used = self._used.get(login, (day, 0))
            used = (used if known == day else 0) + size
            if used > LARGEST_DAY:
                return False
            self._used[login] = day, used
            return True


def init_app(app: Flask) -> None:
    """Let the application count."""
    app.extensions[_EXTENSION] = Quota()


@dataclass
class Receiving:
    """Keeps the files of one posted form and notes which could not be accepted."""

    reasons: list[Reason] = field(default_factory=list)
    #: Bytes taken in so far.
    size: int = 0

    def __call__(self, upload: Upload, path: str) -> str:
        """Keep a file and return its slip; "" and the reasons if it may not be kept."""
        self.size += len(upload.data)
        if self.size > LARGEST_FORM:
            return self._refuse([Reason(
                f"一次提交的文件合计超过{LARGEST_FORM // 1024 ** 2}MB，“{upload.name}”没有保存；"
                "请分几次提交，先提交的可以先保存。")], path)
        quota: Quota = current_app.extensions[_EXTENSION]
        if not quota.take(officer().login, len(upload.data), today()):
            return self._refuse([Reason(
                f"您今天上传的文件合计已达{LARGEST_DAY // 1024 ** 3}GB，“{upload.name}”没有保存；"
                "请明天继续，急需的请系统管理员处理。")], path)
        try:
            return desk().keep(upload)
        except FileRefused as error:
            return self._refuse(error.reasons, path)

    def _refuse(self, reasons: "list[Reason] | tuple[Reason, ...]", path: str) -> str:
        self.reasons += [Reason(one.text, one.article, path) for one in reasons]
        return ""
