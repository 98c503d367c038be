"""Tables handed in to be read (台账文件): XLSX examined as any other, CSV as the text it is.

They become no evidence of a case, so CSV is taken here and nowhere else: opened in a spreadsheet,
its cells may run as formulas; read as text, they cannot.
"""

from collections.abc import Iterator

from workflow.errors import FileRefused, Reason
from workflow.evidence.examine import Evidence, Examine
from workflow.evidence.kinds import XLSX, ZIP, known_bad, told_by_bytes
from workflow.evidence.limits import LARGEST, LONGEST_NAME
from workflow.evidence.names import shown_name
from workflow.evidence.plain import faults

#: The media type and the extensions of a table of text.
TEXT = "text/csv"
EXTENSIONS = (".csv", ".xlsx")


def examined(data: bytes, claimed: str, examine: Examine) -> Evidence:
    """Examine a table handed in.

    Raises FileRefused with every reason, each saying what is wrong and what to do.
    """
    if data.startswith(ZIP):
        found = examine(data, claimed)
        if found.media_type != XLSX.media_type:
            raise _refused(claimed, "不是XLSX；登记台账请存为XLSX或者CSV")
        return found
    against = list(_against(data))
    if against:
        raise _refused(claimed, *against)
    return Evidence(TEXT, shown_name(claimed)[-LONGEST_NAME:])


def _against(data: bytes) -> Iterator[str]:
    if not data:
        yield "是空的，请重新选择"
    elif len(data) > LARGEST:
        yield f"超过{LARGEST // 1024 ** 2}MB，请按年份拆分后逐个导入"
    elif bad := known_bad(data):
        yield "；".join(bad)
    elif told_by_bytes(data):
        yield "不是表格；登记台账请存为XLSX或者CSV"
    else:
        yield from faults(data, LARGEST)


def _refused(claimed: str, *against: str) -> FileRefused:
    shown = shown_name(claimed)
    return FileRefused([Reason(f"文件“{shown}”{one}。") for one in against])
