"""What is refused before anything is written; no message quotes what was given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wemode.domain import Annotation, CodedTranscript, How, Transcript
from wemode.errors import BadFile, Problem, WemodeError

HIGHEST_SESSION = 100_000


def is_storable(text: str) -> bool:
    """Whether every database takes this text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def label(where: str, text: str, longest: int, *, required: bool = True) -> str:
    """A name or label without outer blanks; WemodeError where it is blank, long or unstorable."""
    clean = text.strip()
    if required and not clean:
        raise WemodeError(Problem(where, "it is empty", "Type something"))
    if len(clean) > longest:
        raise WemodeError(
            Problem(where, f"it has {len(clean)} characters", f"Keep it to {longest}")
        )
    prose(where, clean)
    return clean


def prose(where: str, text: str) -> str:
    """Text of any length; WemodeError where it holds characters that no database takes."""
    if not is_storable(text):
        raise WemodeError(
            Problem(where, "it holds characters that are no text", "Type it instead of pasting it")
        )
    return text


def session_number(number: int) -> None:
    """WemodeError for a number that no therapy reaches."""
    if not 1 <= number <= HIGHEST_SESSION:
        raise WemodeError(
            Problem("session number", f"{number} is not among 1 to {HIGHEST_SESSION}", "Mend it")
        )


def transcript(words: Transcript) -> None:
    """BadFile naming every turn that holds characters which are no text."""
    problems = [
        Problem(f"turn {turn.number}", "it holds characters that are no text", "Mend the file")
        for turn in words
        if not all(map(is_storable, (turn.text, *turn.remarks)))
    ]
    if problems:
        raise BadFile(*problems)


def annotations(words: Transcript, given: Sequence[Annotation], kinds: tuple[How, ...]) -> None:
    """WemodeError where annotations do not fit the transcript, are repeated or of another kind."""
    names = " or ".join(kind.value for kind in kinds)
    problems = [
        Problem(
            f"turn {note.turn}", f"{note.code} comes as {note.how.value}", f"Give it as {names}"
        )
        for note in given
        if note.how not in kinds
    ]
    keys = [(note.turn, note.code, note.coder) for note in given]
    problems += [
        Problem(f"turn {turn}", f"{code} stands there twice by one coder", "Give it once")
        for turn, code, _coder in _repeated(keys)
    ]
    try:
        CodedTranscript(words, tuple(given))
    except ValueError as error:
        problems.append(Problem("codes", str(error), "Code this very transcript"))
    if problems:
        raise WemodeError(*problems)


def _repeated(keys: Iterable[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    seen: set[tuple[int, str, str]] = set()
    return [key for key in keys if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
