"""The tables of a case file. Nobody but ``store`` reads or writes them.

Text that was spoken stands in ``Turn``, private notes in ``OwnNote`` (sealed once more, under a key
of their own); codes stand in ``Annotation``. No row that others refer to is ever deleted.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from wemode import domain
from wemode.store.access import NAME_LENGTH

CODE_NAME_LENGTH = 80
PUBLIC_ID_LENGTH = 8


def _one_of(field: str, values: type[domain.How] | type[domain.SessionKind] | type[domain.Speaker]):
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [value.value for value in values]}),
        name=f"store_%(class)s_{field}",
    )


def _tied(first: str, second: str):
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
        name=f"store_%(class)s_{first}_{second}",
    )


class Case(models.Model):
    """One therapy. ``public_id`` is random and stands in addresses in place of any name."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    code_name = models.CharField(max_length=CODE_NAME_LENGTH)
    first_name = models.CharField(max_length=CODE_NAME_LENGTH, blank=True)
    started_on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("code_name"), name="store_case_code_name"),)


class Session(models.Model):
    """One appointment."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="sessions", db_index=False)
    number = models.PositiveIntegerField()
    held_on = models.DateField()
    kind = models.CharField(max_length=16)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="store_session_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="store_session_from_one"),
            _one_of("kind", domain.SessionKind),
        )


class Transcript(models.Model):
    """The words of one session: where they came from."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="transcript")
    source_format = models.CharField(max_length=40)
    turns = models.PositiveIntegerField()
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=NAME_LENGTH)


class Turn(models.Model):
    """One turn of speech; never changed once it is stored."""

    transcript = models.ForeignKey(
        Transcript, models.PROTECT, related_name="turn_rows", db_index=False
    )
    number = models.PositiveIntegerField()
    speaker = models.CharField(max_length=1)
    text = models.TextField(blank=True)
    start = models.FloatField(null=True)
    end = models.FloatField(null=True)
    remarks = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("transcript", "number"), name="store_turn_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="store_turn_from_one"),
            _one_of("speaker", domain.Speaker),
        )


class Annotation(models.Model):
    """One code on one turn, and what became of it."""

    transcript = models.ForeignKey(
        Transcript, models.PROTECT, related_name="annotations", db_index=False
    )
    turn = models.PositiveIntegerField()
    code = models.CharField(max_length=80)
    coder = models.CharField(max_length=NAME_LENGTH)
    how = models.CharField(max_length=16)
    confidence = models.FloatField(null=True)
    because = models.TextField(blank=True)
    at = models.DateTimeField()
    decided_by = models.CharField(max_length=NAME_LENGTH, null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("transcript",),
                condition=Q(how=domain.How.SUGGESTED.value),
                name="store_undecided",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("transcript", "turn", "code", "coder"), name="store_annotation_once"
            ),
            models.CheckConstraint(condition=Q(turn__gte=1), name="store_annotation_from_one"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="store_annotation_confidence",
            ),
            _one_of("how", domain.How),
            _tied("decided_by", "decided_at"),
            models.CheckConstraint(
                condition=Q(
                    how__in=(domain.How.CONFIRMED.value, domain.How.REJECTED.value),
                    decided_by__isnull=False,
                )
                | Q(
                    how__in=(domain.How.HUMAN.value, domain.How.SUGGESTED.value),
                    decided_by__isnull=True,
                ),
                name="store_annotation_decided",
            ),
        )


class SetAside(models.Model):
    """Advice that was set aside with a reason; kept when it is taken up again."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="set_aside")
    rule = models.CharField(max_length=80)
    reason = models.TextField()
    by = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=NAME_LENGTH, null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("session", "rule"),
                condition=Q(withdrawn_at__isnull=True),
                name="store_set_aside_once",
            ),
            _tied("withdrawn_by", "withdrawn_at"),
        )


class OwnNote(models.Model):
    """The therapist's private note on a session, sealed; in no export."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="own_note")
    sealed = models.BinaryField()
    by = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()


class Digest(models.Model):
    """What the caseload shows of a session's review; deleted when the session's codes change."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="digest")
    open_strains = models.PositiveIntegerField()
    rule = models.CharField(max_length=80, blank=True)


class AuditEntry(models.Model):
    """One line of the audit log. Database triggers refuse UPDATE and DELETE.

    SQLite drops a table's triggers when a migration rebuilds the table: such a migration has to
    make them again (see migration 0002).
    """

    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=NAME_LENGTH)
    role = models.CharField(max_length=NAME_LENGTH)
    action = models.CharField(max_length=40)
    about = models.JSONField()
    detail = models.JSONField()
    case_id = models.CharField(max_length=PUBLIC_ID_LENGTH, blank=True, db_index=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


class AuditHead(models.Model):
    """Number and hash of the last audit entry: one row, which writers lock in turn.

    It also shows when entries were cut off at the end, which a chain alone cannot.
    """

    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="store_one_audit_head"),)
