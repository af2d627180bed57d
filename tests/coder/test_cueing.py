"""Layer 1: cues with their context conditions."""

from __future__ import annotations

import re

from tests.coder.talk import talk
from wemode.catalogue.cues import Cue, CueBook
from wemode.coder import Coder
from wemode.coder.cueing import fire


def book(**conditions) -> CueBook:
    """A question, and one cue for withdrawal with these conditions."""
    ask = Cue("t.explores_state", "ask", re.compile("what did you feel"), "")
    play = Cue("t.experiential", "play", re.compile("close your eyes"), "")
    shut = Cue("p.withdrawal", "shut", re.compile("whatever", re.IGNORECASE), "", **conditions)
    return CueBook((ask, play, shut), {})


def fired(lines, **conditions):
    """Numbers of the turns on which the cue for withdrawal fires."""
    found = fire(talk(*lines), book(**conditions))
    return [n for n, on in enumerate(found, 1) if any(f.cue.id == "shut" for f in on)]


def test_a_code_must_stand_within_four_turns_before():
    near = ["T: what did you feel", "P: a", "T: b", "P: c", "P: Whatever"]
    far = ["T: what did you feel", "P: a", "T: b", "P: c", "T: d", "P: Whatever"]
    assert fired(near, after_code=("t.explores_state",)) == [5]
    assert fired(far, after_code=("t.explores_state",)) == []


def test_an_excluded_code_before_silences_the_cue():
    lines = ["T: what did you feel", "P: whatever"]
    assert fired(lines, not_after_code=("t.explores_state",)) == []


def test_the_context_is_named_with_its_turn():
    found = fire(
        talk("T: what did you feel", "P: whatever"), book(after_code=("t.explores_state",))
    )
    assert found[1][0].after == (1, "t.explores_state")


def test_exclusion_length_question_and_turn_before():
    assert fired(["P: whatever you say"], unless=re.compile("you say")) == []
    assert fired(["P: whatever you say"], max_words=2) == []
    assert fired(["P: whatever"], min_words=2) == []
    assert fired(["P: whatever?"], question=False) == []
    assert fired(["P: whatever?"], question=True) == [1]
    assert fired(["T: hm", "P: whatever"], before=re.compile("ha")) == []
    assert fired(["T: ha", "P: whatever"], before=re.compile("ha")) == [2]


def test_role_play():
    lines = ["P: whatever", "T: close your eyes", "P: whatever"]
    assert fired(lines, in_role_play=True) == [3]
    assert fired(lines, in_role_play=False) == [1]


def test_a_cue_fires_on_its_own_speaker_only():
    assert fired(["T: whatever", "O: whatever", "P: whatever"]) == [3]


def test_cues_alone_suggest_with_the_words_that_fired():
    transcript = talk("T: What did you feel then?", "P: Whatever. It's fine.")
    notes = Coder.load().suggest_by_cues(transcript)
    said = {note.code: note.because for note in notes}
    assert "“What did you feel”" in said["t.explores_state"]
    assert "after ‘explores the state’ in turn 1" in said["p.withdrawal"]
