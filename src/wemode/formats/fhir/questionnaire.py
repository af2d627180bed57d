"""Instruments and their answers as Questionnaire and QuestionnaireResponse, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wemode.domain import AnswerSheet, Choice, Instrument, Item, Licence, OwnItem, Party
from wemode.domain.instrument import ITEM_ID, answer_problems
from wemode.errors import Problem, Unfit
from wemode.formats.fhir.codes import (
    ANSWER,
    CATEGORY,
    LOINC,
    ORDINAL,
    QUESTIONNAIRE,
    SCORE,
    UNITS,
    code_in,
    coding,
    concept,
    every_item,
    extended,
    extension,
    own_text,
    own_whole,
    whole,
)
from wemode.formats.fhir.values import Resource, SheetScore

# No item of ours bears this name: theirs have no hyphen.
STEM = "stem-text"
SURVEY = {"category": [concept(coding(CATEGORY, "survey", "Survey"))]}


def canonical(instrument: str, version: int) -> str:
    """The name by which a response says what it answers."""
    return f"{QUESTIONNAIRE}{instrument}|{version}"


def questionnaire(instrument: Instrument, own_items: Sequence[OwnItem] = ()) -> Resource:
    """The Questionnaire of an instrument.

    Where its licence does not let the words be passed on, its items have their names alone, also
    those whose words the practice has brought.
    """
    asked = [Item(one.id, one.text) for one in own_items] or list(instrument.items)
    stem = {"linkId": STEM, "type": "display", "text": instrument.stem}
    items = [
        *([stem] if instrument.stem and instrument.ships_text else ()),
        *(_item(instrument, one) for one in asked),
    ]
    licence = instrument.licence
    return {
        "resourceType": "Questionnaire",
        "id": f"{instrument.id}-{instrument.version}".replace("_", "-"),
        **extended(
            short=instrument.short,
            source=instrument.source,
            licence=licence.id,
            licence_source=licence.source,
            recall=instrument.recall if instrument.ships_text else "",
        ),
        "language": instrument.language,
        "url": f"{QUESTIONNAIRE}{instrument.id}",
        "version": str(instrument.version),
        "title": instrument.title,
        "status": "active",
        "subjectType": ["Patient"],
        "copyright": licence.statement,
        **({"code": [coding(LOINC, instrument.loinc)]} if instrument.loinc else {}),
        **({"item": items} if items else {}),
    }


def response(
    id: str, sheet: AnswerSheet, instrument: Instrument | None, words: Mapping[str, str]
) -> Resource:
    """The QuestionnaireResponse of a sheet, without subject; ``words`` are a patient's own items.

    Where the instrument is not known in that version, an answer goes as its bare number.
    """
    answered = [
        _answered(instrument, item, value, words.get(item, ""))
        for item, value in sheet.answers.items()
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": id,
        **extended(begun_at=sheet.begun_at.isoformat()),
        "questionnaire": canonical(sheet.instrument, sheet.version),
        "status": "completed" if sheet.finished else "in-progress",
        "authored": sheet.answered_at.isoformat(),
        **({"item": answered} if answered else {}),
    }


def score_observation(sheet: AnswerSheet, score: SheetScore, instrument: Instrument) -> Resource:
    """The Observation of a score, without subject and without what it derives from."""
    subscale = instrument.subscale(score.subscale)
    own = coding(SCORE + instrument.id, score.subscale)
    loinc = [coding(LOINC, subscale.loinc)] if subscale and subscale.loinc else []
    title = f"{instrument.short}: {subscale.title}" if subscale else instrument.short
    return {
        "resourceType": "Observation",
        "id": f"{score.sheet}-{score.subscale}".replace("_", "-"),
        "status": "final" if sheet.finished else "preliminary",
        **SURVEY,
        "code": concept(*loinc, own, text=title),
        "effectiveDateTime": sheet.answered_at.isoformat(),
        "valueQuantity": {"value": score.value, "system": UNITS, "code": "{score}"},
        **({"interpretation": [concept(text=score.band)]} if score.band else {}),
    }


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a Questionnaire of a Bundle: its instrument, and its items by link."""

    instrument: Instrument
    items: Mapping[str, str] = field(default_factory=dict)


