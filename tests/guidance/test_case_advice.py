"""Advice on a case: what is known of it in, the rules that hold out."""

from __future__ import annotations

import pytest

from tests.cases import session
from tests.contract_cases import OWN_WORDS, Story, goal, task
from wemode.analysis import review_session
from wemode.catalogue.rules import Rule
from wemode.domain import Case, CodedTranscript, Outcome, Standing, Transcript, TurnRef
from wemode.guidance import CASE_FACTS, FACTS, Advice, advise_case, known_rules, meaning
from wemode.guidance.advise import _without
from wemode.guidance.hopes import cures_hoped_for

DONE, PARTLY, NOT = Outcome.DONE, Outcome.PARTLY, Outcome.NOT
AGREED = Story(14).agree(9, goal(), task())
RANK = goal(motive="rank")
TWO = Story(14).agree(9, goal(), goal("g2"))
MIRROR = task(kind="chair_work")


def advice(story: Story, text: str = "") -> tuple[Advice, ...]:
    return advise_case(story.case(), review_session(session(text)) if text else None)


def rules(story: Story, text: str = "") -> list[str]:
    return [one.rule for one in advice(story, text)]


def only(story: Story, rule: str, text: str = "") -> Advice:
    return next(one for one in advice(story, text) if one.rule == rule)


CASES: list[tuple[str, Story, list[str]]] = [
    ("two sessions and no goal", Story(2), []),
    ("three sessions and no goal", Story(3), ["no-goal"]),
    ("a proposal is no agreement", Story(4).propose(2, goal()), ["no-goal"]),
    ("a goal agreed", AGREED, []),
    ("all goals rest", Story(2).agree(1, goal(standing=Standing.RESTS)), []),
    (
        "goals agreed and given up again",
        Story(2).agree(1, goal()).withdraw(2),
        ["no-goal"],
    ),
    ("only status", Story(9).agree(9, RANK), ["one-sided-goals"]),
    ("status, and closeness beside it", Story(9).agree(9, RANK, goal("g2")), []),
    ("a goal whose motive nobody wrote down", Story(9).agree(9, goal(motive="")), []),
    (
        "no motive written down, and words of rank",
        Story(9).agree(9, goal(motive="", wording="Be the best paid man in the firm this year")),
        ["goal-quality", "one-sided-goals"],
    ),
    ("a task with no feeling", Story(9).agree(9, goal(), task(feeling="")), ["cost-unnamed"]),
    ("a bare yes", Story(9).agree(9, goal(), words="Sure."), ["bare-yes"]),
    ("own words, little freedom", Story(9).agree(9, goal(), free=4), ["bare-yes"]),
    ("a yes later called none", Story(12).agree(9, goal()).later(11, 1, 2), ["bare-yes"]),
    ("the same, unrated", Story(12).agree(9, goal()).later(11, 1, None), ["bare-yes"]),
    ("a bare yes later called free", Story(12).agree(9, goal(), words="Yes.").later(11, 1, 8), []),
    (
        "a bare yes, and a new contract since",
        Story(12).agree(9, goal(), words="Yes.").agree(12, goal()),
        [],
    ),
    ("undone once", AGREED.attempt(12, "t1", NOT), []),
    ("undone twice", AGREED.attempt(12, "t1", NOT).attempt(13, "t1", NOT), ["undone-twice"]),
    (
        "undone twice, then agreed anew",
        AGREED.attempt(12, "t1", NOT).attempt(13, "t1", NOT).agree(14, goal(), task()),
        [],
    ),
    (
        "undone twice, then a little done",
        AGREED.attempt(11, "t1", NOT).attempt(12, "t1", NOT).attempt(13, "t1", PARTLY),
        [],
    ),
    ("a try done today", AGREED.attempt(14, "t1", DONE), ["done"]),
    ("a try done last week", AGREED.attempt(13, "t1", DONE), []),
    ("an interval gone", Story(17).agree(9, goal()), ["review-due"]),
    ("an interval gone, a session missed", Story(17, missed=(12,)).agree(9, goal()), []),
    ("an interval gone, but looked at", Story(17).agree(9, goal()).look(13), []),
    ("two missed running", Story(14, missed=(13, 14)).agree(9, goal()), ["review-due"]),
    ("two missed, then one held", Story(14, missed=(12, 13)).agree(9, goal()), ["review-due"]),
    ("two missed, then two held", Story(14, missed=(11, 12)).agree(9, goal()), []),
    ("two missed and no contract to look at", Story(2, missed=(1, 2)), []),
    (
        "strains open in two sessions running",
        AGREED.strained(13, left_open=1).strained(14, left_open=2),
        ["review-due"],
    ),
    ("a strain open once", AGREED.strained(13, left_open=0).strained(14, left_open=2), []),
    (
        "a goal that fell far",
        AGREED.mark(11, "g1", 1).mark(14, "g1", -1),
        ["review-due", "fell-back"],
    ),
    ("a goal that slipped", AGREED.mark(11, "g1", 1).mark(14, "g1", 0), []),
    ("its only goal reached", AGREED.mark(12, "g1", 1).mark(14, "g1", 1), ["new-contract"]),
    ("one of two goals reached", TWO.mark(14, "g1", 2), ["new-contract"]),
    ("reached and lost again", TWO.mark(12, "g1", 2).mark(13, "g1", 0), []),
    ("reached, and a proposal lets it go", TWO.mark(14, "g1", 2).propose(14, goal("g2")), []),
    ("chair work, no pattern", Story(9).agree(9, goal(), MIRROR), ["not-yet-change"]),
]


