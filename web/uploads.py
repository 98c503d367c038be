"""Files handed in (上传): taken in by the desk, or named with all reasons beside the field."""

from dataclasses import dataclass, field

from web.site import desk
from workflow.errors import FileRefused, Reason
from workflow.evidence.limits import LARGEST_FORM
from workflow.record.evidence import Upload


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
        try:
            return desk().keep(upload)
        except FileRefused as error:
            return self._refuse(error.reasons, path)

    def _refuse(self, reasons: "list[Reason] | tuple[Reason, ...]", path: str) -> str:
        self.reasons += [Reason(one.text, one.article, path) for one in reasons]
        return ""
