"""A phone (手机) with an authenticator: RFC 6238 written a second time, to meet ours."""

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from werkzeug.test import TestResponse


@dataclass(frozen=True)
class Phone:
    """A phone that holds one secret."""

    secret: bytes

    @classmethod
    def typed_from(cls, page: TestResponse) -> "Phone":
        """The phone of somebody who types in the secret that a page shows."""
        found = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page.text)
        assert found is not None
        return cls(base64.b32decode(found[1].replace(" ", "")))

    def code(self, at: datetime, steps: int = 0) -> str:
        """The six digits it shows at a moment, or so many steps of 30 seconds later."""
        counter = int(at.timestamp()) // 30 + steps
        digest = hmac.digest(self.secret, counter.to_bytes(8), "sha1")
        begin = digest[-1] & 15
        number = int.from_bytes(digest[begin:begin + 4]) & 0x7FFFFFFF
        return f"{number % 10**6:06d}"
