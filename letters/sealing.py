"""The seam for an outside seal or signature service (电子印章、签名服务接口); none is built in.

An agency's own service takes the printed bytes and gives back the sealed file. Whatever it returns
is what was issued: its digest goes into the trail, and every later copy is these bytes.
"""

import hashlib
from typing import Protocol

from letters.render import Printed
from workflow.errors import LetterRefused


class SealService(Protocol):
    """What a service must offer."""

    def seal(self, data: bytes, *, agency: str, number: str, digest: str) -> bytes:
        """The sealed PDF of a printed one; `digest` is the SHA-256 of `data` in hex.

        Raises any OSError when it cannot be reached; nothing is issued then.
        """


def sealed(service: SealService | None, printed: Printed, *, agency: str, number: str) -> Printed:
    """The letter as it leaves: sealed by the service, or as printed where there is none.

    Raises LetterRefused when the service fails or gives back something that is no PDF.
    """
    if service is None:
        return printed
    try:
        data = service.seal(printed.data, agency=agency, number=number, digest=printed.digest)
    except OSError as fault:
        raise LetterRefused([f"电子印章服务不可用，文书没有制发：{fault}"]) from fault
    if not data.startswith(b"%PDF-"):
        raise LetterRefused(["电子印章服务返回的不是PDF，文书没有制发，请联系系统管理员。"])
    return Printed(data, printed.pages, hashlib.sha256(data).hexdigest())
