"""Throttling (限流): pages open to anybody answer one address only so often.

Counted in the memory of each worker: a guess at a code has 10^18 to choose from, the limit keeps
the server free for everybody else.
"""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")
#: How often one address may ask about a document.
OFTEN = "30 per minute; 300 per hour"
