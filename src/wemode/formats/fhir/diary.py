"""The diary: what is asked as a Questionnaire, an item and day each as an Observation; and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from wemode.domain import DiaryEntry, DiaryItem, DiaryScale
from wemode.domain.diary import DIARY_ITEM_ID
from wemode.domain.limits import LINE, text_problems
from wemode.errors import Problem
from wemode.formats.fhir.codes import (
    DIARY,
    LEAST,
    MOST,
    code_in,
    coding,
    concept,
    extended,
    extension,
    own_extension,
    own_text,
    whole,
)
from wemode.formats.fhir.questionnaire import SURVEY
from wemode.formats.fhir.values import AskedItem, IncomingDay, Resource

LINE_CODE = "line"


def diary_questionnaire(items: Sequence[AskedItem]) -> Resource:
    """The Questionnaire of all that the diary ever asked, in the patient's words."""
    return {
        "resourceType": "Questionnaire",
        "id": "diary",
        "url": DIARY,
        "title": "Diary",
        "status": "active",
        "subjectType": ["Patient"],
        "item": [_asked(one) for one in items],
    }


def day_observations(day: DiaryEntry, items: Sequence[AskedItem]) -> Iterator[Resource]:
    """An Observation for each answer of a day and one for its line, without subject."""
    words = {one.item.id: one.item.words for one in items}
    for item, value in day.answers.items():
        yield _observation(day, item, words.get(item, "")) | {"valueInteger": value}
    if day.line.strip():
        yield _observation(day, LINE_CODE, "the line of the day") | {"valueString": day.line}


def _observation(day: DiaryEntry, code: str, words: str) -> Resource:
    return {
        "resourceType": "Observation",
        "id": f"d-{day.on.isoformat()}-{code}",
        "status": "final",
        **SURVEY,
        "code": concept(coding(DIARY, code), text=words),
        "effectiveDateTime": day.on.isoformat(),
    }


def _asked(asked: AskedItem) -> Resource:
    item = asked.item
    least, most = item.scale.ends
    own = extended(
        low_end=item.low,
        high_end=item.high,
        still_asked=None if asked.still_asked else False,
    ).get("extension", ())
    return {
        "linkId": item.id,
        "extension": [
            {"url": LEAST, "valueInteger": least},
            {"url": MOST, "valueInteger": most},
            *own,
        ],
        "text": item.words,
        "type": "integer",
    }


def read_diary(place: str, resource: Resource, problems: list[Problem]) -> tuple[AskedItem, ...]:
    """What a Questionnaire says that the diary asks; ``problems`` gets what is wrong with it."""
    found: dict[str, AskedItem] = {}
    scales = {scale.ends: scale for scale in DiaryScale}
    for n, one in enumerate(resource.get("item") or (), 1):
        where = f"{place}, item {n}"
        ends = whole(extension(one, LEAST)), whole(extension(one, MOST))
        words, low, high = (
            one.get("text") or "",
            own_text(one, "low-end"),
            own_text(one, "high-end"),
        )
        wrong = text_problems("words", f"{where}, words", words, LINE, needed=True)
        wrong += text_problems("low", f"{where}, low end", low, LINE)
        wrong += text_problems("high", f"{where}, high end", high, LINE)
        if not DIARY_ITEM_ID.match(str(one.get("linkId", ""))) or one.get("linkId", "") in found:
            remedy = "Number the items i1, i2 …"
            wrong.append(Problem(where, "it is not told apart from others", remedy))
        scale = scales.get((ends[0], ends[1])) if None not in ends else None  # type: ignore[arg-type]
        if scale is None:
            remedy = "Give minValue and maxValue as 0 and 100, or as 1 and 7"
            wrong.append(Problem(where, "its scale is neither 0–100 nor 1–7", remedy))
        problems += wrong
        if not wrong and scale is not None:
            still = own_extension(one, "still-asked") is not False
            item = DiaryItem(one.get("linkId", ""), words, scale, low, high)
            found[item.id] = AskedItem(item, still)
    return tuple(found.values())


@dataclass(slots=True)
class Days:
    """Gathers the days of the diary from their Observations."""

    answers: dict[date, dict[str, int]] = field(default_factory=dict)
    lines: dict[date, str] = field(default_factory=dict)

    def read(self, place: str, resource: Resource, problems: list[Problem]) -> None:
        """One Observation of a diary item; ``problems`` gets what is wrong with it."""
        code = code_in(resource.get("code"), DIARY)
        day = _day(resource.get("effectiveDateTime"))
        if day is None:
            remedy = "Write effectiveDateTime as 2026-03-02"
            problems.append(Problem(place, "it does not say which day it is of", remedy))
            return
        if code == LINE_CODE:
            self._line(place, day, resource.get("valueString"), problems)
            return
        value = whole(resource.get("valueInteger"))
        if not DIARY_ITEM_ID.match(code) or value is None:
            remedy = "Give the item as i1, i2 … and its answer as valueInteger"
            problems.append(Problem(place, "it is no answer to an item of the diary", remedy))
        elif code in self.answers.setdefault(day, {}):
            problems.append(
                Problem(place, "the day has an answer to this item already", "Keep one")
            )
        else:
            self.answers[day][code] = value

    def found(self) -> tuple[IncomingDay, ...]:
        """The days in their order."""
        days = sorted(self.answers.keys() | self.lines.keys())
        return tuple(
            IncomingDay(day, self.answers.get(day, {}), self.lines.get(day, "")) for day in days
        )

    def _line(self, place: str, day: date, line: object, problems: list[Problem]) -> None:
        wrong = text_problems(
            "line", place, line if isinstance(line, str) else "", LINE, needed=True
        )
        if day in self.lines:
            wrong.append(Problem(place, "the day has a line already", "Keep one"))
        problems += wrong
        if not wrong:
            self.lines[day] = str(line)


def _day(value: object) -> date | None:
    """The day of a FHIR dateTime, in its own zone; None where it is no whole day."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
