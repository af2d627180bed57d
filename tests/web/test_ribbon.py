"""The ribbon holds the session's course and none of its words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from tests.web.cast import DIALOGUE, SECRET_WORDS, KeyWordCoder
from wemode.domain import CodedTranscript, Transcript
from wemode.formats import read_transcript
from wemode.report.review import review_page
from wemode.web.ribbon import SAMPLE, ribbon_svg

TRANSCRIPT = read_transcript(DIALOGUE.encode(), name="talk.txt")
PAGE = review_page(CodedTranscript(TRANSCRIPT, KeyWordCoder().suggest(TRANSCRIPT)))


def test_every_turn_is_one_mark_and_no_word_is_in_it() -> None:
    svg = ribbon_svg(PAGE)
    marks = re.findall(r'<rect x="([\d.]+)%" width="([\d.]+)%"[^>]* data-turn="(\d+)"', svg)
    assert sorted(int(turn) for _, _, turn in marks) == list(range(1, 13))
    assert abs(sum(float(width) for _, width, _ in marks) - 100) < 0.1
    assert SECRET_WORDS not in svg


def test_the_therapist_stands_above_the_line_and_the_patient_below() -> None:
    svg = ribbon_svg(PAGE)
    for turn in TRANSCRIPT:
        found = re.search(rf' y="([\d.]+)" height="([\d.]+)" data-turn="{turn.number}"', svg)
        assert found
        assert (float(found[1]) > 35) == (turn.speaker == "P")


def test_arches_close_where_repaired_and_break_off_where_open() -> None:
    svg = ribbon_svg(SAMPLE)
    closed = re.search(r'r-arch-confrontation r-repaired"><path d="([^"]+)"', svg)
    broken = re.search(r'r-arch-withdrawal r-open"><path d="([^"]+)"', svg)
    assert closed
    assert closed[1].endswith("99 14")
    assert broken
    assert not broken[1].endswith("14")


def test_it_is_well_formed() -> None:
    for page in (PAGE, SAMPLE):
        assert ElementTree.fromstring(ribbon_svg(page)).tag == "svg"


def test_contract_talk_is_marked() -> None:
    assert 'class="r-diamond"' in ribbon_svg(PAGE)


def test_no_turns_no_ribbon() -> None:
    assert ribbon_svg(review_page(CodedTranscript(Transcript()))) == ""
