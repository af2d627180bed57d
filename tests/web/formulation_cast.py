"""A shared understanding for the page tests: episodes, a pattern, the alliance."""

from __future__ import annotations

from datetime import timedelta

from tests.web.cast import DAY, THERAPIST
from tests.web.contract_cast import make_history
from wemode.domain import (
    CheckIn,
    Episode,
    EpisodeKind,
    FactView,
    Filled,
    LedgerStrain,
    Part,
    Party,
    Pattern,
    Repaired,
    Stamp,
    StrainKind,
    TurnRef,
)
from wemode.store import formulation

CHOIR = Episode(
    when="On Thursday after the rehearsal",
    where="in the parish hall",
    who="the conductor",
    wish="That she says it was good to have me there.",
    other_did="She put the sheets away and talked to the tenor.",
    thought="They put up with me.",
    felt="Shame, then anger.",
    did="I left without my coat.",
)
BROTHER = Episode(
    when="Last Sunday",
    where="at my brother’s",
    who="my brother",
    wish="That he asks what I am working on.",
    other_did="He laughed and turned on the match.",
    felt="Small. My ears were burning.",
    did="I told him what his car is worth.",
)
LESSON = Episode(
    when="In my first year",
    who="my teacher",
    wish="That he hears it out to the end.",
    other_did="He knocked on the lid after four bars.",
    thought="He has known it all along.",
)
KITCHEN = Episode(
    when="When I was six",
    where="in the kitchen",
    who="my father",
    other_did="He closed the lid over my fingers and said: later.",
    felt="Cold.",
    kind=EpisodeKind.MEMORY,
)
SCHOOL = Episode(
    when="In May",
    where="in the primary school",
    who="a class of second graders",
    other_did="They asked for the song again.",
    did="I stayed for the whole break.",
    kind=EpisodeKind.EXCEPTION,
)
PATTERN = Pattern(
    name="The knock",
    parts={
        Part.WISH: Filled("That somebody hears me out, slips and all.", ("e1", "e2", "e3")),
        Part.DREADED_SELF: Filled("A fraud who was only ever loud.", ("e1",)),
        Part.HEALTHY_SELF: Filled("Somebody who loves music and may be heard half-finished."),
        Part.OTHER_RESPONSE: Filled("He looks away and shuts the lid.", ("e1", "e2", "e3")),
        Part.THOUGHT: Filled("They have known it all along.", ("e1", "e3")),
        Part.FEELING: Filled("Shame first. Then I am angry.", ("e1", "e2")),
        Part.ACT: Filled("I go before they can, or I put a price on them.", ("e1", "e2")),
        Part.COPING: Filled("I play only where nobody can hear."),
        Part.COST: Filled("I am alone with a piano that is out of tune."),
    },
    motive="closeness",
    roots=("e4",),
    exceptions=("e5",),
    healthy_parts="I play for children, and I do not count the slips.",
    plain="I want to be heard, I wait for the knock, and I leave before it comes.",
)
OFFER = "Might it be that you hear the knock before anybody has raised a hand?"
ANSWER = "Yes. Only it is not a knock, it is a lid."


def stamp(session: int) -> Stamp:
    return Stamp(session, DAY + timedelta(days=7 * session))


def make_episodes(case_id: str) -> None:
    """Five episodes, e1 to e5: three events, a memory, an exception."""
    for episode, session in ((CHOIR, 1), (BROTHER, 2), (LESSON, 2), (KITCHEN, 3), (SCHOOL, 3)):
        formulation.write_episode(
            actor=THERAPIST, case_id=case_id, episode=episode, session=session, on=stamp(session).on
        )


def make_pattern(case_id: str, *, agreed: bool = True) -> str:
    """The pattern, offered and recognised; its id."""
    id = formulation.write_pattern(
        actor=THERAPIST, case_id=case_id, pattern=PATTERN, session=4, on=stamp(4).on
    )
    if agreed:
        where = {"actor": THERAPIST, "case_id": case_id, "id": id}
        formulation.offer_pattern(**where, words=OFFER, session=4, on=stamp(4).on)
        formulation.agree_pattern(**where, words=ANSWER, session=5, on=stamp(5).on)
        for session, value, words in ((5, 1, "That is simply how it is."), (6, 4, "")):
            view = FactView(id, value, stamp(session), words)
            formulation.rate_view(actor=THERAPIST, case_id=case_id, view=view)
    return id


def make_alliance(case_id: str) -> None:
    """Two strains, one of them repaired, the check-ins of both after two sessions, an own state."""
    strains = (
        LedgerStrain(
            2,
            StrainKind.CONFRONTATION,
            markers="You always take his side.",
            before="I spoke for the brother.",
            own_part="I was in a hurry to be fair.",
            tried=("owns_part", "validates"),
            repaired=Repaired.FULLY,
            wish="That somebody is on my side first.",
            motive="closeness",
            turns=(TurnRef(2, 6),),
        ),
        LedgerStrain(5, StrainKind.WITHDRAWAL, markers="Polite, and gone."),
    )
    for strain in strains:
        formulation.write_strain(actor=THERAPIST, case_id=case_id, strain=strain)
    answers = {
        (Party.PATIENT, 5): {"understood": 3, "free_to_say_no": 2, "hopeful": 5},
        (Party.THERAPIST, 5): {"understood": 7, "free_to_say_no": 6, "hopeful": 5},
        (Party.PATIENT, 6): {"understood": 7},
    }
    for (party, session), given in answers.items():
        found = CheckIn(party, stamp(session), given, "It was long." if session == 6 else "")
        formulation.check_in(actor=THERAPIST, case_id=case_id, check_in=found)
    formulation.write_own_state(
        actor=THERAPIST,
        case_id=case_id,
        session_number=5,
        values={"boredom": 6, "one_up": 3},
        line="I looked at the clock at twenty past.",
    )


def make_understanding() -> str:
    """A case with all of it; its public id."""
    case_id = make_history()
    make_episodes(case_id)
    make_pattern(case_id)
    make_alliance(case_id)
    return case_id
