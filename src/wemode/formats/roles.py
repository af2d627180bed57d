"""Who is therapist and who patient: said by the labels, or by whoever asks; never guessed.

In this order, each step only for labels that no step before has settled:

1. Names given by the caller. A role named so has no other bearers.
2. Words that say it beyond doubt, in five languages: "Therapist", "Klient:in", "Paziente (Anna)".
3. The letters T and P, C or K ("T1" too), where the file has T and exactly one of the others.
4. Words that may say it ("Interviewer", "Participant", "Dr."), one label each, where no other label
   says it more plainly. "Dr. Weber" says nothing: patients, too, are doctors.
5. Where the file has exactly two labels and one is settled by step 1 or 2, the other label is the
   other role, unless it hints at the same one.
6. With therapist and patient settled, everybody else is OTHER; so is speech under no label.

What is not settled then raises RolesUnknown; so do two labels that both mean the patient, and a
file of several persons without a therapist.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wemode.domain import Speaker, Transcript, Turn
from wemode.errors import BadFile, Problem, RolesUnknown, told
from wemode.formats import role_words
from wemode.formats.labels import name_key
from wemode.formats.raw import RawTranscript
from wemode.formats.text import refuse

_BRACKETS = re.compile(r"\(([^()]*)\)")
_THE_OTHER = {Speaker.THERAPIST: Speaker.PATIENT, Speaker.PATIENT: Speaker.THERAPIST}


def assign_roles(
    raw: RawTranscript, therapist: Sequence[str] = (), patient: Sequence[str] = ()
) -> Transcript:
    """The transcript with roles in place of labels.

    ``therapist`` and ``patient`` name labels of the file, whole or by some of their words, in any
    case. Raises RolesUnknown where the labels and these names do not settle it, BadFile where a
    name is nobody's in the file, or more than one person's.
    """
    if not raw.turns:
        return Transcript()
    roles = _roles(raw, _named(raw, therapist, patient))
    turns = (turn for turn in raw.turns if not turn.is_empty)
    return Transcript(
        tuple(
            Turn(number, roles[turn.label], turn.text, turn.start, turn.end, turn.remarks)
            for number, turn in enumerate(turns, start=1)
        )
    )


def _roles(raw: RawTranscript, roles: dict[str, Speaker]) -> Mapping[str, Speaker]:
    labels = tuple(label for label, _ in raw.labels)
    if not labels:
        refuse(
            "file",
            "no speaker is named anywhere",
            "Export the transcript with the speakers' names, or write them in",
        )
    given = frozenset(roles.values())
    named = frozenset(roles)
    _by_words(labels, roles, given)
    certain = frozenset(roles)
    _by_letters(labels, roles, given)
    _by_perhaps(labels, roles)
    _by_deduction(labels, roles, certain)
    patients = [x for x in labels if roles.get(x) is Speaker.PATIENT and x not in named]
    unsettled = [label for label in labels if label not in roles]
    both = set(_THE_OTHER) <= set(roles.values())
    known = Speaker.THERAPIST in roles.values()
    persons = [x for x in labels if role_words.NOBODY.isdisjoint(role_words.words_in(x))]
    nobody = not known and len(persons) > 1
    if nobody or (unsettled and not both) or _are_several(patients):
        raise RolesUnknown(raw.labels, missing="patient" if known else "therapist")
    roles.update(dict.fromkeys(unsettled, Speaker.OTHER))
    if any(not turn.label for turn in raw.turns):
        if not both:
            raise RolesUnknown(raw.labels, missing="patient" if known else "therapist")
        roles[""] = Speaker.OTHER
    return roles


def _named(
    raw: RawTranscript, therapist: Sequence[str], patient: Sequence[str]
) -> dict[str, Speaker]:
    roles: dict[str, Speaker] = {}
    problems: list[Problem] = []
    for names, role in ((therapist, Speaker.THERAPIST), (patient, Speaker.PATIENT)):
        for name in names:
            found = _find(name, [label for label, _ in raw.labels])
            if len(found) != 1:
                problems.append(_no_such(name, found, raw))
            elif roles.setdefault(found[0], role) is not role:
                problems.append(
                    Problem(
                        "speakers",
                        f"“{found[0]}” is named as both therapist and patient",
                        "Name each once",
                    )
                )
    if problems:
        raise BadFile(*problems)
    return roles


def _find(name: str, labels: Sequence[str]) -> list[str]:
    """The labels that this name means: the same words, else all that hold its words."""
    same = [label for label in labels if name_key(label) == name_key(name)]
    if same:
        return same[:1]
    words = set(name_key(name).split())
    return [label for label in labels if words and words <= set(name_key(label).split())]


def _no_such(name: str, found: Sequence[str], raw: RawTranscript) -> Problem:
    names = told(raw.labels) or "nobody"
    what = "may be more than one speaker" if found else "is no speaker in this file"
    return Problem(
        "speakers", f"“{name}” {what}; it has {names}", "Give one of these, as it is written"
    )


def _by_words(labels: Sequence[str], roles: dict[str, Speaker], given: frozenset[Speaker]) -> None:
    for label in labels:
        role = _plain_role(label)
        if role is not None:
            roles.setdefault(label, Speaker.OTHER if role in given else role)


def _plain_role(label: str) -> Speaker | None:
    words = set(role_words.words_in(label))
    if words & role_words.OTHER:
        return Speaker.OTHER
    says = [
        role
        for role, known in (
            (Speaker.THERAPIST, role_words.THERAPIST),
            (Speaker.PATIENT, role_words.PATIENT),
        )
        if words & known
    ]
    return says[0] if len(says) == 1 else None


def _by_letters(
    labels: Sequence[str], roles: dict[str, Speaker], given: frozenset[Speaker]
) -> None:
    letters = {
        label: letter for label in labels if label not in roles and (letter := _letter(label))
    }
    said = {role_words.LETTERS[letter] for letter in letters.values()}
    said |= {role for role in roles.values() if role not in given}
    if not said.issuperset(_THE_OTHER) or len(set(letters.values()) - {"t"}) > 1:
        return
    for label, letter in letters.items():
        role = Speaker(role_words.LETTERS[letter])
        roles[label] = Speaker.OTHER if role in given else role


def _letter(label: str) -> str:
    words = role_words.words_in(label)
    return words[0] if len(words) == 1 and words[0] in role_words.LETTERS else ""


def _by_perhaps(labels: Sequence[str], roles: dict[str, Speaker]) -> None:
    for role, known in (
        (Speaker.THERAPIST, role_words.PERHAPS_THERAPIST),
        (Speaker.PATIENT, role_words.PERHAPS_PATIENT),
    ):
        if role in roles.values():
            continue
        found = [label for label in labels if label not in roles and _says_perhaps(label, known)]
        if len(found) == 1:
            roles[found[0]] = role


def _says_perhaps(label: str, known: frozenset[str]) -> bool:
    words = role_words.words_in(label)
    if known is role_words.PERHAPS_THERAPIST and _is_title(label):
        return True
    return not known.isdisjoint(words)


def _is_title(label: str) -> bool:
    """Whether the label, or what stands in it in brackets, is a doctor's title and no more."""
    inner = _BRACKETS.search(label)
    words = role_words.words_in(inner[1] if inner else label)
    return bool(words) and role_words.TITLES.issuperset(words)


def _by_deduction(
    labels: Sequence[str], roles: dict[str, Speaker], certain: frozenset[str]
) -> None:
    """Of exactly two speakers, one settled: the other is the other role."""
    if len(labels) != 2:
        return
    for label, other in (labels, labels[::-1]):
        known = roles.get(label)
        if label not in certain or known not in _THE_OTHER or other in roles:
            continue
        if not _hints_at(other, known):
            roles[other] = _THE_OTHER[known]


def _hints_at(label: str, role: Speaker) -> bool:
    if role_words.LETTERS.get(_letter(label)) == role.value:
        return True
    if role is Speaker.THERAPIST:
        return _says_perhaps(label, role_words.PERHAPS_THERAPIST)
    return _says_perhaps(label, role_words.PERHAPS_PATIENT)


def _are_several(patients: Sequence[str]) -> bool:
    """Whether there are labels such as "Patient 1" and "Patient 2", or "Client" and "Patient".

    They may mean two persons in treatment.
    """
    return len({name_key(label) for label in patients}) > 1
