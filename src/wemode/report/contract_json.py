"""The Contract page as JSON, for other programs; the shapes are documented in docs/contract.md."""

from __future__ import annotations

import json
from typing import Any

from wemode.domain import Stamp
from wemode.report.contract import (
    AssentLine,
    AttemptLine,
    ContractPage,
    GoalLine,
    RedlinePage,
    Sheet,
    TaskLine,
    ThreadLine,
    Timeline,
)

Document = dict[str, Any]


def contract_json(page: ContractPage) -> str:
    """The version looked at, with what became of it."""
    return _text({**_head(page), "sheet": _sheet(page.sheet) if page.sheet else None})


def diff_json(page: ContractPage) -> str:
    """The redline between two versions."""
    return _text({**_head(page), "redline": _redline(page.redline) if page.redline else None})


def history_json(page: ContractPage) -> str:
    """All versions, the latest first, and the timeline."""
    return _text(
        {
            **_head(page),
            "versions": [_version(line) for line in page.thread],
            "timeline": _timeline(page.timeline),
        }
    )


def _text(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def _head(page: ContractPage) -> Document:
    return {
        "case": page.code_name,
        "as_of": page.upto,
        "last_session": page.last_session,
        "agreed": page.agreed,
        "proposed": page.proposed,
        "draft": page.draft,
        "review_in": page.review_in,
    }


def _stamp(at: Stamp | None) -> Document | None:
    return {"session": at.session, "on": at.on.isoformat()} if at else None


def _sheet(sheet: Sheet) -> Document:
    return {
        "version": sheet.number,
        "state": sheet.state.value,
        "replaces": sheet.replaces,
        "proposed_by": sheet.proposed_by.value if sheet.proposed_by else None,
        "reason": sheet.reason,
        "begun": _stamp(sheet.begun),
        "proposed": _stamp(sheet.proposed),
        "agreed": _stamp(sheet.agreed),
        "ended": _stamp(sheet.ended),
        "purpose": sheet.purpose,
        "goals": [_goal(line) for line in sheet.goals],
        "can_promise": sheet.can_promise,
        "cannot_promise": sheet.cannot_promise,
        "hopes": sheet.hopes,
        "therapist_part": sheet.therapist_part,
        "patient_part": sheet.patient_part,
        "review_every": sheet.review_every,
        "assents": [_assent(line) for line in sheet.assents],
        "attainment_t": sheet.attainment,
        "goals_rated": sheet.rated,
    }


def _goal(line: GoalLine) -> Document:
    goal, ladder = line.goal, line.ladder
    return {
        "id": goal.id,
        "wording": goal.wording,
        "motive": goal.motive or None,
        "standing": goal.standing.value,
        "hands": goal.hands.value if goal.hands else None,
        "weight": goal.weight,
        "seen_by": goal.seen_by,
        "obstacle": goal.obstacle,
        "levels": {str(rung.level): rung.words for rung in ladder.rungs},
        "baseline": ladder.baseline,
        "today": ladder.today,
        "path": [{"session": session, "level": level} for session, level in ladder.path],
        "therapists_path": [
            {"session": session, "level": level} for session, level in ladder.other_path
        ],
        "said": [{"session": ref.session, "turn": ref.turn} for ref in goal.said],
        "flaws": [
            {"quality": flaw.quality, "says": flaw.says, "better": flaw.better}
            for flaw in line.flaws
        ],
        "is_new": line.is_new,
        "is_changed": line.is_changed,
        "tasks": [_task(one) for one in line.tasks],
    }


def _task(line: TaskLine) -> Document:
    task = line.task
    return {
        "id": task.id,
        "wording": task.wording,
        "kind": task.kind or None,
        "where": task.where.value,
        "feeling": task.feeling,
        "strength": task.strength,
        "dreaded": task.dreaded,
        "other_view": task.other_view,
        "pattern": task.pattern,
        "against": line.against,
        "said": [{"session": ref.session, "turn": ref.turn} for ref in task.said],
        "undone_twice": line.undone_twice,
        "is_new": line.is_new,
        "is_changed": line.is_changed,
        "attempts": [_attempt(one) for one in line.attempts],
    }


def _attempt(line: AttemptLine) -> Document:
    return {
        "session": line.session,
        "on": line.on.isoformat(),
        "outcome": line.outcome.value,
        "feeling": line.feeling,
        "strength": line.strength,
        "showed": line.showed,
        "next_step": line.next_step,
    }


def _assent(line: AssentLine) -> Document:
    later = line.hindsight
    return {
        "party": line.party.value,
        **(_stamp(line.at) or {}),
        "words": line.words,
        "free": line.free,
        "turn": line.turn,
        "seen_as": line.seen_as,
        "bare": line.bare,
        "hindsight": {**(_stamp(later.at) or {}), "words": later.words, "free": later.free}
        if later
        else None,
    }


def _version(line: ThreadLine) -> Document:
    first, last = line.sessions
    return {
        "version": line.number,
        "state": line.state.value,
        "replaces": line.replaces,
        "proposed_by": line.proposed_by.value if line.proposed_by else None,
        "reason": line.reason,
        "summary": line.summary,
        "begun": _stamp(line.begun),
        "proposed": _stamp(line.proposed),
        "agreed": _stamp(line.agreed),
        "ended": _stamp(line.ended),
        "sessions": {"first": first, "last": last},
        "free": line.free,
        "bare": line.bare,
    }


def _timeline(line: Timeline) -> Document:
    return {
        "first": line.first.isoformat() if line.first else None,
        "last": line.last.isoformat() if line.last else None,
        "marks": [
            {
                "session": mark.session,
                "on": mark.on.isoformat(),
                "kind": mark.kind,
                "label": mark.label,
                "version": mark.version,
                "outcome": mark.outcome.value if mark.outcome else None,
            }
            for mark in line.marks
        ],
    }


def _redline(page: RedlinePage) -> Document:
    return {
        "before": page.before,
        "after": page.after,
        "reasons": [{"version": number, "reason": reason} for number, reason in page.reasons],
        "sessions": list(page.sessions),
        "lines": [
            {
                "key": line.key,
                "label": line.label,
                "kind": line.kind.value,
                "moved": line.moved,
                "pieces": [{"op": piece.op, "text": piece.text} for piece in line.pieces],
            }
            for line in page.redline.lines
        ],
    }
