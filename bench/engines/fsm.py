"""django-fsm-2 at the equal job: a protected state field, changed under its version."""

import sys
from collections.abc import Callable
from typing import Any

from bench.engines.django_setup import begin
from bench.engines.job import (
    ACTOR,
    AT,
    DUE_ON,
    EVENTS,
    NOTHING,
    STATES,
    TITLE,
    Place,
    chained,
    serve,
)


def models() -> tuple[Any, Any]:
    """The case with its transitions, and the line; only known once Django is set up."""
    from django.db import models
    from django_fsm import ConcurrentTransitionMixin, FSMField, transition

    class Case(ConcurrentTransitionMixin, models.Model):
        """A case."""

        state = FSMField(default=STATES[0], protected=True)
        version = models.IntegerField(default=0)
        head = models.CharField(max_length=64)
        title = models.TextField()
        due_on = models.CharField(max_length=10)

        class Meta:
            """Its table."""

            app_label, db_table = "bench", "cases"

        def is_allowed(self) -> bool:
            """The one condition of every transition."""
            return True

    class Line(models.Model):
        """A line of the chain."""

        case_id, seq = models.IntegerField(), models.IntegerField()
        event, src, dst = (models.CharField(max_length=20) for _ in range(3))
        at, actor = models.CharField(max_length=32), models.CharField(max_length=40)
        prev, hash = (models.CharField(max_length=64) for _ in range(2))

        class Meta:
            """Its table."""

            app_label, db_table = "bench", "audit"
            unique_together = [("case_id", "seq")]

    for n, event in enumerate(EVENTS):
        setattr(Case, event, transition(
            field=Case._meta.get_field("state"), source=STATES[n], target=STATES[n + 1],
            conditions=[Case.is_allowed])(_named(event)))
    return Case, Line


def _named(event: str) -> Callable[[Any], None]:
    def change(case: Any) -> None:
        """Nothing else happens in a transition."""

    change.__name__ = event
    return change


def main(address: str) -> None:
    """One transaction a step: the row, its transition, the line."""
    place = Place(address)
    begin(place)
    from django.db import connection, transaction
    case_model, line_model = models()
    with connection.schema_editor() as schema:
        schema.create_model(case_model)
        schema.create_model(line_model)

    def step(case: int, event: str) -> None:
        first = event == EVENTS[0]
        one = (case_model(id=case, head=NOTHING, title=TITLE, due_on=DUE_ON) if first
               else case_model.objects.get(pk=case))
        state, head = one.state, one.head
        getattr(one, event)()
        one.version += 1
        one.head = chained(head, case, one.version, event, state, one.state)
        if first:
            one.save(force_insert=True)
        else:
            one.save(update_fields=["state", "version", "head"])
        line_model.objects.create(case_id=case, seq=one.version, event=event, src=state,
                                  dst=one.state, at=AT, actor=ACTOR, prev=head, hash=one.head)

    def live(case: int) -> None:
        for event in EVENTS:
            with transaction.atomic():
                step(case, event)

    serve(place, live)


if __name__ == "__main__":
    main(sys.argv[1])
