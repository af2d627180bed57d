"""What the case file keeps as JSON documents, and back: episodes, patterns, strains, measures.

Reading raises whatever a document provokes that is none; ``READ_ERRORS`` lists it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from wemode.domain import (
    AnswerSheet,
    DiaryItem,
    DiaryPlan,
    DiaryScale,
    Episode,
    EpisodeKind,
    Filled,
    FormPlan,
    LedgerStrain,
    LifeEvent,
    Mail,
    OwnItem,
    Part,
    Party,
    Pattern,
    PlannedForm,
    Practice,
    Repaired,
    RiskResponse,
    Slot,
    StrainKind,
    TurnRef,
)
from wemode.errors import WemodeError

Document = Mapping[str, Any]
READ_ERRORS = (WemodeError, ValueError, TypeError, AttributeError, LookupError)
_PATTERN_TEXTS = ("name", "motive", "healthy_parts", "plain")
_STRAIN_TEXTS = ("markers", "before", "own_part", "wish", "motive")
_RESPONSE_TEXTS = ("sheet", "item", "done", "who")
_ITEM_TEXTS = ("id", "words", "low", "high")
_PRACTICE_TEXTS = ("name", "crisis", "reads", "address")
_MAIL_PARTS = ("host", "port", "sender", "user", "password")


def episode_document(episode: Episode) -> dict[str, Any]:
    """The filled slots, the kind and the turns that tell it."""
    return {
        **{slot.value: episode.slot(slot) for slot in episode.filled},
        "kind": episode.kind.value,
        "told": _turns(episode.told),
    }


def read_episode(document: Document) -> Episode:
    """The episode of a document."""
    slots = {slot.value: document.get(slot.value, "") for slot in Slot}
    kind = EpisodeKind(document["kind"])
    return Episode(**slots, kind=kind, told=_read_turns(document["told"]))


def pattern_document(pattern: Pattern) -> dict[str, Any]:
    """The filled parts with their episodes, roots, exceptions and the words about it."""
    parts = {
        part.value: {"words": filled.words, "episodes": list(filled.episodes)}
        for part, filled in pattern.parts.items()
    }
    return {
        **{name: getattr(pattern, name) for name in _PATTERN_TEXTS},
        "parts": parts,
        "roots": list(pattern.roots),
        "exceptions": list(pattern.exceptions),
    }


def read_pattern(document: Document) -> Pattern:
    """The pattern of a document."""
    # PostgreSQL keeps the names of an object in an order of its own.
    parts = {
        part: Filled(row["words"], tuple(row["episodes"]))
        for part in Part
        if (row := document["parts"].get(part.value)) is not None
    }
    return Pattern(
        parts=parts,
        roots=tuple(document["roots"]),
        exceptions=tuple(document["exceptions"]),
        **{name: document[name] for name in _PATTERN_TEXTS},
    )


def strain_document(strain: LedgerStrain) -> dict[str, Any]:
    """A strain of the ledger, whole."""
    return {
        **{name: getattr(strain, name) for name in _STRAIN_TEXTS},
        "session": strain.session,
        "kind": strain.kind.value,
        "tried": list(strain.tried),
        "repaired": strain.repaired.value,
        "turns": _turns(strain.turns),
    }


def read_strain(document: Document) -> LedgerStrain:
    """The strain of a document."""
    return LedgerStrain(
        session=document["session"],
        kind=StrainKind(document["kind"]),
        tried=tuple(document["tried"]),
        repaired=Repaired(document["repaired"]),
        turns=_read_turns(document["turns"]),
        **{name: document[name] for name in _STRAIN_TEXTS},
    )


def sheet_document(sheet: AnswerSheet) -> dict[str, Any]:
    """The raw answers, of which questionnaire, by whom, begun and answered when."""
    return {
        "instrument": sheet.instrument,
        "version": sheet.version,
        "answers": dict(sheet.answers),
        "begun_at": sheet.begun_at.isoformat(),
        "answered_at": sheet.answered_at.isoformat(),
        "finished": sheet.finished,
        "by": sheet.by.value,
    }


def read_sheet(document: Document) -> AnswerSheet:
    """The answers of a document."""
    return AnswerSheet(
        document["instrument"],
        document["version"],
        whole_numbers(document["answers"]),
        datetime.fromisoformat(document["begun_at"]),
        datetime.fromisoformat(document["answered_at"]),
        document["finished"] is True,
        Party(document["by"]),
    )


def response_document(response: RiskResponse) -> dict[str, Any]:
    """What was done about an endorsed item, when and by whom."""
    texts = {name: getattr(response, name) for name in _RESPONSE_TEXTS}
    return {**texts, "on": response.on.isoformat(), "value": response.value}


def read_response(document: Document) -> RiskResponse:
    """The response of a document."""
    texts = {name: document[name] for name in _RESPONSE_TEXTS}
    value = document.get("value")  # of the first ones it was not kept
    if value is not None:
        value = whole_numbers({document["item"]: value})[document["item"]]
    return RiskResponse(on=date.fromisoformat(document["on"]), value=value, **texts)


def event_document(event: LifeEvent) -> dict[str, Any]:
    """What happened, on which day, and whether it is big."""
    return {"on": event.on.isoformat(), "words": event.words, "big": event.big}


def read_event(document: Document) -> LifeEvent:
    """The life event of a document."""
    day = date.fromisoformat(document["on"])
    return LifeEvent(day, document["words"], document["big"] is True)


def forms_document(plan: FormPlan) -> dict[str, Any]:
    """Which questionnaires are asked, from when on, how often, with the patient's own items."""
    forms = [
        {
            "instrument": form.instrument,
            "first_on": form.first_on.isoformat(),
            "every": form.every,
            "own_items": [[item.id, item.text] for item in form.own_items],
        }
        for form in plan.forms
    ]
    return {"forms": forms}


