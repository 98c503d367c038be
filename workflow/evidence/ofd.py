"""OFD files (GB/T 33190-2016): pages, pictures, fonts, signatures; no attachments that may run."""

from collections.abc import Iterator

from workflow.evidence.containers import Container, suffix_of
from workflow.evidence.markup import read

#: Parts a reader draws or verifies; electronic invoices attach their own data as XML.
_TAKEN = frozenset((
    ".xml", ".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".jb2", ".gbig2", ".ttf",
    ".otf", ".ttc", ".cff", ".dat", ".esl", ".txt", ".icc",
))
_ACTIONS = {"GotoA": "跳转到附件", "Movie": "播放视频", "Sound": "播放声音", "Script": "执行脚本"}
_AGAIN = "请导出为PDF后再上传"


def faults(container: Container) -> Iterator[str]:
    """All that speaks against an OFD file."""
    for name in sorted(container.names):
        if not name.endswith("/") and suffix_of(name) not in _TAKEN:
            yield f"内含不能接收的附件（{name.rpartition('/')[2][:40]}）；请取出后逐个上传"
    for name in container.disguised():
        yield f"内含伪装成图片或者字体的内容（{name.rpartition('/')[2][:40]}）；{_AGAIN}"
    reading = _Reading()
    for name, data in container.texts():
        if wrong := read(name, data, reading.tell):
            yield wrong
        if name == "OFD.xml" and reading.last != "OFD":
            yield f"的入口文件（OFD.xml）不是OFD格式；{_AGAIN}"
    yield from reading.found


class _Reading:
    """Reads the parts one after the other and notes what they hold."""

    def __init__(self) -> None:
        self.found: list[str] = []
        #: The element that ended last: at the end of a part its root.
        self.last = ""

    def tell(self, name: str, attrs: dict[str, str], text: str) -> None:
        """One element has ended."""
        self.last = name
        if name in _ACTIONS:
            self.found.append(f"含有动作（{_ACTIONS[name]}）；{_AGAIN}")
        if name == "URI" and not attrs.get("URI", "").lower().startswith(
                ("http://", "https://", "mailto:")):
            self.found.append(f"含有指向本机或者网络文件的链接；{_AGAIN}")
