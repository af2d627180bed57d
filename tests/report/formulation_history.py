"""One small case with everything the pages of the shared understanding show."""

from __future__ import annotations

from tests.contract_cases import FIRST, Story, goal, task
from tests.formulation_cases import Told
from wemode.domain import Case, EpisodeKind, Outcome, Party, Repaired, StrainKind, TurnRef
from wemode.store.results import CaseHistory

CONTRACT = (
    Story(20)
    .agree(
        5,
        goal("g1", "closeness", said=(TurnRef(4, 30),)),
        goal("g2", "play"),
        goal("g3", "rank"),
        task("t1", "g1", pattern="p1", dreaded="I bore people", said=(TurnRef(5, 3),)),
        task("t2", "g2", pattern="Looking away", feeling=""),
        task("t3", "g3"),
    )
    .attempt(12, "t1", Outcome.DONE, showed="She looked up", told=TurnRef(12, 7))
    .attempt(13, "t1", Outcome.NOT)
    .case()
)

STORY = (
    Told(20)
    .found(2, 2, 1)
    .strain(2, "s1", Repaired.FULLY, tried=("owns_part", "validates"), motive="autonomy")
    .strain(6, "s2", Repaired.NOT, StrainKind.CONFRONTATION, entered=7, tried=("owns_part",))
    .episode(4, "e1", told=((4, 12), (4, 14)))
    .episode(6, "e2", felt="")
    .episode(7, "e3", told=((7, 3),))
    .memory(8, "e4", when="I was eight", where="", who="", told=((8, 20),))
    .episode(9, "e5", kind=EpisodeKind.EXCEPTION)
    .episode(10, "e6", when="", where="", who="", wish="", other_did="He laughed; then he went")
    .pattern(8, "p1", ("e1", "e2"))
    .pattern(9, "p1", ("e1", "e2", "e3"), exceptions=("e5",))
    .shared(9)
    .pattern(
        13,
        "p1",
        ("e1", "e2", "e3"),
        reason="The memory belongs to it",
        roots=("e4",),
        exceptions=("e5",),
        plain="I go before they look away",
    )
    .shared(14)
    .pattern(15, "p2", name="The lovely face", motive="rank")
    .view(9, 1, "It is so")
    .view(15, 7, "It is how I learnt it")
    .codes(4, 100, p_episode=4, p_joint=1)
    .codes(9, 120, p_joint=12, p_episode=1, p_certainty=40)
    .check_in(4, Party.PATIENT, understood=3, hopeful=5, words="Too fast")
    .check_in(4, Party.THERAPIST, understood=8, hopeful=7)
    .check_in(9, Party.THERAPIST, understood=6)
    .check_in(4, Party.PATIENT, understood=4, hopeful=5)
)


def history(case: Case | None = None) -> CaseHistory:
    """The case as the store hands it over."""
    return CaseHistory("a1b2", "K-01", "Ada", FIRST, case or STORY.case(contract=CONTRACT))
