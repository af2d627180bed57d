"""The facts of an advice stay the same as long as what made it true does, and change with it."""

from __future__ import annotations

from tests.cases import session
from tests.contract_cases import Story, goal, task
from tests.guidance.told import Told
from wemode.analysis import review_session
from wemode.domain import Case, Outcome
from wemode.guidance import advise_case

NOT, DONE = Outcome.NOT, Outcome.DONE
BARE = Story(20).agree(9, goal(), task(), words="Sure.", review_every=30)


def facts(case: Case, rule: str, text: str = "") -> str | None:
    review = review_session(session(text)) if text else None
    return next((one.facts for one in advise_case(case, review) if one.rule == rule), None)


def test_they_stay_while_sessions_go_by() -> None:
    case = BARE.case()
    assert facts(case.as_of(10), "bare-yes") == facts(case.as_of(20), "bare-yes") is not None


def test_no_goal_stays_the_same_fact_from_session_3_on_and_lapsing_is_another() -> None:
    case = Story(20).agree(11, goal()).withdraw(14).case()
    assert facts(case.as_of(3), "no-goal") == facts(case.as_of(10), "no-goal") is not None
    assert facts(case.as_of(12), "no-goal") is None
    assert facts(case.as_of(14), "no-goal") not in (None, facts(case.as_of(10), "no-goal"))


def test_another_sign_of_the_same_yes_changes_them() -> None:
    said_later = BARE.later(15, 1, 2).case()
    assert facts(said_later.as_of(14), "bare-yes") != facts(said_later, "bare-yes")


def test_the_same_sign_of_a_later_contract_is_another_fact() -> None:
    case = BARE.agree(15, goal(), task(), words="Sure.").case()
    assert facts(case.as_of(14), "bare-yes") != facts(case, "bare-yes") is not None


def test_a_third_time_undone_is_another_fact_than_two() -> None:
    story = BARE
    for number in (11, 12, 13):
        story = story.attempt(number, "t1", NOT)
    case = story.case()
    assert facts(case.as_of(12), "undone-twice") != facts(case.as_of(13), "undone-twice")
    assert facts(case.as_of(13), "undone-twice") == facts(case.as_of(16), "undone-twice")


def test_a_goal_worded_anew_is_another_fact_and_a_draft_is_none() -> None:
    rank = goal(motive="rank")
    story = Story(20).agree(9, rank).draft(12, goal(motive="rank", wording="First again"))
    agreed = story.agree(15, goal(motive="rank", wording="First at last"), goal("g2", "rank"))
    case = agreed.case()
    assert facts(case.as_of(10), "one-sided-goals") == facts(case.as_of(12), "one-sided-goals")
    assert facts(case, "one-sided-goals") not in (None, facts(case.as_of(12), "one-sided-goals"))


def test_each_act_is_a_fact_of_its_own_session() -> None:
    case = BARE.attempt(12, "t1", DONE).attempt(13, "t1", DONE).case()
    assert facts(case.as_of(12), "done") != facts(case.as_of(13), "done") is not None


def test_what_a_session_tells_is_a_fact_of_that_session_and_its_turns() -> None:
    talk, later = "P {p.proof}: Prove it.", "T {}: Mm.\nP {p.proof}: Prove it."
    case = BARE.case()
    assert facts(case, "proof", talk) == facts(case, "proof", talk) is not None
    assert facts(case, "proof", talk) != facts(case, "proof", later)
    assert facts(case.as_of(19), "proof", talk) != facts(case, "proof", talk)


def test_every_full_interval_is_another_fact() -> None:
    case = Story(30).agree(9, goal(), review_every=5).case()
    assert facts(case.as_of(14), "review-due") == facts(case.as_of(18), "review-due") is not None
    assert facts(case.as_of(18), "review-due") != facts(case.as_of(19), "review-due")


def test_what_did_not_happen_in_a_session_is_the_same_fact_in_the_next() -> None:
    case = Story(20).agree(9, goal(), hopes="To be cured for good.", review_every=30).case()
    talk = "T {}: Mm.\nP {}: The tram was late."
    assert facts(case.as_of(10), "promise", talk) == facts(case, "promise") is not None


def test_an_open_strain_is_the_same_fact_until_another_stands_beside_it() -> None:
    strain = "a withdrawal stands in the ledger, repaired: not"
    one = Told(9).told(["1: agreed on g1", f"3: {strain}"])
    two = one.told([f"8: {strain}"])
    before = facts(one.case().as_of(4), "repair-first")
    assert before == facts(one.case(), "repair-first") is not None
    assert facts(two.case(), "repair-first") not in (None, before)


def test_a_pattern_drafted_anew_is_the_same_fact_and_a_fourth_event_another() -> None:
    parts = "wish {0}; other's response {0}; feeling {0}"
    drafted = f"4: pattern p1 is drafted: {parts.format('e1 e2 e3')}"
    story = Told(9).told(["1: agreed on g1", "3: told as event: e1 e2 e3 e4", drafted])
    again = story.told([drafted.replace("4:", "6:")])
    more = again.told([f"8: pattern p1 is drafted: {parts.format('e1 e2 e3 e4')}"])
    case = more.case()
    first = facts(case.as_of(4), "pattern-ready")
    assert first == facts(case.as_of(6), "pattern-ready") is not None
    assert facts(case, "pattern-ready") not in (None, first)


def test_a_new_version_of_a_pattern_without_roots_is_another_fact() -> None:
    lines = ["1: agreed on g1", "3: told as event: e1"]
    for at in (4, 7):
        lines += [
            f"{at}: pattern p1 is drafted: wish e1",
            f"{at}: pattern p1 is offered",
            f"{at}: pattern p1 is agreed",
        ]
    case = Told(9).told(lines).case()
    assert facts(case.as_of(4), "roots") == facts(case.as_of(6), "roots") is not None
    assert facts(case, "roots") not in (None, facts(case.as_of(6), "roots"))
