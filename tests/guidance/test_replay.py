"""Advice replayed session by session: whatever happens later never changes what was advised."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import session
from tests.contract_cases import Story, goal, task
from tests.guidance.told import Told
from wemode.analysis import review_session
from wemode.domain import Outcome
from wemode.guidance import advise_case, replay

SESSIONS = 16
Event = tuple[int, Callable[[Story, int], Story]]


def _agree(motive: str, words: str, feeling: str, rests: bool) -> Callable[[Story, int], Story]:
    lines = (goal("g1", motive), goal("g2"), task("t1", "g1", feeling, kind="experiment"))
    kept = lines[::2] if rests else lines
    return lambda story, at: story.agree(at, *kept, words=words, review_every=3)


def _later(free: int | None) -> Callable[[Story, int], Story]:
    def said(story: Story, at: int) -> Story:
        agreed = story.so_far.agreed
        return story.later(at, agreed.number, free) if agreed else story

    return said


def _look(story: Story, at: int) -> Story:
    return story.look(at) if story.so_far.agreed else story


def _withdraw(story: Story, at: int) -> Story:
    return story.withdraw(at) if story.so_far.agreed else story


def _line(line: str) -> Callable[[Story, int], Story]:
    def told_in_a_line(story: Story, at: int) -> Story:
        assert isinstance(story, Told)
        try:
            return story.line(at, line)
        except (ValueError, IndexError):
            # Nobody offers a pattern that is not there, or agrees to one that was not offered.
            return story

    return told_in_a_line


LINES = (
    "a withdrawal stands in the ledger, repaired: not",
    "a confrontation of session 2 stands in the ledger, repaired: partly, own part named",
    "strain s1 is now repaired: fully",
    "strain s2 is struck out",
    "told as event: e1 e2 e3",
    "told as memory: e4",
    "episode e2 is struck out",
    "pattern p1 is drafted: wish e1 e2 e3; other's response e1 e2 e3; act e1 e2 e3",
    "pattern p1 is offered",
    "pattern p1 is agreed",
    "pattern p1 is dropped",
    "pattern p1 is held at 2 of 10 as a view",
    "pattern p1 is held at 8 of 10 as a view",
    "check-in of the patient: understood 8",
    "check-in of the patient: understood 3",
    "check-in of the therapist: understood 9",
    "a transcript of 20 turns each, strains 2, codes p.confrontation 2, p.grandiose 4",
    "a transcript of 20 turns each, codes p.affected 6, p.shame 5",
    "own state: anger 8",
)
HAPPENINGS = st.one_of(
    st.sampled_from(LINES).map(_line),
    st.sampled_from(LINES).map(_line),
    st.builds(
        _agree,
        st.sampled_from(["rank", "play", ""]),
        st.sampled_from(["Sure.", "I want to see what it is like."]),
        st.sampled_from(["", "shame"]),
        st.booleans(),
    ),
    st.builds(_later, st.sampled_from([None, 2, 9])),
    st.sampled_from([_look, _withdraw]),
    st.sampled_from(list(Outcome)).map(lambda out: lambda story, at: story.attempt(at, "t1", out)),
    st.builds(
        lambda of, level: lambda story, at: story.mark(at, of, level),
        st.sampled_from(["g1", "g2"]),
        st.integers(-2, 2),
    ),
    st.booleans().map(lambda left: lambda story, at: story.strained(at, left_open=left)),
    st.just(lambda story, at: story.draft(at, goal("g1", wording="Be happier"), goal("g9"))),
)
EVENTS = st.lists(st.tuples(st.integers(1, SESSIONS), HAPPENINGS), max_size=20)


def told(events: list[Event], sessions: int = SESSIONS, missed: tuple[int, ...] = ()) -> Told:
    story: Story = Told(sessions, missed=missed)
    for at, happens in sorted(events, key=lambda event: event[0]):
        story = happens(story, at)
    assert isinstance(story, Told)
    return story


TALK = review_session(session("T {t.proposes_task}: One lunch?\nP {p.acted}: Sure."))


@settings(deadline=None)
@given(EVENTS, EVENTS, st.integers(0, SESSIONS), st.sampled_from([None, TALK]))
def test_another_future_never_changes_the_advice_of_today(
    events: list[Event], others: list[Event], today: int, review: object
) -> None:
    past = [event for event in events if event[0] <= today]
    other_future = [event for event in others if event[0] > today]
    one = told(events)
    other = told([*past, *other_future], SESSIONS + 3, missed=(SESSIONS + 1, SESSIONS + 2))
    known, known_otherwise = one.case().as_of(today), other.case().as_of(today)
    assert known == known_otherwise
    assert advise_case(known, review, own=one.own) == advise_case(  # type: ignore[arg-type]
        known_otherwise,
        review,  # type: ignore[arg-type]
        own=other.own,
    )


# Each example walks sixteen sessions twice.
@settings(deadline=None, max_examples=40)
@given(EVENTS)
def test_a_replay_says_what_was_said_when_no_more_was_known(events: list[Event]) -> None:
    reviews = {4: TALK, 9: TALK}
    story = told(events)
    whole = dict(replay(story.case(), reviews, story.own))
    assert list(whole) == list(range(1, SESSIONS + 1))
    for number, advice in whole.items():
        known = [event for event in events if event[0] <= number]
        then = told(known, sessions=number)
        own = then.own
        assert advise_case(then.case().as_of(number), reviews.get(number), own=own) == advice
