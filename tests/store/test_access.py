"""Who may do what: the table, tried out on every read and every action with a fixed cast."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from django.db import transaction

from tests.store.answers import (
    NOON,
    diary,
    event,
    forms,
    own_document,
    response,
    settings,
)
from tests.store.answers import sheet as answers
from tests.store.conftest import DAY, Store, filled
from tests.store.sheets import both, sheet, stamp
from tests.store.told import checked, episode, pattern, strain, viewed
from tests.store.whole import with_all
from tests.store.words import talk
from wemode.domain import Attempt, ContractReview, EndingKind, GoalMark, Hindsight, Outcome, Party
from wemode.errors import NotAllowed, WemodeError
from wemode.store import (
    actions,
    aside,
    backup,
    cohort,
    contracts,
    ending,
    exchange,
    formulation,
    links,
    measures,
    practice,
    read,
    reminders,
)
from wemode.store.access import MEANING, ROLES, Action, Actor, Role, authorise, may, roles_table

DOCS = Path(__file__).resolve().parents[2] / "docs" / "case-file.md"

R, W = "read", "write"
READS: dict[Action, Callable[..., object]] = {
    Action.READ_CASELOAD: lambda actor, case_id, tmp: (
        read.caseload(actor),
        read.case(actor, case_id),
        read.sessions(actor, case_id),
    ),
    Action.READ_SESSION: lambda actor, case_id, tmp: read.coded_session(actor, case_id, 1),
    Action.READ_SET_ASIDE: lambda actor, case_id, tmp: read.set_aside(actor, case_id, 1),
    Action.READ_CONTRACT: lambda actor, case_id, tmp: read.case_history(actor, case_id),
    Action.READ_OWN_NOTE: lambda actor, case_id, tmp: read.own_note(actor, case_id, 1),
    Action.READ_OWN_STATES: lambda actor, case_id, tmp: read.own_states(actor, case_id),
    Action.READ_PRACTICE: lambda actor, case_id, tmp: (
        read.practice(actor),
        read.instruments(actor),
        read.own_instruments(actor),
    ),
    Action.READ_LINKS: lambda actor, case_id, tmp: (
        read.link(actor, case_id),
        read.links(actor),
    ),
    Action.READ_ASIDE: lambda actor, case_id, tmp: read.aside(actor),
    Action.READ_COHORT: lambda actor, case_id, tmp: cohort.courses(actor),
    Action.READ_AUDIT: lambda actor, case_id, tmp: read.audit_entries(actor),
    Action.EXPORT_CASE: lambda actor, case_id, tmp: exchange.take_out(
        actor=actor, case_id=case_id, form="fhir"
    ),
}


def _mark(case_id: str) -> int:
    return read.coded_session(Actor("Maria", "therapist"), case_id, 1).marks[0].id


def _where(actor: Actor, case_id: str) -> dict[str, object]:
    return {"actor": actor, "case_id": case_id, "session_number": 1}


def _contract(actor: Actor, case_id: str, **given: object) -> dict[str, object]:
    return {"actor": actor, "case_id": case_id, **given}


def _begun(case_id: str) -> int:
    """A draft, as the therapist wrote it on the version that is agreed."""
    maria = Actor("Maria", "therapist")
    return contracts.begin_draft(
        **_contract(maria, case_id, contract=sheet(), replaces=1),
        proposed_by=Party.PATIENT,
        reason="again",
    )


def _proposed(case_id: str) -> int:
    number = _begun(case_id)
    maria = Actor("Maria", "therapist")
    contracts.propose(**_contract(maria, case_id, version=number, seen=1), on=DAY)
    return number


def _party(actor: Actor) -> Party:
    return Party.PATIENT if actor.role == Role.PATIENT else Party.THERAPIST


def _attempted(case_id: str) -> int:
    attempt = Attempt("t1", Outcome.DONE, stamp())
    maria = Actor("Maria", "therapist")
    return contracts.record_attempt(actor=maria, case_id=case_id, attempt=attempt)


def _marked(case_id: str) -> int:
    maria = Actor("Maria", "therapist")
    return contracts.mark_goal(actor=maria, case_id=case_id, mark=GoalMark("g1", 0, stamp()))


def _ended(case_id: str) -> str:
    maria = Actor("Maria", "therapist")
    ending.close_case(actor=maria, case_id=case_id, how=EndingKind.PLANNED)
    return case_id


def _redrafted(case_id: str, *, offered: bool = False) -> str:
    """The next version of the pattern as a draft, or offered."""
    where = _contract(Actor("Maria", "therapist"), case_id, id="p1")
    formulation.write_pattern(**where, pattern=pattern("e2"))
    if offered:
        formulation.offer_pattern(**where, words="is it so")
    return "p1"


# Each meets a case whose first version is agreed.
OF_THE_CONTRACT: dict[Action, Callable[..., object]] = {
    Action.BEGIN_DRAFT: lambda actor, case_id, tmp: contracts.begin_draft(
        **_contract(actor, case_id, contract=sheet(), replaces=1)
    ),
    Action.SAVE_DRAFT: lambda actor, case_id, tmp: contracts.save_draft(
        **_contract(actor, case_id, version=_begun(case_id), seen=1, contract=sheet())
    ),
    Action.PROPOSE: lambda actor, case_id, tmp: contracts.propose(
        **_contract(actor, case_id, version=_begun(case_id), seen=1, on=DAY)
    ),
    Action.GIVE_ASSENTS: lambda actor, case_id, tmp: contracts.give_assents(
        **_contract(actor, case_id, version=_proposed(case_id), assents=both())
    ),
    Action.WITHDRAW: lambda actor, case_id, tmp: contracts.withdraw(
        **_contract(actor, case_id, version=1, reason="over")
    ),
    Action.SAY_LATER: lambda actor, case_id, tmp: contracts.say_later(
        **_contract(actor, case_id, version=1),
        hindsight=Hindsight(Party.PATIENT, stamp(), "I only nodded"),
    ),
    Action.RECORD_ATTEMPT: lambda actor, case_id, tmp: contracts.record_attempt(
        **_contract(
            actor, case_id, attempt=Attempt("t1", Outcome.DONE, stamp(), party=_party(actor))
        )
    ),
    Action.TAKE_BACK_ATTEMPT: lambda actor, case_id, tmp: contracts.take_back_attempt(
        **_contract(actor, case_id, attempt_id=_attempted(case_id))
    ),
    Action.MARK_GOAL: lambda actor, case_id, tmp: contracts.mark_goal(
        **_contract(actor, case_id, mark=GoalMark("g1", 0, stamp()))
    ),
    Action.TAKE_BACK_MARK: lambda actor, case_id, tmp: contracts.take_back_mark(
        **_contract(actor, case_id, mark_id=_marked(case_id))
    ),
    Action.RECORD_REVIEW: lambda actor, case_id, tmp: contracts.record_review(
        **_contract(actor, case_id, review=ContractReview(1, stamp()))
    ),
}
# On a case in which ``lived`` left e2, s2 and the agreed p1.
OF_THE_FORMULATION: dict[Action, Callable[..., object]] = {
    Action.WRITE_EPISODE: lambda actor, case_id, tmp: formulation.write_episode(
        **_contract(actor, case_id, episode=episode())
    ),
    Action.DROP_EPISODE: lambda actor, case_id, tmp: formulation.drop_episode(
        **_contract(actor, case_id, id="e2")
    ),
    Action.WRITE_PATTERN: lambda actor, case_id, tmp: formulation.write_pattern(
        **_contract(actor, case_id, pattern=pattern("e2"))
    ),
    Action.OFFER_PATTERN: lambda actor, case_id, tmp: formulation.offer_pattern(
        **_contract(actor, case_id, id=_redrafted(case_id), words="is it so")
    ),
    Action.AGREE_PATTERN: lambda actor, case_id, tmp: formulation.agree_pattern(
        **_contract(actor, case_id, id=_redrafted(case_id, offered=True), words="it is")
    ),
    Action.DROP_PATTERN: lambda actor, case_id, tmp: formulation.drop_pattern(
        **_contract(actor, case_id, id="p1", words="it did not hold")
    ),
    Action.RATE_VIEW: lambda actor, case_id, tmp: formulation.rate_view(
        **_contract(actor, case_id, view=viewed())
    ),
    Action.WRITE_STRAIN: lambda actor, case_id, tmp: formulation.write_strain(
        **_contract(actor, case_id, strain=strain())
    ),
    Action.DROP_STRAIN: lambda actor, case_id, tmp: formulation.drop_strain(
        **_contract(actor, case_id, id="s2")
    ),
    Action.CHECK_IN: lambda actor, case_id, tmp: formulation.check_in(
        **_contract(actor, case_id, check_in=checked())
    ),
    Action.WRITE_OWN_STATE: lambda actor, case_id, tmp: formulation.write_own_state(
        **_where(actor, case_id), values={"warmth": 3}
    ),
}
# On a case in which ``answered`` left a2, l2, a link, and more.
OF_THE_MEASURES: dict[Action, Callable[..., object]] = {
    Action.ANSWER_FORM: lambda actor, case_id, tmp: measures.answer_form(
        **_contract(actor, case_id, sheet=answers(by=_party(actor)))
    ),
    Action.DROP_SHEET: lambda actor, case_id, tmp: measures.drop_sheet(
        **_contract(actor, case_id, id="a2")
    ),
    Action.RESPOND_TO_RISK: lambda actor, case_id, tmp: measures.respond_to_risk(
        **_contract(actor, case_id, response=response("a2"))
    ),
    Action.PLAN_FORMS: lambda actor, case_id, tmp: measures.plan_forms(
        **_contract(actor, case_id, plan=forms())
    ),
    Action.PLAN_DIARY: lambda actor, case_id, tmp: measures.plan_diary(
        **_contract(actor, case_id, plan=diary())
    ),
    Action.WRITE_DAY: lambda actor, case_id, tmp: measures.write_day(
        **_contract(actor, case_id, on=DAY, came_on=DAY, answers={"i1": 5})
    ),
    Action.WRITE_EVENT: lambda actor, case_id, tmp: measures.write_event(
        **_contract(actor, case_id, event=event())
    ),
    Action.DROP_EVENT: lambda actor, case_id, tmp: measures.drop_event(
        **_contract(actor, case_id, id="l2")
    ),
    Action.SET_PRACTICE: lambda actor, case_id, tmp: practice.set_practice(
        actor=actor, practice=settings()
    ),
    Action.KEEP_INSTRUMENT: lambda actor, case_id, tmp: practice.keep_instrument(
        actor=actor, document=own_document()
    ),
    Action.FORGET_INSTRUMENT: lambda actor, case_id, tmp: practice.forget_instrument(
        actor=actor, id="our_own"
    ),
    Action.OPEN_LINK: lambda actor, case_id, tmp: links.open_link(actor=actor, case_id=case_id),
    Action.NEW_CODE: lambda actor, case_id, tmp: links.new_code(actor=actor, case_id=case_id),
    Action.REVOKE_LINK: lambda actor, case_id, tmp: links.revoke_link(actor=actor, case_id=case_id),
    Action.PUT_ASIDE: lambda actor, case_id, tmp: aside.put_aside(
        **_contract(actor, case_id, submission="s", kind="day", received_at=NOON, why="", body=b"")
    ),
    Action.CLEAR_ASIDE: lambda actor, case_id, tmp: aside.clear_aside(
        actor=actor, id=read.aside(Actor("Maria", Role.THERAPIST))[0].id
    ),
}
OF_ENDINGS: dict[Action, Callable[..., object]] = {
    Action.CLOSE_CASE: lambda actor, case_id, tmp: ending.close_case(
        **_contract(actor, case_id, how=EndingKind.LEFT)
    ),
    Action.REOPEN_CASE: lambda actor, case_id, tmp: ending.reopen_case(
        actor=actor, case_id=_ended(case_id)
    ),
}
WRITES: dict[Action, Callable[..., object]] = {
    **OF_THE_CONTRACT,
    **OF_THE_FORMULATION,
    **OF_THE_MEASURES,
    **OF_ENDINGS,
    Action.OPEN_CASE: lambda actor, case_id, tmp: actions.open_case(
        actor=actor, code_name="Heron", started_on=DAY
    ),
    Action.SEND_REMINDERS: lambda actor, case_id, tmp: reminders.keep_reminded(
        actor=actor, case_id=case_id, on=DAY
    ),
    Action.KEEP_COURSE: lambda actor, case_id, tmp: cohort.keep_course(
        actor=actor, measure="phq9.total", version=1, document={}
    ),
    Action.RECORD_SESSION: lambda actor, case_id, tmp: actions.record_session(
        actor=actor, case_id=case_id, held_on=DAY
    ),
    Action.IMPORT_TRANSCRIPT: lambda actor, case_id, tmp: actions.import_transcript(
        actor=actor, case_id=case_id, held_on=DAY, transcript=talk(2), source_format="text"
    ),
    Action.REPLACE_SUGGESTIONS: lambda actor, case_id, tmp: actions.replace_suggestions(
        **_where(actor, case_id), suggestions=()
    ),
    Action.DECIDE_SUGGESTION: lambda actor, case_id, tmp: actions.decide_suggestion(
        **_where(actor, case_id), mark_id=_mark(case_id), accept=True
    ),
    Action.ACCEPT_ALL_ON_TURN: lambda actor, case_id, tmp: actions.accept_all_on_turn(
        **_where(actor, case_id), turn=2
    ),
    Action.UNDO_DECISION: lambda actor, case_id, tmp: (
        may(actor, Action.DECIDE_SUGGESTION)
        and actions.decide_suggestion(
            **_where(actor, case_id), mark_id=_mark(case_id), accept=True
        ),
        actions.undo_decision(**_where(actor, case_id), mark_id=_mark(case_id)),
    ),
    Action.SET_CODE: lambda actor, case_id, tmp: actions.set_code(
        **_where(actor, case_id), turn=1, code="t.informs"
    ),
    Action.REMOVE_CODE: lambda actor, case_id, tmp: actions.remove_code(
        **_where(actor, case_id),
        mark_id=actions.set_code(**_where(actor, case_id), turn=1, code="t.informs")
        if may(actor, Action.SET_CODE)
        else _mark(case_id),
    ),
    Action.SET_ASIDE_ADVICE: lambda actor, case_id, tmp: actions.set_aside_advice(
        **_where(actor, case_id), rule="trust", reason="not now"
    ),
    Action.WITHDRAW_SET_ASIDE: lambda actor, case_id, tmp: actions.withdraw_set_aside(
        **_where(actor, case_id), rule="certainty"
    ),
    Action.WRITE_OWN_NOTE: lambda actor, case_id, tmp: actions.write_own_note(
        **_where(actor, case_id), text="bored"
    ),
    Action.KEEP_DIGEST: lambda actor, case_id, tmp: actions.keep_digest(
        **_where(actor, case_id), open_strains=0, rule=""
    ),
    Action.MAKE_BACKUP: lambda actor, case_id, tmp: backup.make_backup(
        actor=actor, target=tmp / "backup.zip"
    ),
}
# These two are parts of others and have no function of their own; tested with them.
PARTS = {Action.READ_NAMES, Action.OVERRULE}
CAST = {
    "therapist": Actor("Maria", Role.THERAPIST),
    "supervisor": Actor("Siegfried", Role.SUPERVISOR),
    "researcher": Actor("Rosa", Role.RESEARCHER),
    "patient": Actor("Ada", Role.PATIENT),
    "stranger": Actor("Stefan", "visitor"),
}


TRIED = {**READS, **WRITES}


def may_do(who: str, action: Action) -> bool:
    return action in ROLES.get(CAST[who].role, frozenset())


@pytest.fixture
def full(file_store: Store, therapist: Actor) -> str:
    """A case with something of each kind in it."""
    return file_store.hold(with_all, therapist)


@pytest.mark.parametrize(
    ("who", "action"), [(who, one) for who in CAST for one in TRIED if may_do(who, one)]
)
def test_whom_the_table_lets_does_it(
    full: str, therapist: Actor, tmp_path: Path, who: str, action: Action
) -> None:
    actor, before = CAST[who], {entry.seq for entry in read.audit_entries(therapist)}
    TRIED[action](actor, full, tmp_path)
    new = [entry for entry in read.audit_entries(therapist) if entry.seq not in before]
    told = {(entry.actor, entry.role) for entry in new if entry.action == action.value}
    # Every write leaves its entry; of the reads those that hand out what is clinical.
    assert told == {(actor.name, actor.role)} or (action in READS and told == set())


@pytest.mark.parametrize("who", [who for who in CAST if not all(may_do(who, one) for one in TRIED)])
def test_whom_it_does_not_let_is_refused_and_writes_nothing(
    full: str, therapist: Actor, tmp_path: Path, who: str
) -> None:
    actor = CAST[who]
    done = {entry.seq for entry in read.audit_entries(therapist) if entry.actor == actor.name}
    for action, attempt in TRIED.items():
        if may_do(who, action):
            continue
        # What a try needs before it is made by the therapist, and gone again for the next.
        with transaction.atomic():
            with pytest.raises(NotAllowed, match=actor.role):
                attempt(actor, full, tmp_path)
            entries = read.audit_entries(therapist)
            assert {one.seq for one in entries if one.actor == actor.name} == done, action
            transaction.set_rollback(True)
    assert not (tmp_path / "backup.zip").exists()


def test_every_action_is_tried_here() -> None:
    assert {*READS, *WRITES} | PARTS == set(Action)
    assert set(MEANING) == set(Action)


OF_MODULES: dict[tuple[ModuleType, ...], set[Action]] = {
    (contracts,): set(OF_THE_CONTRACT),
    (formulation,): set(OF_THE_FORMULATION),
    (aside, links, measures, practice): set(OF_THE_MEASURES),
    (ending,): set(OF_ENDINGS),
}
# What stands with reads in its module.
ELSEWHERE = {Action.MAKE_BACKUP, Action.KEEP_COURSE, Action.SEND_REMINDERS}
OF_MODULES[actions,] = set(WRITES).difference(*OF_MODULES.values()) - ELSEWHERE


@pytest.mark.parametrize("modules", OF_MODULES)
def test_every_public_action_takes_keywords_only_and_an_actor(
    modules: tuple[ModuleType, ...],
) -> None:
    own = [
        function
        for module in modules
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
    ]
    tried = OF_MODULES[modules]
    assert {function.__name__ for function in own} == {action.value for action in tried}
    for function in own:
        parameters = inspect.signature(function).parameters.values()
        assert {p.kind for p in parameters} == {inspect.Parameter.KEYWORD_ONLY}
        assert next(iter(parameters)).name == "actor"


def test_the_therapist_may_do_everything() -> None:
    assert ROLES[Role.THERAPIST] == set(Action)


def test_nobody_but_the_therapist_touches_private_notes_and_own_states() -> None:
    private = {Action.READ_OWN_NOTE, Action.WRITE_OWN_NOTE}
    private |= {Action.READ_OWN_STATES, Action.WRITE_OWN_STATE}
    assert not any(private & ROLES[role] for role in Role if role is not Role.THERAPIST)


def test_the_notes_of_a_case_are_as_private_as_one(file_store: Store, therapist: Actor) -> None:
    case_id = filled(therapist)
    for who in ("supervisor", "researcher", "stranger"):
        with pytest.raises(NotAllowed):
            read.own_notes(CAST[who], case_id)


def test_a_supervisor_changes_nothing_a_person_said() -> None:
    allowed = {action.value for action in ROLES[Role.SUPERVISOR]}
    assert {name for name in allowed if not name.startswith("read_")} == {"keep_digest"}


def test_a_refusal_names_role_and_remedy_and_no_person() -> None:
    with pytest.raises(NotAllowed) as refusal:
        authorise(Actor("Stefan", "visitor"), Action.READ_SESSION)
    assert "visitor" in str(refusal.value)
    assert "Stefan" not in str(refusal.value)
    assert refusal.value.problems[0].remedy


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_an_actor_has_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="1 to 120 characters"):
        Actor(name, "therapist")


def test_the_documentation_prints_the_table() -> None:
    """Where this fails, put what ``roles_table()`` gives into docs/case-file.md."""
    assert roles_table() in DOCS.read_text(encoding="utf-8")


def test_every_refusal_is_one_of_ours() -> None:
    assert issubclass(NotAllowed, WemodeError)
