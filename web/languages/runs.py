"""Runs of text in templates (文句): what lies between two tags or inside one attribute.

A run such as `第 {{ n }} 版` is one sentence: templates are compiled so that it is said as a whole,
`say("第 {0} 版", n)`, and another language may order its words otherwise.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from web.languages.catalogue import HAN

_BOUNDARY = re.compile(r"([<>\"])")
#: What stands around a sentence and is none of its words.
_AROUND = " \t\r\n·　"


@dataclass
class Run:
    """Pieces of text and expressions up to the next tag, quote or statement."""

    pieces: list[str | list[Token]] = field(default_factory=list)
    line: int = 1

    @property
    def speaks(self) -> bool:
        """Whether a word of it is Chinese."""
        return any(isinstance(one, str) and HAN.search(one) for one in self.pieces)

    def sentence(self) -> tuple[str, str, str]:
        """What stands before it, the sentence with its places, what stands after it."""
        places = iter(range(len(self.pieces)))
        text = "".join(one.replace("{", "{{").replace("}", "}}") if isinstance(one, str)
                       else f"{{{next(places)}}}" for one in self.pieces)
        bare = text.strip(_AROUND)
        start = text.index(bare)
        return text[:start], bare, text[start + len(bare):]

    @property
    def values(self) -> list[list[Token]]:
        """The expressions in it, in their order."""
        return [one for one in self.pieces if isinstance(one, list)]


def runs(stream: Iterable[Token]) -> Iterator[Run | Token]:
    """The tokens of a template, its text and expressions gathered into runs."""
    run, expression = Run(), list[Token]()
    inside = False
    for token in stream:
        if token.type == "variable_begin":
            inside, expression = True, []
        elif token.type == "variable_end":
            inside = False
            run.pieces.append(expression)
        elif inside:
            expression.append(token)
        elif token.type == "data":
            *closed, last = _BOUNDARY.split(token.value)
            for piece in closed:
                run.line = token.lineno
                run.pieces.append(piece)
                if _BOUNDARY.fullmatch(piece):
                    yield run
                    run = Run()
            run.pieces.append(last)
            run.line = token.lineno
        else:
            yield run
            run = Run()
            yield token
    yield run


class Runs(Extension):
    """Compiles every run that speaks Chinese into one call of `say`."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens with their runs said as wholes."""
        for one in runs(stream):
            if isinstance(one, Token):
                yield one
            else:
                yield from _said(one) if one.speaks else _as_written(one)


def _as_written(run: Run) -> Iterator[Token]:
    for piece in run.pieces:
        if isinstance(piece, str):
            yield Token(run.line, "data", piece)
        else:
            yield Token(run.line, "variable_begin", "{{")
            yield from piece
            yield Token(run.line, "variable_end", "}}")


def _said(run: Run) -> Iterator[Token]:
    tail = ""
    if isinstance(run.pieces[-1], str) and _BOUNDARY.fullmatch(run.pieces[-1]):
        tail = run.pieces[-1]
        run = Run(run.pieces[:-1], run.line)
    before, text, after = run.sentence()

    def token(kind: str, value: str) -> Token:
        return Token(run.line, kind, value)

    yield token("data", before)
    yield token("variable_begin", "{{")
    yield token("name", "say")
    yield token("lparen", "(")
    yield token("string", text)
    for value in run.values:
        yield token("comma", ",")
        yield token("lparen", "(")
        yield from value
        yield token("rparen", ")")
    yield token("rparen", ")")
    yield token("variable_end", "}}")
    yield token("data", after + tail)
