"""The tables of records and of the formulation: patterns, check-ins; own states, sealed.

All but ``OwnState`` is append-only by database triggers: what is written anew or struck out gets a
row of its own.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from wemode import domain
from wemode.domain.limits import HIGHEST, LOWEST
from wemode.store.access import NAME_LENGTH
from wemode.store.columns import Stamped, between, one_of

# A pattern has at most one version in each of these.
STANDING = (
    domain.PatternState.DRAFT,
    domain.PatternState.OFFERED,
    domain.PatternState.AGREED,
)


class RecordKind(StrEnum):
    """What is written down and written anew; the first letter begins its id (e1, s1).

    FORMS and DIARY are plans, of which a case has one at most.
    """

    EPISODE = "episode"
    STRAIN = "strain"
    ANSWERS = "answers"
    RESPONSE = "response"
    LIFE_EVENT = "life_event"
    FORMS = "forms"
    DIARY = "diary"


PLANS = (RecordKind.FORMS, RecordKind.DIARY)


class Record(models.Model):
    """What is of one of these kinds, under the number that it keeps."""

    case = models.ForeignKey("store.Case", models.PROTECT, related_name="records", db_index=False)
    kind = models.CharField(max_length=16)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "kind", "number"), name="store_record_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="store_record_from_one"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(kind__in=[kind.value for kind in PLANS]),
                name="store_record_one_plan",
            ),
            one_of("kind", RecordKind),
        )

    @property
    def name(self) -> str:
        """The id that the domain knows it by."""
        return f"{self.kind[0]}{self.number}"


class Writing(Stamped):
    """One writing of a record: the whole of it as a document of ``store.documents``."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="writings", db_index=False)
    revision = models.PositiveIntegerField()
    document = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("record", "revision"), name="store_writing_revision"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="store_writing_from_one"),
        )


class Dropped(Stamped):
    """A record was given up; afterwards it takes no writing."""

    record = models.OneToOneField(Record, models.PROTECT, related_name="dropped")


class PatternVersion(models.Model):
    """One version of a pattern; its ``state`` repeats its steps and is all that ever changes."""

    case = models.ForeignKey("store.Case", models.PROTECT, related_name="patterns", db_index=False)
    pattern = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "pattern", "number"), name="store_pattern_number"
            ),
            models.CheckConstraint(
                condition=Q(pattern__gte=1, number__gte=1), name="store_pattern_from_one"
            ),
            one_of("state", domain.PatternState),
            *(
                models.UniqueConstraint(
                    fields=("case", "pattern"),
                    condition=Q(state=state.value),
                    name=f"store_one_{state}_pattern",
                )
                for state in STANDING
            ),
        )

    @property
    def name(self) -> str:
        """The id of the pattern that the domain knows it by."""
        return f"p{self.pattern}"


class PatternSave(Stamped):
    """One save of a draft of a pattern, as a document of ``store.documents``."""

    version = models.ForeignKey(
        PatternVersion, models.PROTECT, related_name="saves", db_index=False
    )
    revision = models.PositiveIntegerField()
    document = models.JSONField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("version", "revision"), name="store_pattern_save_revision"
            ),
            models.CheckConstraint(
                condition=Q(revision__gte=1), name="store_pattern_save_from_one"
            ),
        )


class PatternStep(Stamped):
    """One change of the state of a version of a pattern; each can be taken once."""

    version = models.ForeignKey(
        PatternVersion, models.PROTECT, related_name="steps", db_index=False
    )
    step = models.CharField(max_length=16)
    words = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("version", "step"), name="store_pattern_step_once"),
            one_of("step", domain.PatternStep),
        )


class FactView(Stamped):
    """How a pattern was held; of several of one session the last counts."""

    case = models.ForeignKey("store.Case", models.PROTECT, related_name="views")
    pattern = models.PositiveIntegerField()
    value = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)

    class Meta:
        constraints = (between("value", LOWEST, HIGHEST),)


class CheckIn(Stamped):
    """How one party found a session; of several of one party and session the last counts."""

    case = models.ForeignKey("store.Case", models.PROTECT, related_name="check_ins")
    party = models.CharField(max_length=16)
    answers = models.JSONField()
    words = models.TextField(blank=True)

    class Meta:
        constraints = (
            one_of("party", domain.Party),
            models.CheckConstraint(condition=Q(session__gte=1), name="store_checkin_from_one"),
        )


class OwnState(models.Model):
    """The therapist's own state after a session, sealed; in no export."""

    session = models.OneToOneField("store.Session", models.PROTECT, related_name="own_state")
    sealed = models.BinaryField()
    by = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()
