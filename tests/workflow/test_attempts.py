"""Attempts to sign in: whatever comes in whatever order, no more than the limit are looked at."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from workflow.record import attempts
from workflow.record.attempts import FAILURES, FROM_ONE_ADDRESS, WINDOW
from workflow.record.database import prepare, writing
from workflow.record.models import SignInAttempt

BEGIN = datetime(2026, 6, 1, 9, tzinfo=UTC)
#: Seconds since the one before, the account, and whether the password was right.
TRIES = st.lists(st.tuples(st.integers(0, 240), st.sampled_from("ab"), st.booleans()), max_size=60)


def empty() -> Engine:
    """A database in memory that holds nothing but the table of attempts."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    prepare(engine)
    with engine.begin() as connection:
        SignInAttempt.__table__.create(connection)  # type: ignore[attr-defined]  # a table it is
    return engine


@given(TRIES)
def test_no_stretch_of_ten_minutes_holds_more_than_five_failures(
    tries: list[tuple[int, str, bool]],
) -> None:
    engine, now, failed = empty(), BEGIN, list[tuple[datetime, str]]()
    for seconds, login, right in tries:
        now += timedelta(seconds=seconds)
        with writing(engine) as connection:
            taken = attempts.attempt(connection, now, login)
            if taken is not None and right:
                attempts.take_back(connection, taken)
            elif taken is not None:
                failed.append((now, login))
    engine.dispose()

    assert all(
        sum(1 for at, one in failed if one == login and end - WINDOW < at <= end) <= FAILURES
        for end, login in failed)


@given(TRIES)
def test_an_account_nobody_fails_at_is_never_shut(tries: list[tuple[int, str, bool]]) -> None:
    engine, now = empty(), BEGIN
    for seconds, login, _ in tries:
        now += timedelta(seconds=seconds)
        with writing(engine) as connection:
            attempts.attempt(connection, now, login)
            mine = attempts.attempt(connection, now, "c")
            assert mine is not None
            attempts.take_back(connection, mine)
    engine.dispose()


def test_one_address_is_shut_after_thirty_and_opens_as_they_grow_old(engine: Engine) -> None:
    with writing(engine) as connection:
        for number in range(FROM_ONE_ADDRESS):
            assert attempts.attempt(connection, BEGIN, f"login-{number}", "192.0.2.7")

        assert attempts.attempt(connection, BEGIN, "another", "192.0.2.7") is None
        assert attempts.attempt(connection, BEGIN, "another", "192.0.2.8")
        assert attempts.attempt(connection, BEGIN + WINDOW, "another", "192.0.2.7")
