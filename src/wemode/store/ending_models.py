"""The tables of endings and of the practice's own cohort.

Endings are append-only by database triggers; a kept course is written over when it is fitted anew.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wemode.domain import EndingKind
from wemode.store.access import NAME_LENGTH
from wemode.store.columns import Stamped, one_of

MEASURE_LENGTH = 80


class CaseEnding(Stamped):
    """A therapy ended, or, where ``how`` is None, was taken up again: in turn, from number 1 on."""

    case = models.ForeignKey("store.Case", models.PROTECT, related_name="endings", db_index=False)
    number = models.PositiveIntegerField()
    how = models.CharField(max_length=24, null=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="store_ending_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="store_ending_from_one"),
            one_of("how", EndingKind),
        )


class KeptCourse(models.Model):
    """The expected course of a measure as it was last fitted: fitted values, no row of anybody.

    Under ``fitting:`` and the measure, all that came of that fitting, as the page shows it.
    """

    measure = models.CharField(max_length=MEASURE_LENGTH, unique=True)
    version = models.PositiveIntegerField()
    document = models.JSONField()
    by = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()
