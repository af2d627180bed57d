"""Speech and stage remarks are told apart by one stated rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.formats.remarks import MAX_REMARK, join_remarks, split_remarks

REMARKS = [
    ("[laughs] Fair enough.", "Fair enough.", ["laughs"]),
    ("Fair {a door} enough.", "Fair enough.", ["a door"]),
    ("Well <coughs>, yes.", "Well, yes.", ["coughs"]),
    ("(sits) Your lamp hums.", "Your lamp hums.", ["sits"]),
    ("So. (works, some minutes) Now.", "So. Now.", ["works, some minutes"]),
    ("I told him (laughs) to go.", "I told him to go.", ["laughs"]),
    ("It is here (touches the jaw). Hard.", "It is here. Hard.", ["touches the jaw"]),
    ("Yes (long pause) no.", "Yes no.", ["long pause"]),
    ("Yes (räuspert sich) nein.", "Yes nein.", ["räuspert sich"]),
    ("Sì (piange) no.", "Sì no.", ["piange"]),
    ("Oui (elle rit) non.", "Oui non.", ["elle rit"]),
    ("No (suspira) sé.", "No sé.", ["suspira"]),
    ("a (.) b (..) c (2.5) d (3 s)", "a b c d", ["pause", "pause", "pause 2.5 s", "pause 3 s"]),
    ("*shrugs* Fine.", "Fine.", ["shrugs"]),
    ("*looks out of the window* Fine.", "Fine.", ["looks out of the window"]),
    ("((laughs)) yes", "yes", ["laughs"]),
    ("[laughs].", "", ["laughs"]),
    ("( ) yes", "yes", ["unclear"]),
    ("one [00:12:03] two", "one two", []),
    ("one [inaudible 00:12:03] two", "one two", ["inaudible 00:12:03"]),
]

SPEECH = [
    "My brother (the younger one) was there.",
    "He went home (he always does).",
    "It was late (I was laughing by then) and dark.",
    "(My sister.) She said no.",
    "I *really* mean it.",
    "*really* so.",
    "2 * 3 * 4",
    "**bold**",
    "* a point * another",
    "5 < 6 and 7 > 6",
    "I love you <3",
    "I saw [name] in [CITY_2] with [Person A] […] then.",
    "He is a [dentist], or was.",
    "In (2019) it was.",
    "an open ( bracket [ and { and < and *",
    "a closed ) bracket ] and } and >",
]


@pytest.mark.parametrize(("text", "speech", "remarks"), REMARKS)
def test_remark_is_taken_out(text: str, speech: str, remarks: list[str]) -> None:
    assert split_remarks(text) == (speech, tuple(remarks))


@pytest.mark.parametrize("text", SPEECH)
def test_speech_stays(text: str) -> None:
    assert split_remarks(text) == (text, ())


def test_sound_after_an_article_is_a_remark_all_the_same() -> None:
    assert split_remarks("it was a [laughs] a joke") == ("it was a a joke", ("laughs",))


def test_a_bracket_that_closes_very_late_is_speech() -> None:
    text = f"[{'word ' * MAX_REMARK}]"
    assert split_remarks(text)[1] == ()


@given(st.text(alphabet="ab A.[](){}<>*,\n\t…'1", max_size=80))
def test_nothing_spoken_is_invented_and_white_space_is_single(text: str) -> None:
    speech, _ = split_remarks(text)
    left = iter("".join(text.split()))
    assert all(character in left for character in "".join(speech.split()))
    assert speech == " ".join(speech.split())


@given(
    st.sampled_from([text for text in SPEECH if "open" not in text] + ["", "I saw a", "so the"]),
    st.lists(
        st.text(alphabet="abc XYZ.,12-", min_size=1, max_size=12).map(str.strip)
        | st.sampled_from(["name", "laughs", "my wife", "CITY_2", "[nested] (deep)"]),
        max_size=3,
    ),
)
def test_joined_remarks_are_split_again(speech: str, remarks: list[str]) -> None:
    remarks = [remark for remark in remarks if any(map(str.isalpha, remark))]
    found, again = split_remarks(join_remarks(speech, remarks))
    rounded = [" ".join(r.translate(str.maketrans("[]", "()")).split()) for r in remarks]
    assert (found, list(again)) == (speech, rounded)
