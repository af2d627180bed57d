"""The review as JSON, for other programs."""

from __future__ import annotations

import json
from typing import Any

from wemode.report.review import ReviewPage


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
        "advice": [
            {
                "rule": a.rule,
                "says": a.says,
                "because": a.because,
                "source": a.source,
                "evidence": {"turns": list(a.turns)},
            }
            for a in page.advice
        ],
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
