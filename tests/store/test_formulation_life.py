"""Whatever is done with the formulation in whatever order: what was written stands unaltered.

And the replay knows nothing later: what the case was after a session it still is, seen from there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.store.conftest import DAY, Store
from tests.store.told import checked, episode, pattern, strain, viewed
from wemode.domain import Case, Party, PatternState, Repaired, Stamp
from wemode.errors import WemodeError
from wemode.store import actions, formulation, models, read
from wemode.store.access import Actor

MARIA = Actor("Maria", "therapist")
STANDING = (PatternState.DRAFT, PatternState.OFFERED, PatternState.AGREED)
# Mostly the latest session, as people do; at times one that may be too early or not be there.
SESSIONS = st.one_of(st.none(), st.none(), st.integers(0, 4))
PATTERNS = st.sampled_from(["p1", "p1", "p2"])
SEEN = st.sampled_from(["right", "right", 1, None])


class Life(RuleBasedStateMachine):
    """A formulation in use; every step is tried, fit or not, and never ends in a surprise."""

    @initialize()
    def begin(self) -> None:
        name = f"Falcon {models.Case.objects.count()}"
        self.case_id = actions.open_case(actor=MARIA, code_name=name, started_on=DAY)
        self.where: dict[str, Any] = {"actor": MARIA, "case_id": self.case_id}
        self.history = read.case_history(MARIA, self.case_id)
        self.now = self.before = self.history.case
        self.after: dict[int, Case] = {}
        for deed, given in (
            (formulation.write_episode, {"episode": episode(told=())}),
            (formulation.write_pattern, {"pattern": pattern("e1")}),
        ):
            self.do(deed, None, **given)
        self.meet()

    def do(self, deed: Callable[..., object], told: int | None, /, **given: Any) -> None:
        """Do it, told of this session; a refusal of ours is fine, and nothing has changed then."""
        self.before = self.now
        try:
            deed(**self.where, **given)
        except WemodeError:
            assert read.case_history(MARIA, self.case_id).case == self.before
        else:
            if told is not None and told < self.before.last_session:
                # Written down late on purpose: what was known from there on has changed.
                self.after = {n: case for n, case in self.after.items() if n < told}
        self.history = read.case_history(MARIA, self.case_id)
        self.now = self.history.case
        self.after[self.now.last_session] = self.now

    def seen(self, id: str, seen: Any) -> Any:
        """What the writer saw: what stands there, an older writing, or it does not matter."""
        return self.history.writings(id) if seen == "right" else seen

    def stamp(self, session: int | None) -> Stamp:
        return Stamp(self.now.last_session if session is None else session, DAY)

    @rule()
    def meet(self) -> None:
        self.do(actions.record_session, None, held_on=DAY)

    @rule(number=st.integers(0, 3), session=SESSIONS, seen=SEEN, felt=st.text("ab", max_size=2))
    def write_episode(self, number: int, session: int | None, seen: Any, felt: str) -> None:
        id = f"e{number}" if number else None
        given = {"episode": episode(told=(), felt=felt), "session": session, "on": DAY}
        expected = self.seen(id, seen) if id else None
        self.do(formulation.write_episode, session, id=id, seen=expected, **given)

    @rule(number=st.integers(0, 2), session=SESSIONS, of=st.integers(1, 3), repaired=st.booleans())
    def write_strain(self, number: int, session: int | None, of: int, repaired: bool) -> None:
        how = Repaired.FULLY if repaired else Repaired.NOT
        given = {"strain": strain(session=of, turns=(), repaired=how), "session": session}
        id = f"s{number}" if number else None
        self.do(formulation.write_strain, session, id=id, on=DAY, **given)

    @rule(number=st.integers(1, 3), session=SESSIONS, is_episode=st.booleans())
    def strike_out(self, number: int, session: int | None, is_episode: bool) -> None:
        deed = formulation.drop_episode if is_episode else formulation.drop_strain
        id = f"{'e' if is_episode else 's'}{number}"
        self.do(deed, session, id=id, session=session, on=DAY)

    @rule(id=PATTERNS | st.none(), of=st.integers(1, 3), session=SESSIONS, seen=SEEN)
    def write_pattern(self, id: str | None, of: int, session: int | None, seen: Any) -> None:
        given = {"pattern": pattern(f"e{of}"), "session": session, "on": DAY}
        expected = self.seen(id, seen) if id else None
        self.do(formulation.write_pattern, session, id=id, seen=expected, **given)

    @rule(id=PATTERNS, session=SESSIONS)
    def go_on(self, id: str, session: int | None) -> None:
        """The next step of the pattern towards the agreement."""
        states = [one.state for one in self.now.patterns if one.id == id]
        deed = formulation.offer_pattern
        if PatternState.OFFERED in states:
            deed = formulation.agree_pattern
        self.do(deed, session, id=id, words="yes", session=session, on=DAY)

    @rule(id=PATTERNS, session=SESSIONS, version=st.none() | st.integers(1, 3))
    def give_up(self, id: str, session: int | None, version: int | None) -> None:
        given = {"id": id, "words": "no", "version": version, "session": session, "on": DAY}
        self.do(formulation.drop_pattern, session, **given)

    @rule(id=PATTERNS, session=SESSIONS, value=st.integers(0, 10))
    def rate(self, id: str, session: int | None, value: int) -> None:
        view = viewed(value, self.stamp(session), id)
        self.do(formulation.rate_view, view.at.session, view=view)

    @rule(party=st.sampled_from(list(Party)), session=SESSIONS, value=st.integers(0, 10))
    def check_in(self, party: Party, session: int | None, value: int) -> None:
        found = checked(party, self.stamp(session), hopeful=value)
        self.do(formulation.check_in, found.at.session, check_in=found)

    @invariant()
    def what_was_written_is_never_altered(self) -> None:
        for then, now in (
            (self.before.episodes, self.now.episodes),
            (self.before.ledger, self.now.ledger),
        ):
            kept = {one.id: one for one in now}
            for one in then:
                assert kept[one.id].writings[: len(one.writings)] == one.writings
                assert one.dropped in (None, kept[one.id].dropped)
        versions = {(one.id, one.number): one for one in self.now.patterns}
        for one in self.before.patterns:
            later = versions[one.id, one.number]
            assert later.saves[: len(one.saves)] == one.saves
            assert later.steps[: len(one.steps)] == one.steps
            assert one.state is PatternState.DRAFT or later.saves == one.saves

    @invariant()
    def the_column_says_what_the_steps_say(self) -> None:
        rows = models.PatternVersion.objects.filter(case__public_id=self.case_id)
        found = {(row.name, row.number): row.state for row in rows}
        assert found == {(one.id, one.number): one.state.value for one in self.now.patterns}

    @invariant()
    def the_replay_has_no_later_knowledge(self) -> None:
        for session, known in self.after.items():
            assert self.now.as_of(session) == known.as_of(session), session

    @invariant()
    def at_no_session_was_anything_known_before_what_it_builds_on(self) -> None:
        for session in range(self.now.last_session + 1):
            case = self.now.as_of(session)
            episodes = {one.id for one in case.episodes}
            patterns = {one.id for one in case.patterns}
            for one in case.patterns:
                assert set(one.pattern.episodes()) <= episodes
            for id in patterns:
                states = [one.state for one in case.patterns if one.id == id]
                assert all(states.count(state) <= 1 for state in STANDING)
            assert {one.pattern for one in case.views} <= patterns
            assert all(one.value.session <= session for one in case.ledger)


def test_no_life_alters_what_was_written_or_looks_ahead(file_store: Store) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Life, settings=settings(max_examples=12, stateful_step_count=25, deadline=None)
    )
