"""The goal check: which quality it names, on which words, and what it leaves alone.

``CAN_STAND`` and ``FAILS`` are kinds of goals it must never get wrong; some train it. How well it
does on goals it does not know, only the held-out ones say.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.analysis.goal_evaluation import (
    HELD_OUT,
    LabelledGoal,
    evaluate_goals,
    main_table,
    read_labelled_goals,
)
from wemode.catalogue.goal_qualities import goal_qualities
from wemode.coder.goals import GOAL_MODEL
from wemode.coder.model import read_manifest
from wemode.domain import Goal, Hands
from wemode.errors import BadContent
from wemode.guidance.goals import check_goal

# A little under what was reached on the held-out goals.
FLOOR_PRECISION, FLOOR_RECALL, FLOOR_LEFT_ALONE = 0.89, 0.79, 0.93

CAN_STAND = """
Have lunch with Marco once a fortnight without talking about work.
Ask Ines how her day was and wait for the whole answer
In the team meeting, let someone else finish the sentence before I speak
Stay ten minutes longer at the party even when nobody talks to me
Write one page for myself and show it to nobody
Congratulate Pavel on his promotion and ask him how it came about
Play chess with my sister and not mind if I win or lose
ask my best friend to dinner
Let Jonas win at cards and laugh about it
never take the phone to the bathroom
Apologise to Karin for what I said at the christening, without explaining
Listen to Bruno’s story about his prize to the end
Everyone at work goes for a beer on Thursdays. I go along, once.
Nobody in my family hugs. I start with my brother, at the station.
My wife and I have breakfast together on Saturdays, no phones
be the first to say sorry after a fight
be home for dinner on Tuesdays and Thursdays
Choir on Mondays
Friday: home by five.
Half an hour in the garden each day
feel the sadness for five minutes in the evening before I open the laptop
Take the bus like a normal person, Wednesdays
give my best coat to the clothes bank
Sell the sports car and take the train
leave the best seat to someone else
Do one thing a day that nobody will ever hear about
Hold my son’s hand on the way to kindergarten
If Nina says I was unfair, ask her for an example
go back to the choir after the summer
go a week without mentioning my title
""".strip().splitlines()

FAILS = {
    "status_only": """
Earn more than my brother
Ten thousand followers by June
make partner by forty
That my book sells better than his
The name on the building
to be respected in the trade
""",
    "not_observable": """
Be a better father
more self confidence
I want to be able to trust people
Stop being so hard on myself
get my life back on track
something has to change
""",
    "others_hands": """
That Claire picks up the phone.
My wife should finally appreciate what I do for this family
that nobody interrupts me in meetings any more
Make my husband go to couples therapy
an apology from my father
get hired by the Berlin office
for my wife to stop comparing me with her brother
""",
    "cure": """
never be depressed again
Be completely healed
the shame should be gone when we finish
Become someone else
No panic attacks any more, ever
get rid of my envy once and for all
""",
    "grandeur": """
Be the man I was before the trial
never depend on anyone again
That nothing can hurt me
my old life back, the parties, the people waiting for my word
be the smartest in every room
Have it all back
""",
    "several": """
