"""Contracts for tests: a strategy for any, and a small case to read, wholly invented."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from wemode.domain import (
    SCALE,
    Assent,
    Attempt,
    Case,
    Contract,
    ContractReview,
    ContractVersion,
    Goal,
    GoalMark,
    Hands,
    Hindsight,
    Outcome,
    Party,
    Save,
    Session,
    SessionKind,
    SessionStrains,
    Stamp,
    Standing,
    Step,
    StepTaken,
    Task,
    TurnRef,
    Where,
)

# Few words, so that two contracts share some; and what people paste: accents, emoji, bidi, breaks.
_WORDS = [
    *("an", "evening", "at", "home", "in", "which", "I", "notice", "it", "before", "Sunday"),
    *("not", "the", "door", "ten", "minutes", "café", "naïve", "Straße", "音楽", "🎹", "שלום"),
    *("e\u0301", "#eval", "*b*", "$x$", "@ref", "_", "-", "—", "“so”", "\u202e", "\xa0", "1.", "2"),
]
_GAPS = st.sampled_from([" ", " ", " ", "  ", "\n", ", ", ". "])


@st.composite
def _sentences(draw: st.DrawFn, most: int = 12) -> str:
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=most))
    gaps = draw(st.lists(_GAPS, min_size=len(words) - 1, max_size=len(words) - 1))
    text = words[0] + "".join(gap + word for gap, word in zip(gaps, words[1:], strict=True))
    return text if text.strip() else f"{text}x"


_ANY = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=40)


def texts(*, needed: bool = False) -> st.SearchStrategy[str]:
    """What somebody writes in a line of the contract; possibly nothing."""
    written = st.one_of(_sentences(), _ANY.filter(lambda text: bool(text.strip())))
    return written if needed else st.one_of(st.just(""), written)


@st.composite
def _levels(draw: st.DrawFn) -> tuple[str, ...]:
    if draw(st.booleans()):
        return ()
    written = [draw(st.one_of(st.just(""), _sentences(5))) for _ in SCALE]
    # Levels that say the same as their neighbour, or count the wrong way, are no levels.
    said = [
        f"{text} ({at} a 2 b)" if text else "" for at, text in zip("vwxyz", written, strict=True)
    ]
    assert all(low != high or not low for low, high in pairwise(said))
    return tuple(said)


_IDS = st.integers(1, 9)
_SAID = st.lists(st.builds(TurnRef, st.integers(1, 60), st.integers(1, 400)), max_size=2).map(tuple)


@st.composite
def goals(draw: st.DrawFn, id: str) -> Goal:
    """A goal with this id."""
    return Goal(
        id=id,
        wording=draw(texts(needed=True)),
        motive=draw(st.sampled_from(["", "play", "rank", "closeness", "care_given"])),
        levels=draw(_levels()),
        baseline=draw(st.sampled_from([None, *SCALE])),
        weight=draw(st.integers(1, 10)),
        seen_by=draw(texts()),
        hands=draw(st.sampled_from([None, *Hands])),
        obstacle=draw(texts()),
        standing=draw(st.sampled_from(list(Standing))),
        said=draw(_SAID),
    )


@st.composite
def tasks(draw: st.DrawFn, id: str, goal: str) -> Task:
    """A task with this id for a goal."""
    return Task(
        id=id,
        wording=draw(texts(needed=True)),
        goal=goal,
        kind=draw(st.sampled_from(["", "experiment", "activity", "truth"])),
        where=draw(st.sampled_from(list(Where))),
        feeling=draw(texts()),
        strength=draw(st.sampled_from([None, 0, 7, 10])),
        dreaded=draw(texts()),
        other_view=draw(texts()),
        pattern=draw(texts()),
        said=draw(_SAID),
    )


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """Any contract; two of them share ids, so that lines stay, move, go and come back."""
    ids = draw(st.lists(_IDS, unique=True, max_size=4))
    lines = tuple(draw(goals(f"g{id}")) for id in ids)
    numbers = draw(st.lists(_IDS, unique=True, max_size=5)) if ids else []
    owners = st.sampled_from([line.id for line in lines]) if lines else st.nothing()
    return Contract(
        purpose=draw(texts()),
        goals=lines,
        tasks=tuple(draw(tasks(f"t{number}", draw(owners))) for number in numbers),
        can_promise=draw(texts()),
        cannot_promise=draw(texts()),
        hopes=draw(texts()),
        therapist_part=draw(texts()),
        patient_part=draw(texts()),
        review_every=draw(st.integers(1, 52)),
    )


FIRST = date(2026, 1, 7)
WEEK = timedelta(days=7)


def stamp(session: int, by: str = "") -> Stamp:
    """The stamp of a weekly session of the small case."""
    return Stamp(session, FIRST + (max(session, 1) - 1) * WEEK, by)


KITCHEN = Goal(
    id="g1",
    wording="Stay at the kitchen table when they laugh about something I don't know",
    motive="closeness",
    levels=(
        "Every supper I take the plate to my room",
        "I stay twice a week, and say nothing",
        "I stay four suppers a week",
        "I stay and ask once what was funny",
        "I tell them one myself",
    ),
    baseline=-2,
    seen_by="Tick on the fridge, seen by both",
    hands=Hands.OWN,
    obstacle="By the second laugh I am on the stairs already",
    said=(TurnRef(2, 14),),
)
HEAD_GARDENER = Goal(
    id="g2",
    wording="Head gardener at the park",
    motive="rank",
    hands=Hands.OTHERS,
    standing=Standing.PATIENTS_OWN,
)
LINES = Task(
    id="t1",
    wording="Write two lines when I have left the table: what came just before",
    goal="g1",
    kind="self_observation",
    feeling="ashamed, like a boy kept in",
    strength=6,
    dreaded="that I am the one they laugh at",
    other_view="that they laugh at the dog",
    said=(TurnRef(2, 20),),
)
SPEECH = Task(id="t2", wording="Give a speech at my sister's birthday", goal="g2")
DRAW = Goal(
    id="g3",
    wording="Draw trees that nobody has to see",
    motive="play",
    hands=Hands.OWN,
    weight=2,
    baseline=-1,
)


def small_contract() -> Contract:
    """The first sheet of the small case."""
    return Contract(
        purpose="So that I can be in a room with people without winning or leaving",
        goals=(KITCHEN, HEAD_GARDENER),
        tasks=(LINES,),
        can_promise="To notice sooner; to have more than one way",
        cannot_promise="No cure. Not that they stop laughing, nor that I become head gardener",
        hopes="My wife hopes I will be easier to live with",
        therapist_part="I ask what it costs, and say when I have pushed",
        patient_part="I try, and I tell how it was even when it was nothing",
        review_every=6,
    )


def _second() -> Contract:
    first = small_contract()
    return Contract(
        purpose=first.purpose,
        goals=first.goals,
        tasks=(LINES, SPEECH),
        can_promise=first.can_promise,
        cannot_promise=first.cannot_promise,
        hopes=first.hopes,
        therapist_part=first.therapist_part,
        patient_part=first.patient_part,
        review_every=6,
    )


def _third() -> Contract:
    first = small_contract()
    return Contract(
        purpose=first.purpose,
        goals=(DRAW, KITCHEN),
        tasks=(LINES,),
        can_promise=first.can_promise,
        cannot_promise="No cure. Not that they stop laughing, nor that anybody is promoted",
        therapist_part=first.therapist_part,
        patient_part=first.patient_part,
        review_every=4,
    )


def _assents(session: int, words: str, free: int) -> tuple[Assent, Assent]:
    return (
        Assent(Party.PATIENT, stamp(session), words, free, turn=31, seen_as="as a strict aunt"),
        Assent(Party.THERAPIST, stamp(session), "Yes, and I shall ask what it cost", 8),
    )


def small_case() -> Case:
    """A wholly invented case of ten weeks: three versions, the second agreed by a bare yes."""
    agree, propose, supersede = Step.AGREE, Step.PROPOSE, Step.SUPERSEDE
    one = ContractVersion(
        number=1,
        saves=(Save(1, small_contract(), stamp(2), Party.THERAPIST),),
        steps=(
            StepTaken(propose, stamp(2)),
            StepTaken(agree, stamp(2)),
            StepTaken(supersede, stamp(5)),
        ),
        assents=_assents(2, "Two lines I can do, in pencil, and I want the table", 7),
    )
    two = ContractVersion(
        number=2,
        saves=(Save(1, _second(), stamp(5), Party.THERAPIST, "More movement before the summer"),),
        replaces=1,
        steps=(
            StepTaken(propose, stamp(5)),
            StepTaken(agree, stamp(5)),
            StepTaken(supersede, stamp(8)),
        ),
        assents=_assents(5, "Sure, fine.", 8),
        hindsights=(Hindsight(Party.PATIENT, stamp(7), "I wanted you to stop asking", 2),),
    )
    three = ContractVersion(
        number=3,
        saves=(Save(1, _third(), stamp(8), Party.PATIENT, "The speech was never mine"),),
        replaces=2,
        steps=(StepTaken(propose, stamp(8)), StepTaken(agree, stamp(8))),
        assents=_assents(8, "This one is mine: trees, and nobody marks them", 9),
    )
    return Case(
        sessions=tuple(
            Session(n, stamp(n).on, SessionKind.MISSED if n == 6 else SessionKind.HELD)
            for n in range(1, 11)
        ),
        versions=(one, two, three),
        attempts=(
            Attempt("t1", Outcome.PARTLY, stamp(3), "hot ears", 5, "it comes before the laugh"),
            Attempt("t2", Outcome.NOT, stamp(6)),
            Attempt("t2", Outcome.NOT, stamp(7), next_step="drop it"),
            Attempt("t1", Outcome.DONE, stamp(9), "ashamed", 4, "they asked where I had been"),
        ),
        marks=(GoalMark("g1", -1, stamp(4)), GoalMark("g1", 0, stamp(9))),
        reviews=(ContractReview(1, stamp(4), "We leave it as it is"),),
        strains=(SessionStrains(1, 1, 1), SessionStrains(5, 2, 0), SessionStrains(9, 0, 0)),
    )