def known(resource: Resource, instruments: Mapping[str, Instrument]) -> Known | None:
    """The instrument that a Questionnaire is: by our name and version, or by its LOINC code.

    None where it is none of those known.
    """
    id, version = named(f"{resource.get('url', '')}|{resource.get('version', '')}")
    if id:
        found = instruments.get(id)
        return Known(found) if found and found.version == version else None
    codes = {one.get("code") for one in resource.get("code") or () if one.get("system") == LOINC}
    for one in instruments.values():
        if one.loinc and one.loinc in codes:
            return Known(one, _links(resource, one))
    return None


def named(reference: str) -> tuple[str, int]:
    """Instrument and version of one of our own names; ("", 0) where it is none."""
    found = re.fullmatch(rf"{QUESTIONNAIRE}([a-z][a-z0-9_]*)\|([1-9][0-9]{{0,8}})", reference)
    return (found[1], int(found[2])) if found else ("", 0)


def read_response(
    place: str, resource: Resource, found: Known
) -> tuple[AnswerSheet, tuple[str, ...]]:
    """The sheet of a QuestionnaireResponse, and the links of items that the instrument lacks.

    Raises Unfit with every answer that is none to choose from, and every time that is none.
    """
    instrument = found.instrument
    answers: dict[str, int] = {}
    strange: list[str] = []
    problems: list[Problem] = []
    for one in every_item(resource.get("item")):
        given = one.get("answer")
        if not given:
            continue
        id = found.items.get(one.get("linkId", ""), one.get("linkId", ""))
        item = instrument.item(id)
        if item is None and not (instrument.personal and ITEM_ID.match(id)):
            strange.append(one.get("linkId", ""))
            continue
        where = f"{place}, item {_told(id)}"
        value = _raw(given[0], instrument, item)
        if len(given) > 1 or id in answers:
            problems.append(Problem(where, "it has several answers", "Give one"))
        elif value is None:
            remedy = f"Give the code of the choice in {ANSWER}{instrument.id}, or its ordinalValue"
            problems.append(Problem(where, "its answer is no number or known code", remedy))
        else:
            answers[id] = value
    problems += [
        Problem(f"{place}, item {one.where}", one.what, one.remedy)
        for one in answer_problems(instrument, answers)
    ]
    times = _times(place, resource, problems)
    if problems or times is None:
        raise Unfit(*problems)
    status = resource.get("status")
    source = resource.get("source") or {}
    by = Party.THERAPIST if source.get("type") == "Practitioner" else Party.PATIENT
    sheet = AnswerSheet(
        instrument.id,
        instrument.version,
        answers,
        *times,
        finished=status in ("completed", "amended"),
        by=by,
    )
    return sheet, tuple(strange)


def _item(instrument: Instrument, item: Item) -> Resource:
    return {
        "linkId": item.id,
        **extended(risk_from=item.risk_from),
        **({"code": [coding(LOINC, item.loinc)]} if item.loinc else {}),
        **({"text": item.text} if item.text and instrument.ships_text else {}),
        "type": "choice",
        "answerOption": [
            {"valueCoding": _choice(instrument, one)} for one in instrument.choices(item)
        ],
    }


def _choice(instrument: Instrument, choice: Choice) -> Resource:
    """A choice: by LOINC where it has a code there, with its number as ordinalValue."""
    code = (
        coding(LOINC, choice.loinc)
        if choice.loinc
        else coding(ANSWER + instrument.id, str(choice.value))
    )
    words = {"display": choice.label} if choice.label and instrument.ships_text else {}
    return {"extension": [{"url": ORDINAL, "valueDecimal": choice.value}], **code, **words}


