"""Small transcripts for the coder's tests; every line is our own."""

from __future__ import annotations

from hypothesis import strategies as st

from wemode.domain import Speaker, Transcript, Turn


def talk(*lines: str) -> Transcript:
    """A transcript from lines such as ``"T: How was it?"``."""
    turns = []
    for number, line in enumerate(lines, start=1):
        letter, text = line.split(": ", 1)
        turns.append(Turn(number, Speaker(letter), text))
    return Transcript(tuple(turns))


SESSION = talk(
    "T: Can you take me back to Tuesday, the moment he closed the door?",
    "P: On Tuesday at the shop he said, in front of the queue, that I was early for once.",
    "T: And what did you feel when he said it?",
    "P: Nothing. Whatever. It's fine.",
    "T: I'm sorry, I went too fast there. I may be wrong, tell me if so: no wonder it stung you.",
    "P: It stung when you said nothing, too. My chest goes tight, I felt ashamed.",
    "T: What if you rang him once this week? It will sting, and you can say no to me.",
    "P: I will ring him on Sunday, from the shed, ten minutes.",
    "O: Is the room free at five?",
    "T: Mm.",
)

WORDS = """
I you she felt ashamed empty what did feel sorry nobody always maybe on Tuesday said he my chest
tight would like pushed try it's fine. whatever ? ! … “stung” naïve 日本 🙂 ß Ω 12 don't can’t
pattern same again idiots goal free
"""
_words = st.sampled_from(WORDS.split())
texts = st.one_of(
    st.lists(_words, min_size=1, max_size=25).map(" ".join),
    st.text(min_size=1, max_size=80).filter(lambda text: bool(text.strip())),
)
transcripts = st.lists(st.tuples(st.sampled_from(list(Speaker)), texts), max_size=12).map(
    lambda pairs: Transcript(
        tuple(Turn(at, speaker, text) for at, (speaker, text) in enumerate(pairs, start=1))
    )
)
