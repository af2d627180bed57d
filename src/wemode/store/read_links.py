"""Rows of links and of what was put aside as values, unsealed; Locked where no key is held."""

from __future__ import annotations

import json

from wemode.store import models, private
from wemode.store.results import Aside, PatientLink

_LINKS, _ASIDE = "patient links", "put aside"


def link(row: models.PatientLink) -> PatientLink:
    """A link with its token and code."""
    content = private.unseal_bytes(_LINKS, row.sealed, f"link {row.public_id}", "link")
    token, code = json.loads(content)
    return PatientLink(
        row.public_id,
        row.case.public_id,
        token,
        code,
        row.opened_at,
        row.expires_at,
        row.revoked_at,
    )


def sealed(name: str, token: str, code: str) -> bytes:
    """Token and code of the link with this public id, as its row keeps them."""
    content = json.dumps([token, code]).encode("ascii")
    return private.seal_bytes(_LINKS, content, f"link {name}")


def aside(row: models.PutAside) -> Aside:
    """What was put aside, with its content."""
    name = f"{_ASIDE} {row.submission}"
    return Aside(
        id=row.pk,
        case_id=row.case.public_id if row.case else None,
        submission=row.submission,
        kind=row.kind,
        received_at=row.received_at,
        why=row.why,
        body=private.unseal_bytes(_ASIDE, row.sealed, name, "what was put aside"),
    )


def sealed_aside(submission: str, body: bytes) -> bytes:
    """The content of a submission as its row keeps it."""
    return private.seal_bytes(_ASIDE, body, f"{_ASIDE} {submission}")
