"""Turns and codes into rows, many at a time."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count
from django.utils import timezone

from wemode import domain
from wemode.errors import Problem, WemodeError
from wemode.store import models

_ROWS_AT_ONCE = 2_000


def store_turns(held: models.Transcript, words: domain.Transcript) -> None:
    """The turns of a transcript as rows."""
    models.Turn.objects.bulk_create(
        (
            models.Turn(
                transcript=held,
                number=turn.number,
                speaker=turn.speaker.value,
                text=turn.text,
                start=turn.start,
                end=turn.end,
                remarks=list(turn.remarks),
            )
            for turn in words
        ),
        batch_size=_ROWS_AT_ONCE,
    )


def store_annotations(
    held: models.Transcript, notes: Sequence[domain.Annotation]
) -> list[models.Annotation]:
    """Annotations as rows, undecided or by hand."""
    now = timezone.now()
    return models.Annotation.objects.bulk_create(
        (
            models.Annotation(
                transcript=held,
                turn=note.turn,
                code=note.code,
                coder=note.coder,
                how=note.how.value,
                confidence=note.confidence,
                because=note.because,
                at=now,
            )
            for note in notes
        ),
        batch_size=_ROWS_AT_ONCE,
    )


def store_codes(held: models.Transcript, given: Sequence[domain.Annotation]) -> tuple[int, int]:
    """Codes as rows: those set by hand, then those suggestions that no person has forestalled.

    Returns how many of each were stored.
    """
    by_people = [note for note in given if note.how is domain.How.HUMAN]
    store_annotations(held, by_people)
    settled = set(
        models.Annotation.objects.filter(transcript=held)
        .exclude(how=domain.How.SUGGESTED.value)
        .values_list("turn", "code")
    )
    fresh = [
        note
        for note in given
        if note.how is domain.How.SUGGESTED and (note.turn, note.code) not in settled
    ]
    store_annotations(held, fresh)
    return len(by_people), len(fresh)


def count(held: models.Transcript, words: domain.Transcript) -> None:
    """Keep the counts of a transcript whose codes have just been stored."""
    speakers = [turn.speaker for turn in words]
    models.TurnCounts.objects.create(
        transcript=held,
        patient_turns=speakers.count(domain.Speaker.PATIENT),
        therapist_turns=speakers.count(domain.Speaker.THERAPIST),
        codes=_turns_bearing(held),
    )


def count_again(held: models.Transcript) -> None:
    """Bring the counts of a transcript up to its codes; call wherever one was changed."""
    models.TurnCounts.objects.filter(transcript=held).update(codes=_turns_bearing(held))


def speakers_only(held: models.Transcript) -> domain.Transcript:
    """The transcript with its words left out: enough to see whether codes fit their speakers."""
    rows = models.Turn.objects.filter(transcript=held).order_by("number")
    return domain.Transcript(
        tuple(
            domain.Turn(number, domain.Speaker(speaker), "…")
            for number, speaker in rows.values_list("number", "speaker")
        )
    )


def by_hand(turn: models.Turn, code: str, coder: str) -> domain.Annotation:
    """A hand-set code on this turn; WemodeError where it does not belong to its speaker."""
    try:
        note = domain.Annotation(turn.number, code, coder, domain.How.HUMAN)
    except ValueError as error:
        raise WemodeError(Problem("code", str(error), "Choose a code of the codebook")) from None
    if code[0].upper() != turn.speaker:
        raise WemodeError(
            Problem(f"turn {turn.number}", f"{code} is not for its speaker", "Choose another code")
        )
    return note


def _turns_bearing(held: models.Transcript) -> dict[str, int]:
    """How many turns bear each code; what a person rejected does not count."""
    standing = models.Annotation.objects.filter(transcript=held).exclude(
        how=domain.How.REJECTED.value
    )
    turns = standing.values_list("code").annotate(turns=Count("turn", distinct=True))
    return dict(turns.order_by("code"))
