"""What the page on the patient's page promises holds: its example, its addresses."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from wemode.web.patient_urls import urlpatterns

DOCS = Path(__file__).resolve().parents[2] / "docs" / "patient-page.md"
TEXT = DOCS.read_text(encoding="utf-8")


def test_the_example_prints_what_stands_beneath_it() -> None:
    code, printed = re.findall(r"```(?:python)?\n(.*?)```", TEXT, re.S)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, DOCS.name, "exec"), {})
    assert out.getvalue() == printed


def test_every_address_stands_in_the_table_or_in_the_text() -> None:
    for one in urlpatterns:
        address = re.sub(r"<\w+:(\w+)>", "", f"/p/{one.pattern}").replace("//", "/")
        assert address.rstrip("/") in TEXT or one.name == "leave", address
