"""Statements made once (预编语句): SQLAlchemy writes the text, the driver is handed it.

A step says ten to thirty statements. To bring one through all of SQLAlchemy costs twenty times as
long as SQLite takes to answer it, so the text and the types of a statement are worked out when it
is said first. Transactions, the pool and the errors stay SQLAlchemy's; who listens for the
statements of an engine hears these as well.

On PostgreSQL several are asked at one time where `flowing` holds: an answer is waited for only
when somebody looks at it.
"""

from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect, Insert
from sqlalchemy.exc import DBAPIError

from workflow.record.flow import Later, flow_of

_Values = Mapping[str, Any]
_NOTHING: _Values = {}


class Answer:
    """What the database answers to one statement; rows have the names of their columns."""

    def __init__(self, connection: Connection, form: "_Form", cursor: Any) -> None:
        """Remember where to look; where statements flow nothing is waited for yet.

        SQLite gives all at once: a look begun and not ended would hold on to its picture.
        """
        self._connection, self._form, self._cursor = connection, form, cursor
        self._found: Sequence[Any] | None = None if form.flows else self._fetched()

    def all(self) -> list[Any]:
        """Every row."""
        return self._form.rows(self.plain())

    def plain(self) -> Sequence[Any]:
        """Every row as the driver gives it, for a caller who knows what the driver gives."""
        if self._found is None:
            self._found = self._fetched()
        return self._found

    def _fetched(self) -> Sequence[Any]:
        try:
            rows: Sequence[Any] = self._cursor.fetchall()
            return rows
        except self._form.error as error:
            raise told(self._connection, error, self._form.text) from error

    def first(self) -> Any:
        """The first row, or None."""
        found = self.all()
        return found[0] if found else None

    def one(self) -> Any:
        """The one row there is."""
        [found] = self.all()
        return found

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        found = self.first()
        return None if found is None else found[0]


class Prepared:
    """A statement with its parameters, said again and again."""

    def __init__(self, clause: Any) -> None:
        """Take a statement of Core that names its parameters; an insert gives no row back."""
        self._clause = clause.inline() if isinstance(clause, Insert) else clause
        self._forms: dict[tuple[str, ...], _Form] = {}

    def ask(self, connection: Connection, values: _Values = _NOTHING) -> Answer:
        """Ask for rows."""
        form = self._form(connection.dialect, values)
        return Answer(connection, form, form.say(connection, form.bound(values)))

    def say(self, connection: Connection, values: _Values | Sequence[_Values]) -> None:
        """Write a row, or one for each of many sets of values with the same names."""
        if isinstance(values, Mapping):
            form = self._form(connection.dialect, values)
            form.say(connection, form.bound(values))
        elif len(values) == 1:
            self.say(connection, values[0])
        elif values:
            form = self._form(connection.dialect, values[0])
            form.say(connection, [form.bound(each) for each in values], many=True)

    def change(self, connection: Connection, values: _Values) -> int:
        """Write, and say how many rows that changed."""
        form = self._form(connection.dialect, values)
        return form.changed(connection, form.say(connection, form.bound(values)))

    def _form(self, dialect: Dialect, values: _Values) -> "_Form":
        key = (dialect.name, *values)
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = _Form(self._clause, dialect, list(values))
        return form


class _Form:
    """A statement as one kind of database is told it, with these parameters."""

    def __init__(self, clause: Any, dialect: Dialect, names: list[str]) -> None:
        made = clause.compile(dialect=_spoken(dialect), column_keys=names,
                              compile_kwargs={"render_postcompile": True})
        if made.insert_prefetch or made.update_prefetch:
            raise ValueError(f"not whole without its defaults: {made}")
        unknown = set(names) - made.params.keys()
        if unknown and clause.is_dml:
            raise ValueError(f"no place for {sorted(unknown)}: {made}")
        self.text = str(made)
        self.error: type[Exception] = dialect.loaded_dbapi.Error
        self.flows = dialect.name == "postgresql"
        self._given = dict(made.params)
        self._order: list[str] | None = made.positiontup if made.positional else None
        self._binds = dict(_binds(made, dialect))
        self._row, self._reads = _row_of(clause, dialect)

    def bound(self, values: _Values) -> Any:
        """The values as the driver takes them."""
        given = {**self._given, **values}
        for name, bind in self._binds.items():
            given[name] = bind(given[name])
        if self._order is None:
            return given
        return tuple([given[name] for name in self._order])

    def rows(self, found: Sequence[Any]) -> list[Any]:
        """Rows as the statement names them."""
        if not self._reads:
            return list(map(self._row, found))
        return [self._row(self._read(row)) for row in found]

    def _read(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, read in self._reads:
            values[place] = read(values[place])
        return values

    def say(self, connection: Connection, values: Any, *, many: bool = False) -> Any:
        """Tell the driver, in the transaction of the connection; its cursor."""
        if not connection.in_transaction():
            connection.begin()
        cursor, said = _cursor(connection, self.flows), self.text
        listeners = connection.engine.dispatch
        for hear in listeners.before_cursor_execute:
            said, values = hear(connection, cursor, said, values, None, many)
        try:
            (cursor.executemany if many else cursor.execute)(said, values)
        except self.error as error:
            raise told(connection, error, said) from error
        for hear in listeners.after_cursor_execute:
            hear(connection, cursor, said, values, None, many)
        return cursor

    def changed(self, connection: Connection, cursor: Any) -> int:
        """How many rows a cursor changed."""
        try:
            if self.flows:
                cursor.wait()
            return int(cursor.rowcount)
        except self.error as error:
            raise told(connection, error, self.text) from error


def _spoken(dialect: Dialect) -> Dialect:
    """The dialect that numbers its values, where the driver would have to do it each time."""
    kind: Any = type(dialect)
    return kind(paramstyle="numeric_dollar") if dialect.name == "postgresql" else dialect


def _binds(made: Any, dialect: Dialect) -> Iterator[tuple[str, Any]]:
    for name, parameter in made.binds.items():
        bind = parameter.type.dialect_impl(dialect).bind_processor(dialect)
        if bind is not None:
            yield name, bind


def _row_of(clause: Any, dialect: Dialect) -> tuple[Any, list[tuple[int, Any]]]:
    """What makes a row, and what reads its values where they are not taken as they come."""
    columns = getattr(clause, "selected_columns", None)
    if columns is None:
        return tuple, []
    reads = [column.type.dialect_impl(dialect).result_processor(dialect, None)
             for column in columns]
    named: Any = namedtuple  # the names are known here alone
    make = named("Row", columns.keys(), rename=True)._make
    return make, [(place, read) for place, read in enumerate(reads) if read is not None]


def _cursor(connection: Connection, flows: bool) -> Any:
    driver: Any = connection.connection.driver_connection
    if not flows:
        return driver.cursor()
    return Later(driver)


def told(connection: Connection, error: Exception, text: str) -> DBAPIError:
    """An error of the driver as SQLAlchemy would raise it; a connection that broke is let go."""
    dialect: Any = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if lost:
        connection.invalidate(error)
    raised = DBAPIError.instance(
        text, None, error, dialect.loaded_dbapi.Error, hide_parameters=True,
        connection_invalidated=lost, dialect=dialect)
    assert isinstance(raised, DBAPIError)
    return raised


@contextmanager
def flowing(connection: Connection, begin: str = "BEGIN") -> Iterator[None]:
    """Let a transaction flow to PostgreSQL, its end together with its last writes.

    What fails is told at the end at the latest. SQLite answers at once anyhow.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.driver_connection
    try:
        with flow_of(driver, begin):
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise told(connection, error, "COMMIT") from error
