"""Templates of the pages compiled once a process: every test has an application of its own.

A third of the time of the pages' tests went into compiling the same templates for each of them. A
template that was changed since is compiled anew.
"""

from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class _Compiled(BytecodeCache):
    """What was compiled, with the checksum of its source."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Any]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from this very source."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what has just been compiled."""
        self._kept[bucket.key] = bucket.checksum, bucket.code


_COMPILED = _Compiled()


def compile_once(app: Flask) -> None:
    """Let an application use what another one of this process has compiled."""
    app.jinja_env.bytecode_cache = _COMPILED
