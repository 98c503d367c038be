"""SpiffWorkflow at the equal job: eight manual tasks, the workflow read and written at every step.

The whole state is taken out of its document and put back by the serialiser of the library, as its
documentation has it: no process keeps a case in memory between two steps.
"""

import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.engines.job import EVENTS, Place, Rows, serve

_MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def diagram() -> str:
    """The procedure in BPMN: one task after the other."""
    names = ("start", *EVENTS, "end")
    tasks = "".join(
        f'<manualTask id="{event}" name="{event}"><incoming>f{n}</incoming>'
        f"<outgoing>f{n + 1}</outgoing></manualTask>" for n, event in enumerate(EVENTS))
    flows = "".join(f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
                    for n, (a, b) in enumerate(pairwise(names)))
    return (f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{_MODEL}" id="d"'
            ' targetNamespace="urn:bench"><process id="request" isExecutable="true">'
            f'<startEvent id="start"><outgoing>f0</outgoing></startEvent>{tasks}'
            f'<endEvent id="end"><incoming>f8</incoming></endEvent>{flows}'
            "</process></definitions>")


def specification() -> Any:
    """The procedure as the library reads it."""
    parser = BpmnParser()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "request.bpmn"
        path.write_text(diagram(), encoding="utf-8")
        parser.add_bpmn_file(str(path))
    return parser.get_spec("request")


def main(address: str) -> None:
    """One document a case beside its row."""
    place = Place(address)
    place.make()
    rows = Rows(place)
    rows.execute("CREATE TABLE document (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    serialiser = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    procedure = specification()

    def begin(case: int) -> Any:
        workflow = BpmnWorkflow(procedure)
        workflow.do_engine_steps()
        return workflow

    def stored(case: int) -> Any:
        found = rows.execute(f"SELECT body FROM document WHERE id = {rows.marks(1)}", (case,))
        return serialiser.deserialize_json(found.fetchone()[0])

    def live(case: int) -> None:
        for event in EVENTS:
            rows.execute(rows.begin)
            first = event == EVENTS[0]
            workflow = begin(case) if first else stored(case)
            task = workflow.get_next_task(state=TaskState.READY, manual=True)
            assert task.task_spec.name == event
            task.run()
            workflow.do_engine_steps()
            body = serialiser.serialize_json(workflow)
            if first:
                rows.execute(f"INSERT INTO document VALUES ({rows.marks(2)})", (case, body))
            else:
                rows.execute(f"UPDATE document SET body = {rows.marks(1)}"
                             f" WHERE id = {rows.marks(1)}", (body, case))
            rows.step(case, event)
            rows.execute("COMMIT")
        assert workflow.is_completed()

    serve(place, live)


if __name__ == "__main__":
    main(sys.argv[1])
