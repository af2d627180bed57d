"""The fixed cast of the page tests: a dialogue, its codes by key words, and how to put them in."""

from __future__ import annotations

from datetime import date

from wemode.domain import Annotation, How, Transcript
from wemode.formats import read_transcript
from wemode.report.intake import take_in_session
from wemode.store import actions
from wemode.store.access import Actor, Role

THERAPIST = Actor("therapist", Role.THERAPIST)
DAY = date(2026, 3, 2)

# Said by the patient and nowhere else: no page of a locked file, no log, no error may hold it.
SECRET_WORDS = "the walnut cabinet"

DIALOGUE = f"""\
Therapist: How was the week?
Patient: On Tuesday I sold {SECRET_WORDS} to my brother and he laughed at the price.
Therapist: What went on in you when he laughed?
Patient: I cannot say.
Therapist: Perhaps he only wanted to tease you.
Patient: You always take his side. What do I pay you for?
Therapist: I spoke for him too soon, that was my mistake.
Patient: It stung, when you said that.
Therapist: Of course it did, you had hoped I would be with you.
Patient: I was ashamed. My ears were burning.
Therapist: Would you try to tell him what you wish for, before Friday?
Patient: Yes, fine. [looks away]
"""

# By these words the coder of the tests sets these codes; the figure is its confidence.
KEY_WORDS = (
    ("On Tuesday I sold", "p.episode", 0.9),
    ("What went on in you", "t.explores_state", 0.8),
    ("I cannot say", "p.no_access", 0.7),
    ("he only wanted", "t.other_view", 0.75),
    ("take his side", "p.confrontation", 0.95),
    ("What do I pay you for", "p.proof", 0.55),
    ("my mistake", "t.owns_part", 0.85),
    ("It stung", "p.acknowledges_tension", 0.9),
    ("Of course it did", "t.validates", 0.8),
    ("I was ashamed", "p.shame", 0.9),
    ("ears were burning", "p.names_feeling", 0.6),
    ("Would you try", "t.proposes_task", 0.8),
)


class KeyWordCoder:
    """A coder that knows this dialogue by heart."""

    @classmethod
    def load(cls) -> KeyWordCoder:
        return cls()

    def suggest(self, transcript: Transcript) -> tuple[Annotation, ...]:
        return tuple(
            Annotation(turn.number, code, "test coder", How.SUGGESTED, confidence, f"“{words}”")
            for turn in transcript
            for words, code, confidence in KEY_WORDS
            if words in turn.text and code[0].upper() == turn.speaker
        )


def make_case(code_name: str = "M-07", first_name: str = "Jorin") -> str:
    """A case without sessions; its public id."""
    return actions.open_case(
        actor=THERAPIST, code_name=code_name, first_name=first_name, started_on=DAY
    )


def make_session(case_id: str, dialogue: str = DIALOGUE, number: int | None = None) -> int:
    """A session with the dialogue and its suggestions; its number."""
    from wemode.domain import CodedTranscript

    transcript = read_transcript(dialogue.encode(), name="talk.txt")
    suggestions = KeyWordCoder().suggest(transcript)
    return take_in_session(
        actor=THERAPIST,
        case_id=case_id,
        held_on=DAY,
        coded=CodedTranscript(transcript, suggestions),
        source_format="text",
        number=number,
        again=True,
    )
