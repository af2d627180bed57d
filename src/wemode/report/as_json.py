"""The review, and the page after a session of a case, as JSON for other programs."""

from __future__ import annotations

import json
from typing import Any

from wemode.report.contract_today import ContractToday
from wemode.report.now import NowPage
from wemode.report.review import AdviceLine, ReviewPage


def review_dict(page: ReviewPage) -> dict[str, Any]:
    """The review in plain lists and dicts; the shape is documented in docs/review.md."""
    return {
        "turns": [
            {
                "n": turn.number,
                "speaker": turn.speaker.value,
                "text": turn.text,
                "codes": [
                    {"code": c.code, "confidence": c.confidence, "because": c.because}
                    for c in turn.chips
                ],
            }
            for turn in page.turns
        ],
        "strains": [
            {"kind": s.kind, "first": s.first, "last": s.last, "repaired": s.repaired}
            for s in page.strains
        ],
        "advice": [_advice(a, {"turns": list(a.turns)}) for a in page.advice],
        "contract_talk": {
            **{line.key: list(line.turns) for line in page.contract},
            "tasks": [
                {
                    "proposed": task.quote.turn,
                    "outcome": task.outcome,
                    "answer": task.answer.turn if task.answer else None,
                    "cost": list(task.cost),
                    "choice": list(task.choice),
                }
                for task in page.tasks
            ],
        },
    }


def review_json(page: ReviewPage) -> str:
    """The review as one JSON document, UTF-8 text as it is."""
    return json.dumps(review_dict(page), ensure_ascii=False, indent=1)


def now_dict(page: NowPage) -> dict[str, Any]:
    """The page after a session of a case: the review, with the advice on the case instead."""
    themes = [advice for theme in page.themes for advice in theme.advice]
    advice = [page.head, *themes] if page.head else themes
    return {
        **review_dict(page.review),
        "advice": [_advice(a, {"turns": list(a.turns), "lines": list(a.lines)}) for a in advice],
        "session": page.session.number,
        "contract": _contract(page.contract) if page.contract else None,
        "set_aside": [{"rule": one.rule, "reason": one.reason} for one in page.aside],
    }


def now_json(page: NowPage) -> str:
    """The page after a session as one JSON document, UTF-8 text as it is."""
    return json.dumps(now_dict(page), ensure_ascii=False, indent=1)


def _advice(advice: AdviceLine, evidence: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule": advice.rule,
        "says": advice.says,
        "because": advice.because,
        "source": advice.source,
        "evidence": evidence,
    }


def _contract(contract: ContractToday) -> dict[str, Any]:
    return {
        "version": contract.version,
        "state": contract.state.value,
        "since_session": contract.since.session,
        "new": contract.is_new,
        "goals": [
            {"id": g.id, "wording": g.words, "level": g.level, "marked": g.is_marked, "was": g.was}
            for g in contract.goals
        ],
        "tasks": [
            {
                "id": task.id,
                "wording": task.words,
                "tries": [{"outcome": one.outcome, "showed": one.showed} for one in task.tries],
            }
            for task in contract.tasks
        ],
        "proposed": contract.waiting,
        "draft": contract.draft,
        "review_in": contract.review_in,
    }