@pytest.mark.parametrize(("story", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_which_advice_a_case_gets(story: Story, expected: list[str]) -> None:
    assert rules(story) == expected


GOAL_CASES = [
    ("a cure", "Never to feel ashamed again, to be completely cured", "goal-quality"),
    ("nothing to see", "Be happier", "goal-quality"),
]


@pytest.mark.parametrize("wording", [c[1] for c in GOAL_CASES], ids=[c[0] for c in GOAL_CASES])
def test_a_goal_that_cannot_be_followed_is_to_be_redrafted(wording: str) -> None:
    one = only(Story(9).agree(9, goal(wording=wording)), "goal-quality")
    assert one.lines == ("g1",)


def test_a_flaw_that_the_proposal_mends_is_mended() -> None:
    story = Story(12).agree(9, goal(wording="Be happier")).propose(12, goal())
    assert "goal-quality" not in rules(story)


def test_a_cure_hoped_for_by_the_family_is_answered_with_the_limits() -> None:
    story = Story(9).agree(
        9, goal(), hopes="Marit would like more talk.\nThat he is cured for good."
    )
    one = only(story, "promise")
    assert one.lines == ("v1",)
    assert "state a full cure: 1" in one.because
    assert "promise" not in rules(story, "T {t.states_limits}: Nobody can promise that.")


@pytest.mark.parametrize(
    ("hopes", "cures"),
    [
        ("Marit: he will be cured.", 1),
        ("so that he is normal again", 1),
        ("100 %", 1),
        ("That he never shouts again! Completely healthy by summer?", 2),
        ("Jorin: to sleep; Marit: a full recovery", 1),
        (f"{'A little more talk at table, ' * 20}and to be cured for good", 1),
        ("No cure is expected.", 0),
        ("We know that nobody can be cured of it; to sleep would do.", 0),
        ("Jorin: to sleep.\nMarit: that he takes the duvet in.", 0),
        ("", 0),
    ],
)
def test_hopes_of_a_cure_are_found_in_the_words_people_use(hopes: str, cures: int) -> None:
    assert cures_hoped_for(hopes) == cures


def test_the_session_speaks_where_nothing_was_agreed_in_it() -> None:
    talk = "T {t.proposes_task}: One lunch?\nP {}: Sure."
    assert rules(AGREED, talk) == ["cost-unnamed", "bare-yes"]
    assert only(AGREED, "bare-yes", talk).turns == (1, 2)
    assert rules(Story(9).agree(9, goal(), task()), talk) == []


def test_the_reason_counts_nothing_that_is_not_there() -> None:
    """Of the ways in which a rule can come to speak, those that did; a bare 0 tires the reader."""
    talk = "T {t.proposes_task}: One lunch?\nP {}: Sure."
    with_one = "Tasks that got a yes in this session with no painful feeling named: 1."
    assert only(AGREED, "cost-unnamed", talk).because == with_one
    for rule in known_rules():
        reason = rule.case_because or rule.because
        for one in rule.case_any:
            others = [other.fact for other in rule.case_any if other != one]
            said = _without(reason, others)
            assert f"{{{one.fact}}}" in said or f"{{{one.fact}}}" not in reason
            assert said[0].isupper() or said[0] == "{"
            assert ".." not in said
    assert _without("One: {a}; two: {b}. Three.", ["a", "b"]) == "One: {a}; two: {b}. Three."


def test_an_act_of_the_transcript_is_a_new_act_and_the_same_try_is_not_counted_twice() -> None:
    talk = "P {p.acted}: I stayed.\nT {}: Mm.\nP {p.acted}: And I asked her."
    assert "shown: 2." in only(AGREED, "done", talk).because
    noted = AGREED.attempt(14, "t1", DONE)
    one = only(noted, "done", talk)
    assert "shown: 2." in one.because
    assert (one.turns, one.lines) == ((1, 3), ("t1",))


def test_an_act_told_again_and_looked_at_is_not_new() -> None:
    seen = {"feeling": "hot ears", "showed": "it went down again by itself"}
    twice = AGREED.attempt(12, "t1", DONE, **seen)
    assert "done" in rules(Story(12, so_far=twice.so_far)), "the first time is new"
    assert "done" not in rules(twice.attempt(14, "t1", DONE, **seen))
    assert "done" in rules(twice.attempt(14, "t1", DONE, feeling="hot ears")), "not looked at"
    back = twice.attempt(13, "t1", NOT).attempt(14, "t1", DONE, **seen)
    assert "done" in rules(back), "after it had not been done"
    told = TurnRef(14, 1)
    again = twice.attempt(14, "t1", DONE, **seen, told=told)
    assert "done" not in rules(again, "P {p.acted}: I stayed.\nT {}: Mm.")
    assert only(again, "done", "P {p.acted}: I stayed.\nT {}: Mm.\nP {p.acted}: And I rang.").turns


def test_sessions_that_fell_out_do_not_bring_the_question_for_goals_forward() -> None:
    assert "no-goal" not in rules(Story(4, missed=(2,), cancelled=(3,)))
    assert "no-goal" in rules(Story(5, missed=(2,), cancelled=(3,)))


def test_a_task_redrafted_begins_anew_and_one_kept_goes_on() -> None:
    story = AGREED.attempt(10, "t1", NOT).attempt(11, "t1", NOT)
    smaller = story.agree(12, goal(), task(wording="Stay two minutes longer"))
    once = smaller.attempt(13, "t1", NOT)
    assert "undone-twice" not in rules(once)
    assert "undone-twice" in rules(once.attempt(14, "t1", NOT))
    kept = story.agree(12, goal(), task()).attempt(13, "t1", NOT)
    assert "running: 3" in only(kept, "undone-twice").because


def test_marks_on_other_levels_are_no_fall_and_nothing_reached() -> None:
    old, new = ("a", "b", "c", "d", "e"), ("v", "w", "x", "y", "z")
    story = Story(14).agree(9, goal(levels=old)).mark(11, "g1", 1)
    again = story.agree(12, goal(levels=new))
    assert "review-due" in rules(story.mark(14, "g1", -1))
    assert "review-due" not in rules(again.mark(14, "g1", -1))
    assert "new-contract" in rules(story.mark(14, "g1", 1))
    assert "new-contract" not in rules(again.mark(14, "g1", 1))
    assert "fell-back" in rules(story.mark(14, "g1", -1))
    assert "fell-back" not in rules(again.mark(14, "g1", -1))


def test_appointments_that_fell_out_before_the_contract_was_looked_at_do_not_count() -> None:
    missed = Story(14, missed=(12, 13)).agree(9, goal())
    assert "review-due" in rules(missed)
    assert "review-due" not in rules(missed.look(13))
    assert "review-due" not in rules(Story(14, missed=(12, 13)).agree(13, goal()))


def test_no_goal_waits_for_session_3_where_the_case_is_known() -> None:
    talk = "T {}: Mm.\nP {}: The tram was late.\n" * 8
    assert rules(Story(2), talk) == []
    assert rules(Story(3), talk) == ["no-goal"]


def test_without_a_transcript_no_rule_of_a_session_speaks() -> None:
    of_session = {rule.id for rule in known_rules() if not rule.case_conditions}
    absent = Rule(
        "quiet", 1, 1, "alliance", "Quiet", "Ask.", "No event told.", "S", "P", "Off.",
        all_of=known_rules()[0].all_of[:0], any_of=(_equals_zero(),),
    )  # fmt: skip
    case = Story(12).case()
    assert advise_case(case, None, (absent,)) == ()
    assert len(advise_case(case, review_session(session("T {}: Mm.")), (absent,))) == 1
    assert not of_session & {one.rule for one in advise_case(case, None)}


def _equals_zero():
    from wemode.catalogue.rules import Comparison, Condition

    return Condition("episodes", Comparison.EQUALS, 0)


def test_an_empty_case_gets_no_advice() -> None:
    assert advise_case(Case(), None) == ()
    assert advise_case(Case(), review_session(CodedTranscript(Transcript()))) == ()


def test_the_most_urgent_advice_comes_first() -> None:
    story = Story(20).agree(9, RANK, task(feeling=""), words="Sure.")
    found = rules(story)
    assert found == ["one-sided-goals", "cost-unnamed", "bare-yes", "review-due"]
    order = [rule.id for rule in known_rules()]
    assert sorted(found, key=order.index) == found


def test_advice_names_the_lines_that_set_it_off_and_the_numbers() -> None:
    story = AGREED
    for number in (10, 11, 12):
        story = story.attempt(number, "t1", NOT)
    one = only(story, "undone-twice")
    assert one.lines == ("t1",)
    assert "twice running: 1; the most times running: 3" in one.because
    assert only(Story(9).agree(9, goal(), words="Sure."), "bare-yes").lines == ("v1",)


def test_every_fact_is_documented_and_no_name_stands_twice() -> None:
    assert not set(FACTS) & set(CASE_FACTS)
    for name in CASE_FACTS:
        assert meaning(name).endswith(".")


def test_no_advice_quotes_the_words_of_the_contract() -> None:
    story = Story(20).agree(9, goal(wording="Be happier"), task(feeling=""), words="Sure, walnut.")
    for one in advice(story):
        assert "walnut" not in one.because + one.facts
        assert OWN_WORDS not in one.because
