"""What a search finds requests by (检索): letters kept beside each request, and an index of them.

Words are compared by their letters alone: full-width and half-width, upper and lower case are one,
blanks and punctuation are none. A word is found where its letters stand in a field one after the
other, exactly as a reader would find it; the pinyin of a name is found from its beginning.

The index only narrows: pairs of letters (`tokens`), of which a word of one letter or of many can
be made up, whether Chinese, Latin or digits. Each token names its agency, so that a search reads
nothing of another agency's. The letters beside the request decide. Both are projections.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from operator import add

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY

from workflow.record.models import Request
from workflow.record.prepared import Prepared
from workflow.record.spelling import LONGEST, spellings

#: The index: on SQLite a full-text table, on PostgreSQL a table with an inverted index.
INDEX = Table("search_index", MetaData(), Column("rowid", Integer, primary_key=True),
              Column("tokens", Text))
#: A query of more characters is no search.
LONGEST_QUERY = 100
#: So many pairs of a long word narrow enough: the last ones, where numbers differ.
_PAIRS = 6
_BETWEEN = "\n"
#: So much of a text is shown before and after a word.
_AROUND = 24


class Field(StrEnum):
    """What may be found (检索项): the columns of `request_search`."""

    NUMBERS = "numbers"
    CONTENT = "content"
    NAME = "name"
    SPELT = "spelt"


#: How the tokens of a field begin, after the agency; numbers and content are one class.
_CLASSES = {Field.NUMBERS: "t", Field.CONTENT: "t", Field.NAME: "n", Field.SPELT: "p"}


def letters(text: str) -> str:
    """The letters and digits of a text, in the one form in which all are compared."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


#: The letters of one sign; pages look at the same few thousand signs over and over.
_of_sign = lru_cache(maxsize=8192)(letters)


def words(query: str) -> list[str]:
    """The words of a query, each by its letters; empty if nothing in it can be searched for."""
    return [found for found in map(letters, query.split()) if found]


def places(text: str, word: str) -> list[tuple[int, int]]:
    """Where the letters of a word stand in a text as it was written: from and to."""
    folded = [(letter, at) for at, sign in enumerate(text) for letter in _of_sign(sign)]
    plain = "".join(letter for letter, _ in folded)
    found, start = [], plain.find(word)
    while start >= 0:
        end = start + len(word)
        found.append((folded[start][1], folded[end - 1][1] + 1))
        start = plain.find(word, end)
    return found


def around(text: str, word: str) -> str:
    """The surroundings of the first place of a word in a long text."""
    start, end = places(text, word)[0]
    head, tail = max(0, start - _AROUND), end + _AROUND
    return f"{'…' if head else ''}{text[head:tail]}{'…' if tail < len(text) else ''}"


def row_of(numbers: Iterable[str], content: Iterable[str], name: str) -> dict[str, str]:
    """The columns of a request: the letters of each number, item and name, and how it is spelt."""
    return {
        Field.NUMBERS.value: _joined(map(letters, numbers)),
        Field.CONTENT.value: _joined(map(letters, content)),
        Field.NAME.value: letters(name),
        Field.SPELT.value: _BETWEEN + _joined(spellings(name)) if name else "",
    }


def _joined(parts: Iterable[str]) -> str:
    return _BETWEEN.join(dict.fromkeys(filter(None, parts)))


def tokenise(word: str) -> list[str]:
    """What a word is looked up by: its pairs of letters; a single letter by itself."""
    return [word[at : at + 2] for at in range(len(word) - 1)] if len(word) > 1 else [word]


def tokens(agency: int, row: Mapping[str, str]) -> list[str]:
    """Everything a request may be looked up by, sorted, each once."""
    plain: dict[str, set[str]] = {}
    for field in (Field.NAME, Field.NUMBERS, Field.CONTENT):
        plain.setdefault(_CLASSES[field], set()).update(_pairs_of(row[field]))
    plain[_CLASSES[Field.SPELT]] = {
        start for spelt in row[Field.SPELT].split(_BETWEEN) for start in accumulate(spelt)}
    # Sorted class by class and without its beginning a token takes half as long.
    return [f"{agency}{one}{token}" for one in sorted(plain) for token in sorted(plain[one])]


def _pairs_of(column: str) -> set[str]:
    """Each letter of a column, and each two that stand side by side."""
    found: set[str] = set()
    for part in column.split(_BETWEEN):
        found.update(part, map(add, part, part[1:]))
    return found


