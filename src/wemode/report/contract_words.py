"""What stands on the sheet to take home, in plain words.

What the therapist keeps stays off it: motives, checks, ratings, how the patient saw the therapist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from wemode.domain import ContractState, Hands, Party, Standing, Where
from wemode.report.contract import AssentLine, GoalLine, Ladder, Sheet, TaskLine

TITLE = "What this therapy is for"
ABOUT = (
    "This sheet says what we are trying and why. It is no test and no diagnosis, and nothing on it "
    "is final: either of us can ask to redraft it at any time. You keep one copy, your therapist "
    "keeps the other."
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_STANDING = {
    Standing.RESTS: "Rests for now:",
    Standing.PATIENTS_OWN: "Yours, and not in the hands of this therapy:",
}
# Signs that are no words: they come in by pasting, and some turn the order of what is read.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
# A run of letters this long gets places where the line may break.
_LONG = re.compile(r"\S{28}(?=\S{4})")

Words = dict[str, Any]


def sheet_words(sheet: Sheet, code_name: str) -> Words:
    """All that is printed, as plain texts in the places of the template."""
    printed: Words = _clean(
        {
            "title": TITLE,
            "purpose": sheet.purpose or TITLE,
            "note": _note(sheet),
            "goals": [_goal(line) for line in sheet.worked_on],
            "others": [
                {"note": _STANDING[line.goal.standing], "words": line.goal.wording}
                for line in sheet.others
            ],
            "prose": _prose(sheet),
            "signatures": [_signature(sheet, party) for party in Party],
            "about": ABOUT,
            "foot": f"{code_name} · version {sheet.number} · {_told(sheet)}",
        }
    )
    return printed


def _clean(value: Any) -> Any:
    """The texts without control characters, and with places to break in overlong words."""
    if isinstance(value, str):
        return _LONG.sub("\\g<0>\u200b", _CONTROL.sub("", value))
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list | tuple) else value


def _note(sheet: Sheet) -> str:
    return {
        ContractState.DRAFT: "A draft: nothing is agreed yet.",
        ContractState.PROPOSED: "A proposal: it holds once both of us have said yes.",
        ContractState.AGREED: "",
        ContractState.SUPERSEDED: "An earlier version: a later one has taken its place.",
        ContractState.WITHDRAWN: "This version was given up.",
    }[sheet.state]


def day_of(sheet: Sheet) -> date:
    """The day the version came to stand where it stands."""
    return (sheet.ended or sheet.agreed or sheet.proposed or sheet.begun).on


def _told(sheet: Sheet) -> str:
    words = {ContractState.DRAFT: "draft of", ContractState.SUPERSEDED: "replaced"}
    return f"{words.get(sheet.state, sheet.state.value)} {_date(day_of(sheet))}"


def _date(on: date) -> str:
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def _goal(line: GoalLine) -> Words:
    goal = line.goal
    seen = ["We will see it by:", goal.seen_by]
    against = ["What may stand in the way:", goal.obstacle]
    # What stands in the way goes to the shorter of the two columns.
    aside = len(line.tasks) < 2
    return {
        "words": goal.wording,
        "note": "Others decide on this as well." if goal.hands is Hands.OTHERS else "",
        "rungs": list(_rungs(line.ladder)),
        "lines": _said([seen] if aside else [seen, against]),
        "tasks": [_task(one) for one in line.tasks],
        "without": "No task for it now.",
        "against": _said([against] if aside else []),
    }


def _rungs(ladder: Ladder) -> Iterator[Words]:
    """The levels with words, and the one where it began or stands even without."""
    for rung in ladder.rungs:
        notes = ["here we are"] * rung.is_today + ["here we began"] * rung.is_baseline
        if rung.words or notes:
            note = ", ".join(notes)
            yield {
                "words": rung.words,
                "began": rung.is_baseline,
                "now": rung.is_today,
                "note": f"– {note}" if rung.words and note else note,
            }


def _task(line: TaskLine) -> Words:
    task = line.task
    strong = "" if task.strength is None else f"about {task.strength} of 10"
    cost = ", ".join(part for part in (task.feeling.strip(), strong) if part)
    lines = [
        ["Where:", "here, in a session" if task.where is Where.IN_SESSION else ""],
        ["What it will cost:", cost],
        ["What you fear it says about you:", task.dreaded],
        ["What else it may show:", task.other_view],
        ["What it is tried against:", line.against],
    ]
    return {"words": task.wording, "lines": _said(lines)}


def _said(lines: list[list[str]]) -> list[list[str]]:
    return [one for one in lines if one[1].strip()]


def _prose(sheet: Sheet) -> list[Words | None]:
    """What belongs together stands side by side; an empty place stays empty on the right."""
    rows = (
        ("What therapy can give", sheet.can_promise),
        ("What it cannot promise", sheet.cannot_promise),
        ("Your part", sheet.patient_part),
        ("Your therapist’s part", sheet.therapist_part),
        ("What you and your family hope for", sheet.hopes),
        ("When we look again", _again(sheet.review_every)),
    )
    placed: list[Words | None] = []
    for pair in (rows[:2], rows[2:4], rows[4:]):
        said: list[Words | None] = [
            {"label": label, "words": words} for label, words in pair if words.strip()
        ]
        placed += [*said, None] if len(said) == 1 else said
    return placed


def _again(every: int) -> str:
    often = "after every session" if every == 1 else f"after every {every} sessions"
    return f"Together, {often}, and whenever one of us wants to."


def _signature(sheet: Sheet, party: Party) -> Words:
    given: AssentLine | None = next((one for one in sheet.assents if one.party is party), None)
    whose = "Your signature" if party is Party.PATIENT else "Your therapist’s signature"
    return {
        "label": f"{whose}, and the day",
        "words": given.words if given else "",
        "on": _date(given.at.on) if given else "",
    }
