"""Numbers neither lost nor given twice (文号不丢不重): the series against what bears their numbers.

The verification asks of each document whether its number is used up; here the question goes the
other way, and to the printed text.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from workflow.archive.finding import Finding, finding
from workflow.record.database import as_stored

_CODE = "E9-文号"
#: How many numbers of documents a request has used up, and how many of its documents bear one.
_LOST = text(
    "SELECT no, sum(used), sum(borne) FROM ("
    "SELECT request AS no, 1 AS used, 0 AS borne FROM document_number"
    " WHERE series <> 'request' AND state IN ('used', 'void') UNION ALL"
    " SELECT request_no, 0, 1 FROM document WHERE number <> ''"
    ") counted GROUP BY no HAVING sum(used) <> sum(borne) ORDER BY no")
_TWICE = text(
    "SELECT d.number, min(d.request_no) AS no FROM document d"
    " JOIN request r ON r.no = d.request_no WHERE d.number <> ''"
    " GROUP BY r.agency_id, d.number HAVING count(*) > 1 ORDER BY 2")


def lost_or_twice(connection: Connection) -> Iterator[Finding]:
    """Numbers used up that no document bears, and numbers two documents bear."""
    with as_stored(connection):
        for no, used, borne in connection.execute(_LOST):
            yield finding(_CODE, no, 0, f"用去文号{used}个，文书上有{borne}个")
        for number, no in connection.execute(_TWICE):
            yield finding(_CODE, no, 0, f"文号{number}用在不止一份文书上")