def read_forms(document: Document) -> FormPlan:
    """The plan of forms of a document."""
    return FormPlan(
        tuple(
            PlannedForm(
                row["instrument"],
                date.fromisoformat(row["first_on"]),
                row["every"],
                tuple(OwnItem(id, text) for id, text in row["own_items"]),
            )
            for row in document["forms"]
        )
    )


def diary_document(plan: DiaryPlan) -> dict[str, Any]:
    """What the diary asks every day, when a reminder comes, and where it goes by mail."""
    items = [
        {**{name: getattr(item, name) for name in _ITEM_TEXTS}, "scale": item.scale.value}
        for item in plan.items
    ]
    return {"items": items, "remind_at": plan.remind_at, "mail_to": plan.mail_to}


def read_diary(document: Document) -> DiaryPlan:
    """The plan of the diary of a document; older ones know of no mail."""
    items = (
        DiaryItem(scale=DiaryScale(row["scale"]), **{name: row[name] for name in _ITEM_TEXTS})
        for row in document["items"]
    )
    return DiaryPlan(tuple(items), document["remind_at"], document.get("mail_to", ""))


def practice_document(practice: Practice) -> dict[str, Any]:
    """What the practice has set; the password of its mail stands in it as it is given."""
    mail = practice.mail
    return {
        **{name: getattr(practice, name) for name in _PRACTICE_TEXTS},
        "mail": mail and {part: getattr(mail, part) for part in _MAIL_PARTS},
        "experimental": practice.experimental,
    }


def read_practice(document: Document) -> Practice:
    """The practice of a document."""
    mail = document["mail"]
    return Practice(
        **{name: document[name] for name in _PRACTICE_TEXTS},
        mail=mail and Mail(**{part: mail[part] for part in _MAIL_PARTS}),
        experimental=document.get("experimental") is True,
    )


def whole_numbers(answers: Any) -> dict[str, int]:
    """Answers by item. Raises TypeError where one is no whole number."""
    found = dict(answers)
    if not all(type(value) is int for value in found.values()):
        raise TypeError("an answer is a whole number")
    return found


def _turns(turns: tuple[TurnRef, ...]) -> list[list[int]]:
    return [[one.session, one.turn] for one in turns]


def _read_turns(rows: Any) -> tuple[TurnRef, ...]:
    return tuple(TurnRef(session, turn) for session, turn in rows)
