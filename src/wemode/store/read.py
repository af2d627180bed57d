"""Reading the case file: one call, one frozen result, no queryset out.

Every function authorises its actor (NotAllowed); what hands out clinical text leaves one entry in
the audit log first. An unknown case or session is NotFound; a closed case file is Locked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from itertools import islice
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode import domain
from wemode.store import (
    audit,
    find,
    models,
    private,
    read_contract,
    read_ending,
    read_formulation,
    read_links,
    read_measures,
    read_practice,
    sqlcipher,
)
from wemode.store.access import Action, Actor, authorise, may
from wemode.store.gateway import plain_errors, record_read
from wemode.store.keyring import KEYRING
from wemode.store.results import (
    Aside,
    AuditRecord,
    Break,
    CaseHistory,
    CaseRecord,
    CaseSummary,
    CodedSession,
    Digest,
    Mark,
    OwnNote,
    OwnState,
    PatientLink,
    SessionSummary,
    SetAside,
)

_P = ParamSpec("_P")
_R = TypeVar("_R")
_LINE = ("pk", "public_id", "code_name", "first_name", "started_on")


def _reading(function: Callable[_P, _R]) -> Callable[_P, _R]:
    @wraps(function)
    def read(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with plain_errors():
            return function(*args, **kwargs)

    return read


@_reading
def caseload(actor: Actor) -> tuple[CaseSummary, ...]:
    """All cases, the code names in alphabetical order; three queries, however many cases."""
    authorise(actor, Action.READ_CASELOAD)
    of_case = models.Session.objects.filter(case=OuterRef("pk")).order_by("-number")
    rows = models.Case.objects.annotate(
        last=Subquery(of_case.values("pk")[:1]),
        coded=Subquery(of_case.filter(transcript__isnull=False).values("pk")[:1]),
        **read_ending.in_caseload(),
    ).values_list(*_LINE, "last", "coded", "ended_how", "ended_on")
    cases = sorted(rows, key=lambda row: row[2].casefold())
    found = _lines({key for row in cases for key in row[5:7] if key is not None})
    contracts = read_contract.briefs()
    named = may(actor, Action.READ_NAMES)
    return tuple(
        CaseSummary(
            public_id=public_id,
            code_name=code_name,
            first_name=first_name if named else "",
            started_on=started_on,
            last_session=found[last][0],
            last_transcript=found[coded][0].number if coded else None,
            digest=found[coded or last][1],
            contract=contracts.get(key),
            ended=None if how is None else (domain.EndingKind(how), on),
        )
        for key, public_id, code_name, first_name, started_on, last, coded, how, on in cases
    )


@_reading
def case(actor: Actor, case_id: str) -> CaseRecord:
    """One case with its sessions."""
    authorise(actor, Action.READ_CASELOAD)
    row = find.case(case_id)
    return CaseRecord(
        public_id=row.public_id,
        code_name=row.code_name,
        first_name=row.first_name if may(actor, Action.READ_NAMES) else "",
        started_on=row.started_on,
        created_at=row.created_at,
        sessions=_summaries(row),
    )


@_reading
def sessions(actor: Actor, case_id: str) -> tuple[SessionSummary, ...]:
    """The sessions of a case in order of their number."""
    authorise(actor, Action.READ_CASELOAD)
    return _summaries(find.case(case_id))


@_reading
def coded_session(actor: Actor, case_id: str, number: int) -> CodedSession:
    """The words and codes of a session; NotFound where it has no transcript. Audited."""
    authorise(actor, Action.READ_SESSION)
    held = find.transcript(case_id, number)
    record_read(actor, Action.READ_SESSION, case=case_id, session=number)
    marks = _marks(held)
    return CodedSession(
        case_id=case_id,
        code_name=held.session.case.code_name,
        first_name=held.session.case.first_name if may(actor, Action.READ_NAMES) else "",
        session=_session(held.session),
        coded=domain.CodedTranscript(
            domain.Transcript(_turns(held)), tuple(mark.annotation for mark in marks)
        ),
        marks=marks,
        source_format=held.source_format,
        imported_at=held.imported_at,
        imported_by=held.imported_by,
    )


@_reading
def set_aside(actor: Actor, case_id: str, number: int) -> tuple[SetAside, ...]:
    """Advice set aside after this session or one before, oldest first. Audited.

    What was taken up again is included.
    """
    authorise(actor, Action.READ_SET_ASIDE)
    held = find.session(case_id, number)
    record_read(actor, Action.READ_SET_ASIDE, case=case_id, session=number)
    rows = models.SetAside.objects.filter(session__case=held.case, session__number__lte=number)
    fields = ("rule", "reason", "by", "at", "withdrawn_by", "withdrawn_at", "facts")
    return tuple(
        SetAside(*row) for row in rows.order_by("pk").values_list("session__number", *fields)
    )


@_reading
def case_history(actor: Actor, case_id: str) -> CaseHistory:
    """Contract, formulation and measures through all writings, and what became of them. Audited.

    A constant number of queries, however much there is; all of one moment.
    """
    authorise(actor, Action.READ_CONTRACT)
    row, named = find.case(case_id), may(actor, Action.READ_NAMES)
    with transaction.atomic():
        # Every writer ends with an entry in the log: while this one is open, none comes between.
        record_read(actor, Action.READ_CONTRACT, case=case_id)
        rows = read_contract.version_rows(row)
        formulation = read_formulation.rows(row)
        days = read_measures.day_rows(row)
        known = domain.Case(
            sessions=_appointments(row),
            attempts=read_contract.attempts(row),
            marks=read_contract.marks(row),
            reviews=read_contract.reviews(row),
            strains=read_contract.strains(row),
            codes=read_formulation.codes(row),
        )
    return CaseHistory(
        public_id=row.public_id,
        code_name=row.code_name,
        first_name=row.first_name if named else "",
        started_on=row.started_on,
        case=replace(
            known,
            versions=read_contract.from_rows(rows),
            episodes=formulation.episodes(),
            patterns=formulation.patterns(),
            views=formulation.views(),
            ledger=formulation.ledger(),
            check_ins=formulation.check_ins(),
            sheets=read_measures.sheets(formulation),
            responses=read_measures.responses(formulation),
            forms=read_measures.forms(formulation),
            diary=read_measures.diary(formulation, named=named),
            days=read_measures.days(days),
            events=read_measures.events(formulation),
            endings=read_ending.endings(row),
            own_instruments=read_practice.own_instruments(),
        ),
    )


@_reading
def endings(actor: Actor, case_id: str) -> tuple[domain.Ending, ...]:
    """The endings of a therapy, each taken up again but the last. Audited where there are any."""
    authorise(actor, Action.READ_CONTRACT)
    found = read_ending.endings(find.case(case_id))
    if found:
        record_read(actor, Action.READ_CONTRACT, case=case_id)
    return found


@_reading
def own_note(actor: Actor, case_id: str, number: int) -> OwnNote | None:
    """The therapist's private note on a session, None where there is none. Audited."""
    authorise(actor, Action.READ_OWN_NOTE)
    held = find.session(case_id, number)
    row = models.OwnNote.objects.filter(session=held).first()
    if row is None:
        return None
    record_read(actor, Action.READ_OWN_NOTE, case=case_id, session=number)
    return OwnNote(private.unseal(row.sealed, case_id, number), row.by, row.at, row.head)


