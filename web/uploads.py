"""Files handed in (上传): a kind of file is told by its first bytes, never by its name alone."""

from dataclasses import dataclass, field, replace
from pathlib import PurePath

from web.site import desk
from workflow.errors import Reason
from workflow.record.evidence import Upload

#: The largest file, in bytes.
LARGEST = 30 * 1024 * 1024
#: Accepted kinds by extension: media type and how the bytes must begin (any of these).
_ZIP, _OLE = (b"PK\x03\x04",), (b"\xd0\xcf\x11\xe0",)
_OFFICE = "application/vnd.openxmlformats-officedocument."
ACCEPTED: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".ofd": ("application/ofd", _ZIP),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".tif": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    ".tiff": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    ".docx": (f"{_OFFICE}wordprocessingml.document", _ZIP),
    ".xlsx": (f"{_OFFICE}spreadsheetml.sheet", _ZIP),
    ".doc": ("application/msword", _OLE),
    ".wps": ("application/vnd.ms-works", _OLE),
    ".xls": ("application/vnd.ms-excel", _OLE),
    ".zip": ("application/zip", _ZIP),
    ".txt": ("text/plain", (b"",)),
}
_KINDS = "PDF、OFD、图片、Word、Excel、WPS、TXT、ZIP"


@dataclass
class Receiving:
    """Keeps the files of one posted form and notes which could not be accepted."""

    reasons: list[Reason] = field(default_factory=list)

    def __call__(self, upload: Upload, path: str) -> str:
        """Keep a file and return its token; "" and a reason if it may not be kept."""
        media_type, markers = ACCEPTED.get(PurePath(upload.name).suffix.lower(), ("", ()))
        if not upload.data:
            return self._refuse(f"文件“{upload.name}”是空的，请重新选择。", path)
        if len(upload.data) > LARGEST:
            return self._refuse(f"文件“{upload.name}”超过30MB，请拆分后上传。", path)
        if not any(upload.data.startswith(marker) for marker in markers):
            return self._refuse(
                f"文件“{upload.name}”的类型不能接收，或者内容与扩展名不符。"
                f"可以接收：{_KINDS}。", path)
        return desk().keep(replace(upload, media_type=media_type))

    def _refuse(self, text: str, path: str) -> str:
        self.reasons.append(Reason(text, field=path))
        return ""
