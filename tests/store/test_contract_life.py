"""Whatever the two do with the contract in whatever order: what was agreed stands unaltered.

And the replay knows nothing later: what the case was after a session it still is, seen from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.store.conftest import DAY, Store
from wemode.domain import (
    TRANSITIONS,
    Assent,
    Attempt,
    Case,
    Contract,
    ContractReview,
    ContractState,
    ContractVersion,
    Goal,
    GoalMark,
    Hindsight,
    Outcome,
    Party,
    Stamp,
    Task,
)
from wemode.errors import WemodeError
from wemode.store import actions, contracts, models, read
from wemode.store.access import Actor
from wemode.store.results import ContractBrief

MARIA = Actor("Maria", "therapist")
SHEET = Contract(
    "to live",
    (Goal("g1", "sing"),),
    (Task("t1", "sing in the car", "g1"),),
    cannot_promise="x",
    therapist_part="y",
    patient_part="z",
)
WORDS = st.sampled_from(["sing", "paint", "be seen", "walk"])
STANDING = (ContractState.AGREED, ContractState.PROPOSED, ContractState.DRAFT)
# Mostly the latest session, as people do; at times one that may be too early or not be there.
SESSIONS = st.one_of(st.none(), st.none(), st.integers(0, 4))


@st.composite
def sheets(draw: Any) -> Contract:
    ids = sorted(draw(st.sets(st.integers(1, 3), min_size=1)))
    goals = tuple(Goal(f"g{id}", draw(WORDS)) for id in ids)
    tasks = tuple(Task(f"t{id}", draw(WORDS), f"g{id}") for id in ids if draw(st.booleans()))
    whole = {"cannot_promise": "x", "therapist_part": "y", "patient_part": "z"}
    purpose = draw(st.sampled_from(["to live", "to live", "to live", ""]))
    return Contract(purpose=purpose, goals=goals, tasks=tasks, **whole)


def path(state: ContractState) -> set[ContractState]:
    """The states that can follow, and this one."""
    found = {state}
    for (begin, _), end in TRANSITIONS.items():
        if begin is state:
            found |= path(end)
    return found


class Life(RuleBasedStateMachine):
    """A contract in use; every step is tried, fit or not, and never ends in a surprise."""

    @initialize()
    def begin(self) -> None:
        name = f"Falcon {models.Case.objects.count()}"
        self.case_id = actions.open_case(actor=MARIA, code_name=name, started_on=DAY)
        self.where: dict[str, Any] = {"actor": MARIA, "case_id": self.case_id}
        self.now = read.case_history(MARIA, self.case_id).case
        self.after: dict[int, Case] = {}
        self.proposals: dict[int, ContractVersion] = {}
        for _ in range(3):
            self.go_on(SHEET, meets=False)

    def do(self, deed: Callable[..., object], told: int | None = None, /, **given: Any) -> None:
        """Do it, told of this session; a refusal of ours is fine, and nothing has changed then."""
        before = self.now
        try:
            deed(**self.where, **given)
        except WemodeError:
            self.see()
            assert self.now == before
        else:
            if told is not None and told < before.last_session:
                self.forget_after(told)
            self.see()

    def forget_after(self, session: int) -> None:
        """Something was written down late on purpose: what was known from there on has changed."""
        self.after = {n: case for n, case in self.after.items() if n < session}

    def see(self) -> None:
        """Look at the case as it is, and keep it as what is known after the latest session."""
        self.now = read.case_history(MARIA, self.case_id).case
        self.after[self.now.last_session] = self.now

    def stamp(self, session: int | None) -> Stamp:
        return Stamp(self.now.last_session if session is None else session, DAY)

    @rule(contract=sheets(), meets=st.booleans())
    def go_on(self, contract: Contract, meets: bool) -> None:
        """The next step towards an agreement, at times in a session of its own."""
        if meets:
            self.meet()
        number = self.now.versions[-1].number if self.now.versions else 0
        if self.now.draft:
            self.do(contracts.propose, version=number, seen=self.now.draft.revision, on=DAY)
        elif self.now.proposed:
            yes = [Assent(party, self.stamp(None), "yes", 5) for party in Party]
            self.do(contracts.give_assents, version=number, assents=yes)
        else:
            self.begin_draft(contract, None, "right")

    @rule()
    def meet(self) -> None:
        self.do(actions.record_session, held_on=DAY)

    @rule(contract=sheets(), session=SESSIONS, seen=st.sampled_from(["right", "right", 1, None]))
    def begin_anew(self, contract: Contract, session: int | None, seen: Any) -> None:
        self.begin_draft(contract, session, seen)

    def begin_draft(self, contract: Contract, session: int | None, seen: Any) -> None:
        standing = self.now.agreed or self.now.proposed
        number = standing.number if standing else None
        self.do(
            contracts.begin_draft,
            session,
            contract=contract,
            replaces=number if seen == "right" else seen,
            proposed_by=Party.PATIENT,
            reason="again",
            **({} if session is None else {"session": session}),
        )

    @rule(contract=sheets(), stale=st.booleans())
    def save(self, contract: Contract, stale: bool) -> None:
        draft = self.now.draft or (self.now.versions or (None,))[-1]
        if draft is not None:
            seen = draft.revision - stale
            given = {"contract": contract, "proposed_by": Party.THERAPIST, "reason": "more"}
            self.do(contracts.save_draft, version=draft.number, seen=seen, **given)

    @rule(of=st.integers(0, 3), session=SESSIONS)
    def propose(self, of: int, session: int | None) -> None:
        if self.now.versions:
            version = self.now.draft or self.now.versions[of % len(self.now.versions)]
            given = {"version": version.number, "seen": version.revision, "session": session}
            self.do(contracts.propose, session, **given, on=DAY)

    @rule(
        of=st.integers(0, 3),
        parties=st.sampled_from([("patient",), ("therapist",), ("patient", "therapist")]),
        session=SESSIONS,
    )
    def assent(self, of: int, parties: tuple[str, ...], session: int | None) -> None:
        if self.now.versions:
            version = self.now.proposed or self.now.versions[of % len(self.now.versions)]
            given = [Assent(Party(who), self.stamp(session), "yes", 5) for who in parties]
            self.do(contracts.give_assents, session, version=version.number, assents=given)

    @rule(of=st.integers(0, 5), session=SESSIONS)
    def withdraw(self, of: int, session: int | None) -> None:
        if of < len(self.now.versions):
            when = {} if session is None else {"session": session}
            number = self.now.versions[of].number
            self.do(contracts.withdraw, session, version=number, reason="over", on=DAY, **when)

    @rule(of=st.integers(0, 3), party=st.sampled_from(list(Party)))
    def say_later(self, of: int, party: Party) -> None:
        if of < len(self.now.versions):
            words = Hindsight(party, self.stamp(None), "I only nodded", 1)
            self.do(contracts.say_later, version=of + 1, hindsight=words)

    @rule(task=st.integers(1, 2), session=SESSIONS, outcome=st.sampled_from(list(Outcome)))
    def attempt(self, task: int, session: int | None, outcome: Outcome) -> None:
        attempt = Attempt(f"t{task}", outcome, self.stamp(session))
        self.do(contracts.record_attempt, session, attempt=attempt)

    @rule(goal=st.integers(1, 2), session=SESSIONS, level=st.integers(-2, 2))
    def mark(self, goal: int, session: int | None, level: int) -> None:
        mark = GoalMark(f"g{goal}", level, self.stamp(session))
        self.do(contracts.mark_goal, session, mark=mark)

    @rule(pick=st.integers(0, 3))
    def take_back(self, pick: int) -> None:
        """What is taken back is gone from every replay: it was never so."""
        if self.now.attempts:
            gone = self.now.attempts[pick % len(self.now.attempts)]
            self.do(contracts.take_back_attempt, attempt_id=gone.id)
            self.after = {
                n: replace(case, attempts=tuple(one for one in case.attempts if one.id != gone.id))
                for n, case in self.after.items()
            }

    @rule(of=st.integers(0, 3))
    def review(self, of: int) -> None:
        version = self.now.agreed.number if self.now.agreed else of + 1
        self.do(contracts.record_review, review=ContractReview(version, self.stamp(None), "fine"))

    @invariant()
    def what_was_proposed_or_agreed_is_never_altered(self) -> None:
        for version in self.now.versions:
            before = self.proposals.get(version.number)
            if before is not None:
                assert version.saves == before.saves
                assert (version.replaces, version.number) == (before.replaces, before.number)
                for part in ("steps", "assents", "hindsights"):
                    kept = getattr(before, part)
                    assert set(kept) <= set(getattr(version, part))
                if before.agreed:
                    assert version.assents == before.assents
                assert version.state in path(before.state)
            if version.proposed:
                self.proposals[version.number] = version
        assert set(self.proposals) <= {version.number for version in self.now.versions}

    @invariant()
    def at_most_one_version_is_in_each_standing_state(self) -> None:
        states = [version.state for version in self.now.versions]
        assert all(states.count(state) <= 1 for state in STANDING)

    @invariant()
    def the_columns_say_what_saves_and_steps_say(self) -> None:
        rows = models.ContractVersion.objects.filter(case__public_id=self.case_id)
        kept = rows.order_by("number").values_list("number", "state", "since", "goals", "tasks")
        assert list(kept) == [
            (
                version.number,
                version.state.value,
                (version.steps[-1].at if version.steps else version.begun).session,
                len(version.contract.worked_on),
                len(version.contract.tasks),
            )
            for version in self.now.versions
        ]
        brief = next(c for c in read.caseload(MARIA) if c.public_id == self.case_id).contract
        assert (brief and brief.version) == (self.now.standing and self.now.standing.number)
        assert brief is None or isinstance(brief, ContractBrief)

    @invariant()
    def the_replay_has_no_later_knowledge(self) -> None:
        for session, known in self.after.items():
            assert self.now.as_of(session) == known.as_of(session), session

    @invariant()
    def at_no_session_was_anything_known_before_what_it_builds_on(self) -> None:
        for session in range(self.now.last_session + 1):
            case = self.now.as_of(session)
            numbers = [version.number for version in case.versions]
            states = [version.state for version in case.versions]
            assert numbers == list(range(1, len(numbers) + 1))
            assert all(version.replaces in (None, *numbers) for version in case.versions)
            assert all(states.count(state) <= 1 for state in STANDING)
            sheets = [version.contract for version in case.versions if version.proposed]
            for attempt in case.attempts:
                assert any(sheet.task(attempt.task) for sheet in sheets)
            for mark in case.marks:
                assert any(sheet.goal(mark.goal) for sheet in sheets)
            for review in case.reviews:
                version = case.version(review.version)
                assert version is not None
                assert version.agreed is not None


def test_no_life_alters_what_was_agreed_or_looks_ahead(file_store: Store) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Life, settings=settings(max_examples=15, stateful_step_count=25, deadline=None)
    )