Lose ten kilos, find a new job and make peace with my mother
1) call mum weekly 2) no betting
quit smoking and call my father more often
My marriage, my weight and my job
more sport, less screen, more time for Eva
""",
}
FAILING = [
    (quality, line) for quality, lines in FAILS.items() for line in lines.strip().splitlines()
]


def goal(wording: str, **more: object) -> Goal:
    return Goal("g1", wording, **{"baseline": -1, **more})  # type: ignore[arg-type]


def named(wording: str, **more: object) -> list[str]:
    return [flaw.quality for flaw in check_goal(goal(wording, **more))]


@pytest.mark.parametrize("wording", CAN_STAND)
def test_a_goal_that_can_be_followed_is_left_alone(wording: str) -> None:
    assert named(wording) == []


@pytest.mark.parametrize(("quality", "wording"), FAILING)
def test_a_failing_quality_is_named(quality: str, wording: str) -> None:
    assert quality in named(wording)


def test_a_flaw_says_what_fails_where_and_what_would_be_better() -> None:
    (flaw,) = check_goal(goal("That my wife stops nagging me"))
    assert flaw.quality == "others_hands"
    assert flaw.title == "In others’ hands"
    assert flaw.words.startswith("my wife stops")
    assert flaw.says
    assert flaw.better


def test_no_baseline_is_named_exactly_where_none_is_given() -> None:
    swim = "Swim on Tuesdays"
    assert named(swim, baseline=None) == ["no_baseline"]
    levels = ("never", "once a month", "twice a month", "weekly", "twice a week")
    assert named(swim, baseline=None, levels=levels) == ["no_baseline"]
    assert named(swim, baseline=0) == []
    assert named(swim, baseline=-2, levels=levels) == []


def test_what_the_couple_says_of_the_hands_counts_and_shared_is_no_flaw() -> None:
    assert named("Swim on Tuesdays", hands=Hands.OTHERS) == ["others_hands"]
    assert named("Swim on Tuesdays", hands=Hands.SHARED) == []
    assert check_goal(goal("Swim on Tuesdays", hands=Hands.OTHERS))[0].words == ""


def test_how_it_is_seen_makes_a_vague_wording_observable_unless_it_is_empty() -> None:
    assert named("Feel less lonely") == ["not_observable"]
    assert named("Feel less lonely", seen_by="I ring Otto before noon on Sundays") == []
    assert named("Feel less lonely", seen_by="he will see it, I will see it") == ["not_observable"]


def test_levels_that_name_an_act_make_a_vague_wording_observable() -> None:
    levels = ("", "", "I ring one friend a week", "", "")
    assert named("Feel less lonely", levels=levels) == []


def test_the_motive_rank_alone_is_no_flaw_but_tips_an_ambiguous_wording() -> None:
    assert named("Swim on Tuesdays", motive="rank") == []
    assert "status_only" in named("Finish the degree this year", motive="rank")
    assert "status_only" not in named("Finish the degree this year", motive="rest")
    assert "status_only" in named("Get the corner office", motive="exploration")


@given(st.text(min_size=1, max_size=400).filter(lambda text: text.strip()))
def test_any_text_is_answered_and_the_words_stand_in_it(wording: str) -> None:
    if any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in wording):
        return
    flaws = check_goal(goal(wording, baseline=None))
    order = [quality.id for quality in goal_qualities().qualities]
    assert [order.index(flaw.quality) for flaw in flaws] == sorted(
        {order.index(flaw.quality) for flaw in flaws}
    )
    assert all(flaw.words in wording for flaw in flaws)


@given(st.sampled_from([line for _, line in FAILING] + CAN_STAND))
def test_capitals_at_the_start_and_spaces_around_change_nothing(wording: str) -> None:
    assert named(f"  {wording} ") == named(wording)


def test_the_held_out_goals_are_judged_about_as_well_as_the_page_says() -> None:
    goals = read_labelled_goals(HELD_OUT)
    result = evaluate_goals(goals, check_goal)
    assert len(goals) >= 120
    assert result.micro.precision >= FLOOR_PRECISION
    assert result.micro.recall >= FLOOR_RECALL
    assert result.left_alone / result.sound >= FLOOR_LEFT_ALONE
    page = Path(__file__).parents[2] / "docs" / "goals.md"
    assert main_table(check_goal).rstrip() in page.read_text(encoding="utf-8")


def test_no_held_out_goal_is_among_those_it_learned_from() -> None:
    learned = {
        _bare(one)
        for name in read_manifest(GOAL_MODEL)["goals_by_writer"]
        for one in read_labelled_goals(HELD_OUT.parent / f"{name}.toml")
    }
    # Counted first: a failure must not print held-out goals.
    both = sum(_bare(one) in learned for one in read_labelled_goals(HELD_OUT))
    assert both == 0


def _bare(one: LabelledGoal) -> str:
    return one.goal.wording.casefold().strip(" .")


def test_no_sentence_of_the_held_out_goals_is_a_cue_example() -> None:
    examples = {
        cue.example.casefold().strip(" .")
        for quality in goal_qualities().qualities
        for cue in quality.cues
    }
    both = sum(_bare(one) in examples for one in read_labelled_goals(HELD_OUT))
    assert both == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no goals"),
        ('[[goal]]\nwording = ""', "“wording” is missing"),
        ('[[goal]]\nwording = "Swim"\nfails = ["ugly"]', "“ugly”, which is no quality"),
        ('[[goal]]\nwording = "Swim"\nbaseline = 1', "neither true nor false"),
        ('[[goal]]\nwording = "Swim"\nwords = "Swim"', "does not know the key"),
        (f'[[goal]]\nwording = "{"x" * 401}"', "401 characters"),
        ("[[goal]", "not readable as TOML"),
    ],
)
def test_a_file_of_labelled_goals_that_is_broken_is_refused(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadContent, match=says):
        read_labelled_goals(path)


def test_a_may_counts_neither_way(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[goal]]\nwording = "be happier"\nfails = []\nmay = ["not_observable"]\n'
        '[[goal]]\nwording = "be happier"\nfails = []\n'
        '[[goal]]\nwording = "be happier"\nfails = ["cure"]\nmay = ["not_observable"]\n',
        encoding="utf-8",
    )
    result = evaluate_goals(read_labelled_goals(path), check_goal)
    micro = result.micro
    assert (micro.hits, micro.false_alarms, micro.misses) == (0, 1, 1)
    assert (result.sound, result.left_alone) == (2, 1)
