"""Addresses of the pages compiled once a process: every test has an application of its own.

Werkzeug writes and compiles two functions for each of the addresses, which was two thirds of what
it took to make an application.
"""

from collections.abc import Callable

from flask import Flask
from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]
_COMPILED: dict[tuple[str, tuple[tuple[bool, str], ...], bool], _Builder] = {}


class CompiledOnce(Rule):
    """A rule that takes the functions another one of the same address has compiled.

    They depend on the pieces of the address alone, unless it has defaults.
    """

    def _compile_builder(self, append_unknown: bool = True) -> _Builder:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = self.rule, tuple(self._trace), append_unknown
        if key not in _COMPILED:
            _COMPILED[key] = super()._compile_builder(append_unknown)
        return _COMPILED[key]


def compile_addresses_once() -> None:
    """Let every application made from now on use what another one has compiled."""
    Flask.url_rule_class = CompiledOnce
