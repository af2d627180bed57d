"""Transcripts in and out of files: plain text, WebVTT, SRT, Word, CHAT, ELAN, CSV, JSON.

Reading has two halves: ``read_raw`` says what stands in the file under which labels, and
``assign_roles`` who of them is therapist and who patient. ``read_transcript`` does both.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wemode.domain import Transcript
from wemode.formats.raw import RawTranscript, RawTurn
from wemode.formats.registry import FORMATS, Format, format_of
from wemode.formats.roles import assign_roles
from wemode.formats.text import MAX_BYTES, refuse
from wemode.formats.write import CannotHold

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "CannotHold",
    "Format",
    "RawTranscript",
    "RawTurn",
    "assign_roles",
    "read_raw",
    "read_transcript",
    "write_transcript",
]


def read_transcript(
    source: Path | bytes,
    *,
    name: str = "",
    therapist: Sequence[str] = (),
    patient: Sequence[str] = (),
) -> Transcript:
    """The transcript in a file, with roles.

    ``name`` gives the ending where ``source`` is bytes; ``therapist`` and ``patient`` name labels
    of the file. Raises BadFile with all problems, RolesUnknown where nothing says who is who.
    """
    return assign_roles(
        read_raw(source, name=name, speakers=(*therapist, *patient)), therapist, patient
    )


def read_raw(
    source: Path | bytes, *, name: str = "", speakers: Sequence[str] = ()
) -> RawTranscript:
    """What a file says under its own labels; an empty file holds no turns. Raises BadFile.

    ``speakers`` are names that open turns, whatever they look like.
    """
    data = source if isinstance(source, bytes) else _content(source)
    if len(data) > MAX_BYTES:
        _refuse_size()
    if not name and not isinstance(source, bytes):
        name = source.name
    format = format_of(data, name)
    if not data.strip():
        return RawTranscript((), format.name)
    return format.read(data, speakers) if format.takes_speakers else format.read(data)


def write_transcript(transcript: Transcript, format: str) -> bytes:
    """The transcript as a file of this format ("plain", "vtt", …; the keys of ``FORMATS``).

    What each format cannot hold stands in its module. Raises KeyError for a format there is not,
    CannotHold where the format needs what the transcript lacks.
    """
    return FORMATS[format].write(transcript)


def _content(path: Path) -> bytes:
    """The bytes of a file, never more than the limit and one."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        why = error.strerror or "it cannot be opened"
        refuse("file", f"it cannot be read ({why})", "Check the path and your right to read it")


def _refuse_size() -> None:
    refuse(
        "file",
        f"it is larger than {MAX_BYTES // 2**20} MiB",
        "Give one session a file, without pictures or sound",
    )
