"""Which signs of a sheet no font of this machine has: on paper an empty box would stand there."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from wemode.report.contract import ContractPage
from wemode.report.contract_words import sheet_words

if TYPE_CHECKING:
    import typst

MOST_TOLD = 12
# Latin, Greek, Cyrillic and Hebrew letters, marks and currencies: the face of the sheet has them.
_AT_HOME = r"\x00-\u04ff\u0590-\u05ff\u1e00-\u1eff\u2000-\u2040\u20a0-\u20cf\ufe0e\ufe0f"
# A sign with what belongs to it: two letters of a flag, a tone of skin, what is joined to it.
_FOREIGN = re.compile(
    r"[\U0001f1e6-\U0001f1ff]{2}"
    rf"|[^{_AT_HOME}](?:[\u0300-\u036f\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d.)*"
)
_ONE = b"""#set document(title: "a")
#set text(font: "Libertinus Serif", lang: "en")
#json(bytes(sys.inputs.words))"""


def unprintable(page: ContractPage) -> tuple[str, ...]:
    """The signs on the sheet looked at that no font has, each once, in the order they come."""
    if page.sheet is None:
        return ()
    words = json.dumps(sheet_words(page.sheet, page.code_name), ensure_ascii=False)
    signs = tuple(dict.fromkeys(_FOREIGN.findall(words)))
    if not signs or _has_font(" ".join(signs)):
        return ()
    return tuple(sign for sign in signs if not _sign_has_font(sign))


def signs_told(signs: tuple[str, ...]) -> str:
    """The signs in a row, symbols with their names; of many the first, and how many more."""
    more = len(signs) - MOST_TOLD
    shown = " ".join(map(_named, signs[:MOST_TOLD]))
    return shown + (f" and {more} more" if more > 0 else "")


def _named(sign: str) -> str:
    """A symbol with its name, for whose screen lacks it too."""
    first = sign[0]
    is_symbol = len(sign.rstrip("\ufe0e\ufe0f")) == 1 and unicodedata.category(first) == "So"
    return f"{sign} ({unicodedata.name(first, hex(ord(first))).lower()})" if is_symbol else sign


def _has_font(words: str) -> bool:
    # The typesetter is loaded for signs it may lack, and for nothing else. PDF/UA refuses boxes.
    import typst

    inputs = {"words": json.dumps(words, ensure_ascii=False)}
    fonts: Any = _fonts()
    try:
        typst.compile(_ONE, format="pdf", sys_inputs=inputs, pdf_standards="ua-1", font_paths=fonts)
    except typst.TypstError:
        return False
    return True


_sign_has_font = lru_cache(maxsize=4096)(_has_font)


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the machine, looked through once."""
    import typst

    return typst.Fonts()
