"""What the tables share: constraints, and the columns of a stamp."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from wemode.store.access import NAME_LENGTH


def one_of(field: str, values: type[StrEnum]) -> models.CheckConstraint:
    """That a column holds one of these values."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [value.value for value in values]}),
        name=f"store_%(class)s_{field}",
    )


def tied(first: str, second: str) -> models.CheckConstraint:
    """That two columns are both filled or both empty."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
        name=f"store_%(class)s_{first}_{second}",
    )


def between(field: str, lowest: int, highest: int) -> models.CheckConstraint:
    """That a number lies within these bounds, where there is one."""
    fits = Q(**{f"{field}__gte": lowest, f"{field}__lte": highest})
    return models.CheckConstraint(
        condition=fits | Q(**{f"{field}__isnull": True}), name=f"store_%(class)s_{field}"
    )


class Stamped(models.Model):
    """When something became known: in or after which session, 0 before the first; on which day.

    ``at`` is the moment at which it was written down, which can be a later one.
    """

    session = models.PositiveIntegerField()
    on = models.DateField()
    by = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Told(Stamped):
    """What was told of the contract between versions; kept when it is taken back."""

    taken_back_by = models.CharField(max_length=NAME_LENGTH, null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
