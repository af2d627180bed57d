"""The tables of a case file. Nobody but ``store`` reads or writes them.

Text that was spoken stands in ``Turn``, private notes in ``OwnNote`` (sealed once more, under a key
of their own); codes stand in ``Annotation``; the contract from ``ContractVersion`` on, append-only
by database triggers; the formulation in ``formulation_models``, measures and the patient's page in
``measure_models``. No row that others refer to is ever deleted.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from wemode import domain
from wemode.domain.limits import HIGHEST, LOWEST
from wemode.store.access import NAME_LENGTH
from wemode.store.columns import Stamped, Told, between, one_of, tied
from wemode.store.ending_models import MEASURE_LENGTH, CaseEnding, KeptCourse
from wemode.store.formulation_models import (
    CheckIn,
    Dropped,
    FactView,
    OwnState,
    PatternSave,
    PatternStep,
    PatternVersion,
    Record,
    RecordKind,
    Writing,
)
from wemode.store.measure_models import (
    SUBMISSION_LENGTH,
    DiaryDay,
    InboxKey,
    OwnInstrument,
    PatientLink,
    Practice,
    PutAside,
    Reminded,
    Taken,
)

__all__ = [
    "MEASURE_LENGTH",
    "SUBMISSION_LENGTH",
    "Annotation",
    "Assent",
    "Attempt",
    "AuditEntry",
    "AuditHead",
    "Case",
    "CaseEnding",
    "CheckIn",
    "ContractReview",
    "ContractSave",
    "ContractStep",
    "ContractVersion",
    "DiaryDay",
    "Digest",
    "Dropped",
    "FactView",
    "GoalMark",
    "Hindsight",
    "InboxKey",
    "KeptCourse",
    "OwnInstrument",
    "OwnNote",
    "OwnState",
    "PatientLink",
    "PatternSave",
    "PatternStep",
    "PatternVersion",
    "Practice",
    "PutAside",
    "Record",
    "RecordKind",
    "Reminded",
    "Session",
    "SetAside",
    "Taken",
    "Transcript",
    "Turn",
    "TurnCounts",
    "Writing",
]

CODE_NAME_LENGTH = 80
PUBLIC_ID_LENGTH = 8
# A case has at most one version in each of these.
STANDING = (
    domain.ContractState.DRAFT,
    domain.ContractState.PROPOSED,
    domain.ContractState.AGREED,
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
            one_of("kind", domain.SessionKind),
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
            one_of("speaker", domain.Speaker),
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
            # Counting a transcript's codes reads this and no row.
            models.Index(fields=("transcript", "code", "turn", "how"), name="store_counted"),
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
            one_of("how", domain.How),
            tied("decided_by", "decided_at"),
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


class TurnCounts(models.Model):
    """How many turns of a transcript each speaker has, and how many bear each code.

    Follows from its turns and annotations, and is written in the same transaction as these: what a
    case shows of all its sessions would else count every turn and every code of them each time.
    """

    transcript = models.OneToOneField(Transcript, models.PROTECT, related_name="turn_counts")
    patient_turns = models.PositiveIntegerField()
    therapist_turns = models.PositiveIntegerField()
    codes = models.JSONField()


class SetAside(models.Model):
    """Advice that was set aside with a reason; kept when it is taken up again.

    ``facts`` is the fingerprint of the facts that made it true: it holds no words.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="set_aside")
    rule = models.CharField(max_length=80)
    facts = models.CharField(max_length=80, blank=True)
    reason = models.TextField()
    by = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=NAME_LENGTH, null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("session", "rule", "facts"),
                condition=Q(withdrawn_at__isnull=True),
                name="store_set_aside_once",
            ),
            tied("withdrawn_by", "withdrawn_at"),
        )


class OwnNote(models.Model):
    """The therapist's private note on a session, sealed; in no export.

    ``head`` is the rule that headed the advice when the note was first written, empty for none.
    """

    session = models.OneToOneField(Session, models.PROTECT, related_name="own_note")
    sealed = models.BinaryField()
    head = models.CharField(max_length=80, blank=True, default="")
    by = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()


