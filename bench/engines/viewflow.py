"""django-viewflow at the equal job: a flow of eight nodes with its process and its tasks."""

import sys

from bench.engines.django_setup import begin
from bench.engines.job import EVENTS, Place, serve


def main(address: str) -> None:
    """One transaction a step: the task is looked up, run, and the next one made."""
    place = Place(address)
    begin(place, "viewflow", "viewflow.workflow", "bench.engines.viewflow_app")
    from django.core.management import call_command
    from django.db import connection, transaction
    call_command("migrate", verbosity=0)
    from bench.engines.viewflow_app.flows import RequestFlow
    from bench.engines.viewflow_app.records import Case, Line
    with connection.schema_editor() as schema:
        schema.create_model(Line)
        schema.create_model(Case)

    def live(_: int) -> None:
        with transaction.atomic():
            begun = getattr(RequestFlow, EVENTS[0]).run()
        process = begun if isinstance(begun, Case) else begun.process
        for event in EVENTS[1:]:
            with transaction.atomic():
                task = RequestFlow.task_class.objects.select_related("process").get(
                    process_id=process.pk, status="NEW")
                getattr(RequestFlow, event).run(task)

    serve(place, live)


if __name__ == "__main__":
    main(sys.argv[1])