def _answered(instrument: Instrument | None, id: str, value: int, words: str) -> Resource:
    item = instrument.item(id) if instrument else None
    choices = instrument.choices(item) if instrument and item else ()
    if instrument and instrument.personal:
        choices = instrument.scale
    chosen = next((one for one in choices if one.value == value), None)
    text = words or (item.text if item and instrument and instrument.ships_text else "")
    given = (
        {"valueCoding": _choice(instrument, chosen)}
        if instrument and chosen
        else {"valueInteger": value}
    )
    return {"linkId": id, **({"text": text} if text else {}), "answer": [given]}


def _links(resource: Resource, instrument: Instrument) -> dict[str, str]:
    """Of a foreign Questionnaire the links of its items to ours, by their LOINC codes."""
    ours = {one.loinc: one.id for one in instrument.items if one.loinc}
    found = {}
    for one in every_item(resource.get("item")):
        code = code_in({"coding": one.get("code")}, LOINC)
        if code in ours:
            found[one.get("linkId", "")] = ours[code]
    return found


def _raw(answer: Resource, instrument: Instrument, item: Item | None) -> int | None:
    """The number that was chosen: by our own code, by LOINC, by its ordinalValue, or as given."""
    given = answer.get("valueCoding")
    if given is None:
        return whole(answer.get("valueInteger", answer.get("valueDecimal")))
    system, code = given.get("system"), str(given.get("code") or "")
    if system == ANSWER + instrument.id:
        return int(code) if re.fullmatch(r"-?[0-9]{1,6}", code) else None
    for one in instrument.choices(item) if item else instrument.scale:
        if system == LOINC and one.loinc == code:
            return one.value
    return whole(extension(given, ORDINAL))


def _times(
    place: str, resource: Resource, problems: list[Problem]
) -> tuple[datetime, datetime] | None:
    """When it was begun and answered; the same where the first is not said."""
    answered_at = moment(resource.get("authored"))
    begun = own_text(resource, "begun-at")
    begun_at = moment(begun) if begun else answered_at
    if answered_at is None or begun_at is None:
        remedy = "Write authored as 2026-03-02T17:30:00+01:00"
        problems.append(Problem(place, "it does not say at which time it was answered", remedy))
        return None
    if answered_at < begun_at:
        problems.append(Problem(place, "it was answered before it was begun", "Mend the times"))
        return None
    return begun_at, answered_at


def moment(value: Any) -> datetime | None:
    """A point in time with its zone, None where it is none."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def read_own_items(resource: Resource) -> tuple[OwnItem, ...]:
    """The patient's own items that a personal Questionnaire holds."""
    items = (one for one in resource.get("item") or () if one.get("type") == "choice")
    return tuple(OwnItem(str(one.get("linkId", "")), str(one.get("text") or "")) for one in items)


def own_document(resource: Resource) -> tuple[dict[str, Any], Known] | str:
    """A Questionnaire that is not known as the document of an own instrument, or why it is none.

    Its scores do not come along: a Questionnaire does not hold how they are computed. The document
    is checked as every own instrument is, once it is taken in.
    """
    items = [one for one in every_item(resource.get("item")) if one.get("type") != "display"]
    items = [one for one in items if one.get("type") != "group"]
    if missing := _incomplete(resource, items):
        return missing
    links = _item_names(items)
    options = [_options(one) for one in items]
    title = resource["title"]
    id, version = named(f"{resource.get('url', '')}|{resource.get('version', '')}")
    document = {
        "id": id or _name(resource.get("name") or title, "q"),
        "version": version or 1,
        "title": title,
        "short": own_text(resource, "short") or title,
        "source": own_text(resource, "source") or resource.get("publisher") or "not said",
        "language": resource.get("language") or "en",
        "stem": next(_stems(resource), ""),
        "recall": own_text(resource, "recall"),
        "loinc": code_in({"coding": resource.get("code")}, LOINC),
        "licence": {
            "id": own_text(resource, "licence") or "as stated",
            "statement": resource["copyright"],
            "source": own_text(resource, "licence-source") or "the Questionnaire that was read",
        },
        "scale": options[0],
        "items": [
            _item_document(one, links, chosen, options[0])
            for one, chosen in zip(items, options, strict=True)
        ],
    }
    return document, Known(_bare(document), links)


