"""A transcript that a case has already, found by its words."""

from __future__ import annotations

from wemode.domain import Transcript
from wemode.errors import Conflict, Problem
from wemode.store import models


def session_with(case: models.Case, words: Transcript) -> models.Session | None:
    """The first session of the case in which these very words were said, turn by turn.

    Who spoke, when, and runs of spaces do not count: the same talk from another file, or with the
    roles turned about, is the same talk. A turn without speech is known by its remarks. No talk is
    none: an empty transcript is like no other.
    """
    if not len(words):
        return None
    said = [_said(turn.text, turn.remarks) for turn in words]
    # One turn of each transcript of this length is read, the one that says most; all turns only
    # of the few that agree in it.
    place = max(range(len(said)), key=lambda place: len(said[place]))
    rows = models.Turn.objects.filter(
        transcript__session__case=case, transcript__turns=len(words), number=place + 1
    ).order_by("transcript__session__number")
    for key, text, remarks in rows.values_list("transcript", "text", "remarks"):
        if _said(text, remarks) == said[place] and _all_said(key) == said:
            return models.Session.objects.get(transcript=key)
    return None


def refuse(session: models.Session) -> Conflict:
    """That these words stand in this session; ``field`` is the choice to take them in again."""
    return Conflict(
        Problem(
            f"session {session.number} of {session.held_on.isoformat()}",
            "it has these very words already",
            "Choose another file, or say that you want them in twice",
            "again",
        )
    )


def _all_said(transcript: int) -> list[str]:
    rows = models.Turn.objects.filter(transcript=transcript).order_by("number")
    return [_said(text, remarks) for text, remarks in rows.values_list("text", "remarks")]


def _said(text: str, remarks: list[str] | tuple[str, ...]) -> str:
    return " ".join((text if text.strip() else "\n".join(remarks)).split())
