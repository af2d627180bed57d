"""The tables of measures, diary and patient's page: days, submissions, links, key, settings.

Answers, responses, plans and life events are records of ``formulation_models``. Days, reminders,
submissions and the key are append-only by database triggers; of a link its code changes until it is
revoked. Practice and own instruments are written over.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wemode.store.access import NAME_LENGTH
from wemode.store.columns import Stamped, tied

SUBMISSION_LENGTH = 80
INSTRUMENT_LENGTH = 40
LINK_LENGTH = 16


class DiaryDay(Stamped):
    """One writing of one day of the diary; of several of a day the last counts."""

    case = models.ForeignKey("store.Case", models.PROTECT, related_name="days", db_index=False)
    day = models.DateField()
    revision = models.PositiveIntegerField()
    answers = models.JSONField()
    line = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "day", "revision"), name="store_day_revision"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="store_day_from_one"),
        )


class Reminded(models.Model):
    """That a mail which reminds of the diary may have gone on a day; not where it went.

    That it was taken stands in the audit log.
    """

    case = models.ForeignKey("store.Case", models.PROTECT, related_name="reminded", db_index=False)
    day = models.DateField()
    by = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "day"), name="store_reminded_once"),)


class Taken(models.Model):
    """A submission that was taken: the same one again writes nothing and gives this result."""

    case = models.ForeignKey("store.Case", models.PROTECT, related_name="taken", db_index=False)
    submission = models.CharField(max_length=SUBMISSION_LENGTH)
    action = models.CharField(max_length=40)
    result = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "submission"), name="store_taken_once"),
        )


class PatientLink(models.Model):
    """The patient's way to the own page; ``sealed`` holds token and code."""

    public_id = models.CharField(max_length=LINK_LENGTH, unique=True)
    case = models.ForeignKey("store.Case", models.PROTECT, related_name="links")
    sealed = models.BinaryField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=NAME_LENGTH)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=NAME_LENGTH, null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(revoked_at__isnull=True), name="store_one_link"
            ),
            tied("revoked_by", "revoked_at"),
        )


class InboxKey(models.Model):
    """The X25519 key to which submissions are sealed: one row, made at first use."""

    public = models.BinaryField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="store_one_inbox_key"),)


class PutAside(models.Model):
    """A submission that did not fit: kept, sealed, until somebody has looked at it.

    ``case`` is None where its link is unknown; ``why`` names the part that did not fit.
    """

    case = models.ForeignKey("store.Case", models.PROTECT, related_name="put_aside", null=True)
    submission = models.CharField(max_length=SUBMISSION_LENGTH, unique=True)
    kind = models.CharField(max_length=16)
    received_at = models.DateTimeField()
    why = models.CharField(max_length=400)
    sealed = models.BinaryField()
    at = models.DateTimeField()


class Practice(models.Model):
    """What the practice has set: one row, a document of ``store.documents``."""

    document = models.JSONField()
    by = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="store_one_practice"),)


class OwnInstrument(models.Model):
    """A questionnaire of the practice's own, as the document that the catalogue reads."""

    name = models.CharField(max_length=INSTRUMENT_LENGTH, unique=True)
    version = models.PositiveIntegerField()
    document = models.JSONField()
    by = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()