class Digest(models.Model):
    """What the caseload shows of a session's review; deleted when the session's codes change."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="digest")
    open_strains = models.PositiveIntegerField()
    strains = models.PositiveIntegerField()
    rule = models.CharField(max_length=80, blank=True)


class ContractVersion(models.Model):
    """One version of a case's contract.

    ``replaces`` is the number of the version it was drafted from. What stands after it repeats
    what saves and steps say, for the caseload, and is all that ever changes: the state, since
    which session it is in it, how many goals are worked on, how many tasks there are.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    replaces = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=16)
    since = models.PositiveIntegerField()
    goals = models.PositiveIntegerField()
    tasks = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="store_version_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="store_version_from_one"),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | Q(replaces__lt=F("number")),
                name="store_version_replaces_earlier",
            ),
            one_of("state", domain.ContractState),
            *(
                models.UniqueConstraint(
                    fields=("case",), condition=Q(state=state.value), name=f"store_one_{state}"
                )
                for state in STANDING
            ),
        )


class ContractSave(Stamped):
    """One save of a draft: the whole sheet as a document of ``formats.contract``."""

    version = models.ForeignKey(
        ContractVersion, models.PROTECT, related_name="saves", db_index=False
    )
    revision = models.PositiveIntegerField()
    document = models.JSONField()
    proposed_by = models.CharField(max_length=16, null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("version", "revision"), name="store_save_revision"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="store_save_from_one"),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True)
                | Q(proposed_by__in=[party.value for party in domain.Party]),
                name="store_save_proposed_by",
            ),
        )


class ContractStep(Stamped):
    """One change of a version's state; each can be taken once."""

    version = models.ForeignKey(
        ContractVersion, models.PROTECT, related_name="steps", db_index=False
    )
    step = models.CharField(max_length=16)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("version", "step"), name="store_step_once"),
            one_of("step", domain.Step),
        )


class Assent(Stamped):
    """The yes of one party to a version."""

    version = models.ForeignKey(
        ContractVersion, models.PROTECT, related_name="assents", db_index=False
    )
    party = models.CharField(max_length=16)
    words = models.TextField()
    free = models.PositiveSmallIntegerField()
    turn = models.PositiveIntegerField(null=True)
    seen_as = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("version", "party"), name="store_assent_once"),
            one_of("party", domain.Party),
            between("free", LOWEST, HIGHEST),
        )


class Hindsight(Stamped):
    """What a party said of an assent later on; the assent stays as it was."""

    version = models.ForeignKey(ContractVersion, models.PROTECT, related_name="hindsights")
    party = models.CharField(max_length=16)
    words = models.TextField()
    free = models.PositiveSmallIntegerField(null=True)
    turn = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (one_of("party", domain.Party), between("free", LOWEST, HIGHEST))


class ContractReview(Stamped):
    """The two looked at the agreed version together."""

    version = models.ForeignKey(ContractVersion, models.PROTECT, related_name="reviews")
    words = models.TextField(blank=True)


class Attempt(Told):
    """One try at a task, as one party told it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attempts")
    party = models.CharField(max_length=16)
    task = models.CharField(max_length=8)
    outcome = models.CharField(max_length=16)
    feeling = models.TextField(blank=True)
    strength = models.PositiveSmallIntegerField(null=True)
    showed = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    told_session = models.PositiveIntegerField(null=True)
    told_turn = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (
            one_of("outcome", domain.Outcome),
            one_of("party", domain.Party),
            between("strength", LOWEST, HIGHEST),
            tied("told_session", "told_turn"),
            tied("taken_back_by", "taken_back_at"),
        )


class GoalMark(Told):
    """Where a goal stood on its levels, as one party saw it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="marks")
    goal = models.CharField(max_length=8)
    level = models.SmallIntegerField()
    party = models.CharField(max_length=16)

    class Meta:
        constraints = (
            between("level", min(domain.SCALE), max(domain.SCALE)),
            one_of("party", domain.Party),
            tied("taken_back_by", "taken_back_at"),
        )


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