@_reading
def own_notes(actor: Actor, case_id: str) -> Mapping[int, OwnNote]:
    """The therapist's private notes of a case by session, in order. Audited where there are any."""
    authorise(actor, Action.READ_OWN_NOTE)
    held = find.case(case_id)
    rows = models.OwnNote.objects.filter(session__case=held).order_by("session__number")
    found = list(rows.values_list("session__number", "sealed", "by", "at", "head"))
    if found:
        record_read(actor, Action.READ_OWN_NOTE, case=case_id)
    notes = {
        number: OwnNote(private.unseal(sealed, case_id, number), by, at, head)
        for number, sealed, by, at, head in found
    }
    return MappingProxyType(notes)


@_reading
def own_states(actor: Actor, case_id: str) -> tuple[OwnState, ...]:
    """The therapist's own states after sessions, in order of these. Audited where there are any."""
    authorise(actor, Action.READ_OWN_STATES)
    held = find.case(case_id)
    rows = models.OwnState.objects.filter(session__case=held).order_by("session__number")
    found = list(rows.values_list("session__number", "sealed", "by", "at"))
    if found:
        record_read(actor, Action.READ_OWN_STATES, case=case_id)
    return tuple(
        OwnState(number, *_state(private.unseal(sealed, case_id, number, private.STATE)), by, at)
        for number, sealed, by, at in found
    )


@_reading
def practice(actor: Actor) -> domain.Practice:
    """What the practice has set; the mail's password only for who may set it, else no mail."""
    authorise(actor, Action.READ_PRACTICE)
    return read_practice.practice(with_mail=may(actor, Action.SET_PRACTICE))


@_reading
def instruments(actor: Actor) -> Mapping[str, domain.Instrument]:
    """The shipped questionnaires and the practice's own, by id."""
    authorise(actor, Action.READ_PRACTICE)
    return read_practice.instruments()


@_reading
def unread_instruments(actor: Actor) -> tuple[str, ...]:
    """The ids of the practice's own questionnaires that this Wemode cannot read.

    Until they are kept anew, answers to them are neither scored nor looked through for risk items;
    where one brings the words of a shipped form, its answers go on by what is shipped.
    """
    authorise(actor, Action.READ_PRACTICE)
    return read_practice.unread()


@_reading
def own_instruments(actor: Actor) -> tuple[dict[str, Any], ...]:
    """The practice's own questionnaires as the documents that were kept, by id."""
    authorise(actor, Action.READ_PRACTICE)
    return read_practice.own_documents()


