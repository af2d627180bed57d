"""Fingerprints of forms whose words may not be passed on, so that a test can find them packed.

    python scripts/withheld_words.py ID < items.txt >> tests/golden/withheld_words.txt

``items.txt`` has one sentence of the form a line and stays outside the project. A fingerprint is
the hash of six words in a row, without capitals and punctuation; the words cannot be read from it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from hashlib import blake2b

IN_A_ROW = 6
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def fingerprints(text: str) -> Iterator[str]:
    """The hash of every six words in a row; of fewer words none."""
    words = _WORD.findall(text.casefold().replace("’", "'"))
    for at in range(len(words) - IN_A_ROW + 1):
        row = " ".join(words[at : at + IN_A_ROW])
        yield blake2b(row.encode(), digest_size=6).hexdigest()


if __name__ == "__main__":
    (form,) = sys.argv[1:]
    found = {one for line in sys.stdin for one in fingerprints(line)}
    for one in sorted(found):
        print(form, one)
