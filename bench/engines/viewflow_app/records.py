"""The case, which is the process of its flow, and the lines of its chain.

Not called models: the tables of the library are migrated before these are known.
"""

from django.db import models
from viewflow.workflow.models import Process

from bench.engines.job import STATES


class Case(Process):
    """A case: a process with columns of its own."""

    state = models.CharField(max_length=20, default=STATES[0])
    version = models.IntegerField(default=0)
    head = models.CharField(max_length=64)
    title = models.TextField()
    due_on = models.CharField(max_length=10)

    class Meta:
        """Its table."""

        db_table = "cases"


class Line(models.Model):
    """A line of the chain."""

    case_id, seq = models.IntegerField(), models.IntegerField()
    event, src, dst = (models.CharField(max_length=20) for _ in range(3))
    at, actor = models.CharField(max_length=32), models.CharField(max_length=40)
    prev, hash = (models.CharField(max_length=64) for _ in range(2))

    class Meta:
        """Its table."""

        db_table = "audit"
        unique_together = [("case_id", "seq")]