@_reading
def link(actor: Actor, case_id: str) -> PatientLink | None:
    """The link of a case that was not revoked, None where there is none; it may have expired."""
    authorise(actor, Action.READ_LINKS)
    rows = models.PatientLink.objects.select_related("case")
    row = rows.filter(case=find.case(case_id), revoked_at__isnull=True).first()
    return None if row is None else read_links.link(row)


@_reading
def links(actor: Actor) -> tuple[PatientLink, ...]:
    """All links of all cases, newest first; those that expired or were revoked as well."""
    authorise(actor, Action.READ_LINKS)
    rows = models.PatientLink.objects.select_related("case").order_by("-opened_at", "-pk")
    return tuple(map(read_links.link, rows))


@_reading
def aside(actor: Actor) -> tuple[Aside, ...]:
    """What came from patients' pages and did not fit, oldest first. Audited where there is any."""
    authorise(actor, Action.READ_ASIDE)
    rows = list(models.PutAside.objects.select_related("case").order_by("pk"))
    if rows:
        record_read(actor, Action.READ_ASIDE)
    return tuple(map(read_links.aside, rows))


@_reading
def audit_entries(
    actor: Actor, *, case_id: str | None = None, limit: int = 200
) -> tuple[AuditRecord, ...]:
    """The latest entries of the audit log, newest first; only those of one case if asked."""
    authorise(actor, Action.READ_AUDIT)
    return tuple(islice(audit.entries(case_id=case_id, newest_first=True), limit))


@_reading
def verify_file() -> tuple[str, ...]:
    """What the engine's own integrity checks find in the open case file; empty where it is sound.

    A server checks itself: for one the answer is empty. Takes a second for 100 MB.
    """
    opened = KEYRING.require()
    if opened.path is None or opened.key is None:
        return ()
    connection = sqlcipher.connect(opened.path, opened.key)
    try:
        return sqlcipher.problems_within(connection)
    finally:
        connection.close()


@_reading
def verify_audit_chain() -> Break | None:
    """The first entry whose number, predecessor or hash does not hold; None where all do."""
    return audit.first_break()


def _state(text: str) -> tuple[Mapping[str, int], str]:
    document = json.loads(text)
    return MappingProxyType(document["values"]), document["line"]


_Line = tuple[domain.Session | None, Digest | None]


def _lines(keys: set[int]) -> dict[int | None, _Line]:
    rows = models.Session.objects.filter(pk__in=keys).values_list(
        "pk",
        "number",
        "held_on",
        "kind",
        "digest__open_strains",
        "digest__rule",
        "digest__strains",
    )
    found: dict[int | None, _Line] = {None: (None, None)}
    for key, number, held_on, kind, open_strains, rule, strains in rows:
        digest = None if rule is None else Digest(number, open_strains, rule, strains)
        found[key] = (domain.Session(number, held_on, domain.SessionKind(kind)), digest)
    return found


def _summaries(row: models.Case) -> tuple[SessionSummary, ...]:
    undecided = Q(transcript__annotations__how=domain.How.SUGGESTED.value)
    rows = (
        models.Session.objects.filter(case=row)
        .select_related("transcript")
        .annotate(undecided=Count("transcript__annotations", filter=undecided))
        .order_by("number")
    )
    return tuple(_summary(session) for session in rows)


def _summary(row: models.Session) -> SessionSummary:
    held = getattr(row, "transcript", None)
    if held is None:
        return SessionSummary(_session(row))
    return SessionSummary(
        session=_session(row),
        turns=held.turns,
        undecided=row.undecided,
        source_format=held.source_format,
        imported_at=held.imported_at,
        imported_by=held.imported_by,
    )


def _session(row: models.Session) -> domain.Session:
    return domain.Session(row.number, row.held_on, domain.SessionKind(row.kind))


def _appointments(row: models.Case) -> tuple[domain.Session, ...]:
    rows = models.Session.objects.filter(case=row).order_by("number")
    return tuple(
        domain.Session(number, held_on, domain.SessionKind(kind))
        for number, held_on, kind in rows.values_list("number", "held_on", "kind")
    )


def _turns(held: models.Transcript) -> tuple[domain.Turn, ...]:
    rows = models.Turn.objects.filter(transcript=held).order_by("number")
    fields = ("number", "speaker", "text", "start", "end", "remarks")
    return tuple(
        domain.Turn(number, domain.Speaker(speaker), text, start, end, tuple(remarks))
        for number, speaker, text, start, end, remarks in rows.values_list(*fields)
    )


def _marks(held: models.Transcript) -> tuple[Mark, ...]:
    rows = models.Annotation.objects.filter(transcript=held).order_by("turn", "pk")
    fields = ("turn", "code", "coder", "how", "confidence", "because")
    return tuple(
        Mark(key, domain.Annotation(turn, code, coder, domain.How(how), confidence, why), *decision)
        for key, *decision, turn, code, coder, how, confidence, why in rows.values_list(
            "pk", "at", "decided_by", "decided_at", *fields
        )
    )
