"""Whatever people do in whatever order: the chain verifies and the rules of the field hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.store.conftest import DAY, Store
from tests.store.words import suggestions, talk
from wemode.domain import How, SessionKind
from wemode.errors import WemodeError
from wemode.store import actions, models, read
from wemode.store.access import Actor, Role

TURNS = 6
ACTORS = st.sampled_from(
    [
        Actor("Maria", Role.THERAPIST),
        Actor("Siegfried", Role.SUPERVISOR),
        Actor("Rosa", Role.RESEARCHER),
        Actor("Stefan", "visitor"),
    ]
)
NUMBERS = st.integers(min_value=1, max_value=4)
TURN_NUMBERS = st.integers(min_value=1, max_value=TURNS + 1)
CODES = st.sampled_from(["p.shame", "p.empty", "t.validates", "t.informs"])
RULES = st.sampled_from(["trust", "repair-first"])
MARIA = Actor("Maria", Role.THERAPIST)


class Life(RuleBasedStateMachine):
    """A case file in use; every step is tried, allowed or not, and never ends in a surprise."""

    def __init__(self) -> None:
        super().__init__()
        self.cases: list[str] = []
        self.entries = models.AuditEntry.objects.count()

    def attempt(self, deed: Any, **given: Any) -> None:
        """Do it; one of our own refusals is fine, and then nothing was recorded."""
        try:
            deed(**given)
        except WemodeError:
            pass
        else:
            self.entries += 1

    @initialize()
    def begin(self) -> None:
        name = f"Falcon {models.Case.objects.count()}"
        self.cases = [actions.open_case(actor=MARIA, code_name=name, started_on=DAY)]
        self.entries += 1
        for _ in range(2):
            actions.import_transcript(
                actor=MARIA,
                case_id=self.cases[0],
                held_on=DAY,
                transcript=talk(TURNS),
                suggestions=suggestions(TURNS),
                source_format="text",
                again=True,
            )
            self.entries += 1

    def where(self, actor: Actor, number: int) -> dict[str, Any]:
        return {"actor": actor, "case_id": self.cases[0], "session_number": number}

    @rule(actor=ACTORS, number=st.none() | NUMBERS, kind=st.sampled_from(list(SessionKind)))
    def record(self, actor: Actor, number: int | None, kind: SessionKind) -> None:
        self.attempt(
            actions.record_session,
            actor=actor,
            case_id=self.cases[0],
            held_on=DAY,
            kind=kind,
            number=number,
        )

    @rule(
        actor=ACTORS, number=st.none() | NUMBERS, turns=st.integers(0, TURNS), again=st.booleans()
    )
    def import_one(self, actor: Actor, number: int | None, turns: int, again: bool) -> None:
        self.attempt(
            actions.import_transcript,
            actor=actor,
            case_id=self.cases[0],
            session_number=number,
            held_on=DAY,
            transcript=talk(turns),
            suggestions=suggestions(TURNS),
            source_format="text",
            again=again,
        )

    @rule(actor=ACTORS, number=NUMBERS, code=CODES, coder=st.sampled_from(["rules 1", "heads 1"]))
    def suggest_anew(self, actor: Actor, number: int, code: str, coder: str) -> None:
        self.attempt(
            actions.replace_suggestions,
            **self.where(actor, number),
            suggestions=suggestions(TURNS, code, coder),
        )

    @rule(actor=ACTORS, number=NUMBERS, turn=TURN_NUMBERS, code=CODES)
    def set_code(self, actor: Actor, number: int, turn: int, code: str) -> None:
        self.attempt(actions.set_code, **self.where(actor, number), turn=turn, code=code)

    @rule(actor=ACTORS, number=NUMBERS, turn=TURN_NUMBERS)
    def accept_all(self, actor: Actor, number: int, turn: int) -> None:
        self.attempt(actions.accept_all_on_turn, **self.where(actor, number), turn=turn)

    @rule(
        actor=ACTORS,
        number=NUMBERS,
        deed=st.sampled_from(["accept", "reject", "undo", "remove"]),
        pick=st.integers(0, 50),
    )
    def touch_a_mark(self, actor: Actor, number: int, deed: str, pick: int) -> None:
        keys = list(models.Annotation.objects.order_by("pk").values_list("pk", flat=True))
        given = {**self.where(actor, number), "mark_id": keys[pick % len(keys)] if keys else 1}
        if deed in ("accept", "reject"):
            self.attempt(actions.decide_suggestion, **given, accept=deed == "accept")
        else:
            self.attempt(actions.undo_decision if deed == "undo" else actions.remove_code, **given)

    @rule(actor=ACTORS, number=NUMBERS, name=RULES, reason=st.sampled_from(["", "not now"]))
    def set_aside(self, actor: Actor, number: int, name: str, reason: str) -> None:
        self.attempt(
            actions.set_aside_advice, **self.where(actor, number), rule=name, reason=reason
        )

    @rule(actor=ACTORS, number=NUMBERS, name=RULES)
    def take_up_again(self, actor: Actor, number: int, name: str) -> None:
        self.attempt(actions.withdraw_set_aside, **self.where(actor, number), rule=name)

    @rule(actor=ACTORS, number=NUMBERS, text=st.text(max_size=10))
    def note(self, actor: Actor, number: int, text: str) -> None:
        self.attempt(actions.write_own_note, **self.where(actor, number), text=text)

    @rule(actor=ACTORS, number=NUMBERS)
    def digest(self, actor: Actor, number: int) -> None:
        self.attempt(actions.keep_digest, **self.where(actor, number), open_strains=1, rule="trust")

    @rule(actor=ACTORS, number=NUMBERS)
    def read_a_session(self, actor: Actor, number: int) -> None:
        self.attempt(read.coded_session, actor=actor, case_id=self.cases[0], number=number)

    @invariant()
    def the_chain_counts_every_deed(self) -> None:
        assert models.AuditEntry.objects.count() == self.entries

    def teardown(self) -> None:
        """The chain holds at the end, and so at every step: nothing in it is ever altered."""
        assert read.verify_audit_chain() is None

    @invariant()
    def every_annotation_says_who_decided_or_that_nobody_did(self) -> None:
        decided = {How.CONFIRMED.value, How.REJECTED.value}
        for how, by, at in models.Annotation.objects.values_list("how", "decided_by", "decided_at"):
            assert (how in decided) == (by is not None) == (at is not None)

    @invariant()
    def every_session_reads_as_domain_values(self) -> None:
        """The domain refuses codes on absent turns, codes of the other speaker, gaps in numbers."""
        for case_id in self.cases:
            for line in read.sessions(MARIA, case_id):
                if line.has_transcript:
                    found = read.coded_session(MARIA, case_id, line.session.number)
                    self.entries += 1
                    assert len(found.coded.transcript) == line.turns

    @invariant()
    def advice_is_set_aside_once_at_most(self) -> None:
        active = models.SetAside.objects.filter(withdrawn_at__isnull=True)
        pairs = list(active.values_list("session", "rule"))
        assert len(pairs) == len(set(pairs))

    @invariant()
    def only_therapists_wrote_private_notes(self) -> None:
        assert set(models.OwnNote.objects.values_list("by", flat=True)) <= {"Maria"}


@pytest.mark.parametrize("examples", [12])
def test_the_invariants_hold_in_any_life(store: Store, examples: int) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Life, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None)
    )
