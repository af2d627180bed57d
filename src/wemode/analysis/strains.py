"""Strains of the alliance within one session, and whether they were repaired.

Markers and the two kinds, confrontation and withdrawal, are those of the Rupture Resolution
Rating System (Eubanks, Muran & Safran 2015). How markers are joined and what counts as repair is
our own rule, stated below; it reads codes and gives no score of the alliance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from wemode.analysis.answers import BACK_AT_WORK, IN_TOUCH, answers
from wemode.analysis.spans import join_close
from wemode.domain import CodedTranscript, How, Speaker

# Markers no more than this many turns apart belong to one strain.
JOIN_WITHIN = 12
# After the last marker, a repair has this many turns to begin and the patient this many to answer.
REPAIR_WITHIN = 10
ANSWER_WITHIN = 6
# A single sharp word has passed when the patient is back at work in two of the next four turns.
PASSED_WITHIN, PASSED_TURNS = 4, 2
# A strain stands when its markers weigh at least this much: a code set or confirmed by a person
# weighs 1, a suggested one its confidence. One word against the therapist is enough; one evasive
# answer is not, it takes a second.
LEAST_WEIGHT = {"confrontation": 0.6, "withdrawal": 1.05}

# Speaking of what happens between the two, or owning a part, repairs when the patient is back at
# work; validation alone only when the patient is in touch.
NAMING_MOVES = frozenset({"t.owns_part", "t.metacommunicates"})
REPAIR_MOVES = NAMING_MOVES | {"t.validates"}
NAMED = NAMING_MOVES | {"p.acknowledges_tension"}


class StrainKind(StrEnum):
    """Against the other, or away from the other."""

    CONFRONTATION = "confrontation"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Strain:
    """One strain, from its first to its last marker.

    ``markers`` are the turns that bear its markers; ``before`` the codes of the therapist's turn
    before the first marker; ``repaired_by`` the codes that repaired it, empty where it stayed open;
    ``repair_turns`` where they stand, empty too where a later strain's repair covers this one.
    Repaired means: a repair move of the therapist met by a patient who
    is back at work, or the patient owning the tension; nothing is known of how deep it went.
    """

    kind: StrainKind
    first: int
    last: int
    markers: tuple[int, ...]
    before: tuple[str, ...]
    repaired_by: tuple[str, ...]
    repair_turns: tuple[int, ...]
    passed: bool

    @property
    def repaired(self) -> bool:
        """Whether it was repaired within the session."""
        return bool(self.repaired_by)

    @property
    def is_open(self) -> bool:
        """Whether it neither was repaired nor, a single sharp word, passed without being named."""
        return not self.repaired and not self.passed


def find_strains(coded: CodedTranscript) -> tuple[Strain, ...]:
    """The strains of a session, in order of their first marker."""
    weights = _marker_weights(coded)
    groups = [
        group
        for group in join_close(sorted(weights), JOIN_WITHIN)
        if _weighs_enough(group, weights)
    ]
    return _covered(
        [
            _strain(coded, group, weights, groups[n + 1][0] if n + 1 < len(groups) else None)
            for n, group in enumerate(groups)
        ]
    )


def _covered(strains: Sequence[Strain]) -> tuple[Strain, ...]:
    """A repair that names the tension covers the strains of the session that came before it."""
    covered: list[Strain] = []
    naming: Strain | None = None
    for strain in reversed(strains):
        if NAMED & set(strain.repaired_by):
            naming = strain
        elif naming is not None and strain.is_open:
            strain = replace(strain, repaired_by=naming.repaired_by)
        covered.append(strain)
    return tuple(reversed(covered))


Weights = dict[int, tuple[StrainKind, float]]


def _marker_weights(coded: CodedTranscript) -> Weights:
    weights: Weights = {}
    for note in coded.annotations:
        if not note.stands or note.code not in ("p.confrontation", "p.withdrawal"):
            continue
        sure = note.how in (How.HUMAN, How.CONFIRMED) or note.confidence is None
        weight = 1.0 if sure or note.confidence is None else note.confidence
        kind = StrainKind(note.code.removeprefix("p."))
        if weight > weights.get(note.turn, (kind, 0.0))[1]:
            weights[note.turn] = (kind, weight)
    return weights


def _kind(group: Sequence[int], weights: Weights) -> StrainKind:
    """The kind whose markers weigh more; of two equal ones, that of the first marker."""
    total = {
        kind: sum(weights[t][1] for t in group if weights[t][0] is kind) for kind in StrainKind
    }
    first = weights[group[0]][0]
    return max(StrainKind, key=lambda kind: (total[kind], kind is first))


def _weighs_enough(group: Sequence[int], weights: Weights) -> bool:
    """Whether all markers together make a strain of their kind, or those of one kind alone."""
    total = {
        kind: sum(weights[t][1] for t in group if weights[t][0] is kind) for kind in StrainKind
    }
    return sum(total.values()) >= LEAST_WEIGHT[_kind(group, weights)] or any(
        total[kind] >= LEAST_WEIGHT[kind] for kind in StrainKind
    )


def _strain(
    coded: CodedTranscript, group: Sequence[int], weights: Weights, next_first: int | None
) -> Strain:
    first, last = group[0], group[-1]
    turns = _repair(coded, first, last, next_first)
    return Strain(
        kind=_kind(group, weights),
        first=first,
        last=last,
        markers=tuple(group),
        before=_before(coded, first),
        repaired_by=tuple(
            dict.fromkeys(
                code
                for turn in turns
                for code in coded.codes(turn)
                if code in REPAIR_MOVES or code == "p.acknowledges_tension"
            )
        ),
        repair_turns=turns,
        passed=not turns and _passed(coded, group, next_first),
    )


def _passed(coded: CodedTranscript, group: Sequence[int], next_first: int | None) -> bool:
    if len(group) > 1:
        return False
    after = answers(coded, group[0], PASSED_WITHIN)
    at_work = [t for t in after if coded.has(t, BACK_AT_WORK)]
    return len(at_work) >= PASSED_TURNS and (next_first is None or at_work[-1] < next_first)


def _before(coded: CodedTranscript, first: int) -> tuple[str, ...]:
    for number in range(first - 1, 0, -1):
        if coded.transcript.turn(number).speaker is Speaker.THERAPIST:
            return coded.codes(number)
    return ()


def _repair(
    coded: CodedTranscript, first: int, last: int, next_first: int | None
) -> tuple[int, ...]:
    """The turns that repaired it: the moves after the first marker and the answer to them.

    The answer must come after the last marker: whoever goes on straining has not come back.
    """
    length = len(coded.transcript) if next_first is None else next_first - 1
    end = min(length, last + REPAIR_WITHIN)
    moves = [t for t in range(first + 1, end + 1) if coded.has(t, REPAIR_MOVES)]
    for answer in range(last + 1, min(length, end + ANSWER_WITHIN) + 1):
        led = [m for m in moves if m < answer and answer - m <= ANSWER_WITHIN]
        if answer <= end and coded.has(answer, ("p.acknowledges_tension",)):
            return (*led, answer)
        named = any(coded.has(m, NAMING_MOVES) for m in led)
        if led and coded.has(answer, BACK_AT_WORK if named else IN_TOUCH):
            return (*led, answer)
    return ()
