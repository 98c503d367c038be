"""The limit of the equal job: `sqlite3` or `psycopg` alone."""

import sys

from bench.engines.job import EVENTS, Place, Rows, serve


def main(address: str) -> None:
    """Three statements a step, each step a transaction."""
    place = Place(address)
    place.make()
    rows = Rows(place)

    def live(case: int) -> None:
        for event in EVENTS:
            rows.execute(rows.begin)
            rows.step(case, event)
            rows.execute("COMMIT")

    serve(place, live)


if __name__ == "__main__":
    main(sys.argv[1])