def _incomplete(resource: Resource, items: Sequence[Resource]) -> str:
    """What a Questionnaire lacks to be asked; empty where it lacks nothing."""
    if not resource.get("title"):
        return "it has no title"
    if not resource.get("copyright"):
        return "it does not say under which licence its words stand (copyright)"
    if not items:
        return "it has no items"
    for one in items:
        if not one.get("text"):
            return "an item has no words"
        chosen = [one["value"] for one in _options(one)]
        if one.get("type") != "choice" or len(chosen) < 2 or None in chosen:
            return "an item is not answered by choices with numbers (ordinalValue)"
    return ""


def _options(item: Resource) -> list[dict[str, Any]]:
    """The choices of an item, each with its number, or None where it has none."""
    found = []
    for one in item.get("answerOption") or ():
        given = one.get("valueCoding") or {}
        value = whole(extension(given, ORDINAL))
        if value is None:
            value = whole(extension(one, ORDINAL))
        if value is None:
            value = whole(one.get("valueInteger"))
        loinc = given.get("code") if given.get("system") == LOINC else ""
        found.append({"value": value, "label": given.get("display") or "", "loinc": loinc or ""})
    return found


def _item_document(
    item: Resource, links: Mapping[str, str], chosen: list[dict[str, Any]], scale: Any
) -> dict[str, Any]:
    risk = own_whole(item, "risk-from")
    return {
        "id": links[item.get("linkId", "")],
        "text": item["text"],
        "loinc": code_in({"coding": item.get("code")}, LOINC),
        **({"choices": chosen} if chosen != scale else {}),
        **({"risk_from": risk} if risk is not None else {}),
    }


def _item_names(items: Sequence[Resource]) -> dict[str, str]:
    """An id that we can keep for the link of each item; each its own."""
    found: dict[str, str] = {}
    for n, one in enumerate(items, 1):
        link = str(one.get("linkId", ""))
        name = link if ITEM_ID.match(link) else _name(link, "q")
        found[link] = name if name not in found.values() else f"q_{n}"
    return found


def _name(words: str, before: str) -> str:
    """Words as an id: small letters, digits, underscores; at most 40 characters."""
    name = re.sub(r"[^a-z0-9]+", "_", words.casefold()).strip("_")
    if not re.match(r"[a-z][a-z0-9_]", name):
        name = f"{before}_{name}".rstrip("_") + ("" if name else "_1")
    return name[:40].rstrip("_")


def _stems(resource: Resource) -> Iterator[str]:
    for one in resource.get("item") or ():
        if one.get("type") == "display" and one.get("text"):
            yield one["text"]


def _bare(document: Mapping[str, Any]) -> Instrument:
    """The instrument of a document as far as reading its answers needs it."""

    def chosen(rows: Any) -> tuple[Choice, ...]:
        return tuple(Choice(one["value"], one["label"], one["loinc"]) for one in rows)

    return Instrument(
        id=document["id"],
        version=document["version"],
        title=document["title"],
        short=document["short"],
        items=tuple(
            Item(one["id"], one["text"], chosen(one.get("choices", ())), one.get("risk_from"))
            for one in document["items"]
        ),
        scale=chosen(document["scale"]),
        subscales=(),
        licence=Licence(**document["licence"]),
        source=document["source"],
    )


def _told(id: str) -> str:
    """An item's id as a message may show it: never words."""
    return id if ITEM_ID.match(id) else "of another name"