@dataclass(frozen=True)
class Sought:
    """One word of a query and the fields this officer may find it in."""

    word: str
    fields: tuple[Field, ...]

    def alternatives(self, agency: int) -> list[list[str]]:
        """Sets of tokens, of which a request must have one set whole."""
        found = {_CLASSES[field]: self._tokens(field) for field in self.fields}
        return [[f"{agency}{head}{token}" for token in each]
                for head, each in found.items() if each]

    def _tokens(self, field: Field) -> list[str]:
        if field is not Field.SPELT:
            return tokenise(self.word)[-_PAIRS:]
        return [self.word[:LONGEST]] if self.word.isascii() else []

    def stands_in(self, columns: Mapping[Field, ColumnElement[str]]) -> ColumnElement[bool]:
        """The condition that decides, on the columns of `request_search`."""
        return or_(*(columns[field].contains(self._sign(field)) for field in self.fields))

    def is_in(self, row: Mapping[Field, str]) -> list[Field]:
        """The same on a row that was read: where the word was found."""
        return [field for field in self.fields if self._sign(field) in row[field]]

    def _sign(self, field: Field) -> str:
        # A letter is never a sign of LIKE, so that nothing has to be escaped.
        return _BETWEEN + self.word[:LONGEST] if field is Field.SPELT else self.word


def narrowed(dialect: str, agency: int, sought: Sequence[Sought]) -> ColumnElement[bool]:
    """The condition on the index: every word by one of its sets of tokens."""
    wanted = [word.alternatives(agency) for word in sought]
    if dialect == "postgresql":
        held = type_coerce(INDEX.c.tokens, ARRAY(Text))
        return and_(*(or_(*(held.contains(cast(literal(each, ARRAY(Text)), ARRAY(Text)))
                            for each in sets)) for sets in wanted))
    said = " AND ".join(
        "(" + " OR ".join(f"({' AND '.join(map(_quoted, each))})" for each in sets) + ")"
        for sets in wanted)
    return literal_column("search_index").op("MATCH", is_comparison=True)(said)


def _quoted(token: str) -> str:
    return f'"{token}"'  # a token holds letters and digits alone


# The index has the number of the row of the request, so that the newest come first out of it.
_OF = "(SELECT id FROM request WHERE no = :no)"
_TAKE_OUT = text(f"DELETE FROM search_index WHERE rowid = {_OF}")
_PUT_IN = {
    "sqlite": Prepared(text(
        "INSERT OR REPLACE INTO search_index (rowid, tokens)"
        " SELECT id, :tokens FROM request WHERE no = :no")),
    "postgresql": Prepared(text(
        "INSERT INTO search_index (rowid, tokens)"
        " SELECT id, string_to_array(:tokens, ' ') FROM request WHERE no = :no"
        " ON CONFLICT (rowid) DO UPDATE SET tokens = excluded.tokens")),
}
_HELD = {
    "sqlite": text(f"SELECT tokens FROM search_index WHERE rowid = {_OF}"),
    "postgresql": text("SELECT array_to_string(tokens, ' ') FROM search_index"
                       f" WHERE rowid = {_OF}"),
}
_STRAYS = text("DELETE FROM search_index WHERE rowid NOT IN (SELECT id FROM request)")


def put(connection: Connection, no: str, held: str) -> None:
    """Let the index hold these tokens of a request, whatever it held before."""
    put_all(connection, {no: held})


def put_all(connection: Connection, held: Mapping[str, str]) -> None:
    """The same for many requests, by their numbers."""
    _PUT_IN[connection.dialect.name].say(connection, [
        {"no": no, "tokens": tokens} for no, tokens in held.items()])


def take_out(connection: Connection, no: str) -> None:
    """Remove a request from the index."""
    connection.execute(_TAKE_OUT, {"no": no})


def held_of(connection: Connection, no: str) -> str | None:
    """What the index holds of a request; None if there is nothing."""
    found: str | None = connection.scalar(_HELD[connection.dialect.name], {"no": no})
    return found


def held_in(dialect: str) -> Select[str, str | None]:
    """The query for what the index holds of requests: their numbers, their tokens in one text."""
    tokens = INDEX.c.tokens
    held = func.array_to_string(tokens, " ") if dialect == "postgresql" else tokens
    # Asked for row by row: a join might begin with the whole index.
    of_it = select(held).where(INDEX.c.rowid == Request.id).scalar_subquery()
    return select(Request.no, of_it)


def tidy(connection: Connection) -> None:
    """Remove what belongs to no request, and make the lookup anew from what is held (SQLite)."""
    connection.execute(_STRAYS)
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_index (search_index) VALUES ('rebuild')"))


def forget(connection: Connection) -> None:
    """Let nothing that was taken out lie on in the file (SQLite marks it gone until then)."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_index (search_index) VALUES ('optimize')"))


def statements(dialect: str) -> Iterator[str]:
    """The DDL of the index, which no model can say; a migration and the comparison use it."""
    if dialect == "sqlite":
        # `ascii` leaves every letter beyond ASCII as it is, also one younger than SQLite.
        yield ("CREATE VIRTUAL TABLE search_index USING fts5"
               "(tokens, tokenize='ascii', detail=none, columnsize=0)")
    else:
        yield ("CREATE TABLE search_index"
               " (rowid INTEGER NOT NULL PRIMARY KEY, tokens TEXT[] NOT NULL)")
        yield "CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens)"


def is_of_the_index(table: str) -> bool:
    """Whether a table is the index, or one of those SQLite keeps it in."""
    return re.fullmatch(r"search_index(_[a-z]+)?", table) is not None
