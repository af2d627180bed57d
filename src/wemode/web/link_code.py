"""The address of a patient's page as a picture that a phone's camera reads."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe

# Modules of white around the code, without which a camera does not find it (ISO/IEC 18004).
QUIET = 4


def picture(address: str) -> SafeString:
    """The address as a QR code: SVG to stand in a page, black on white in any colour scheme.

    It bears no style attribute, which the pages' policy would refuse; its class gives its size.
    """
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(border=QUIET, light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(svg)  # drawn by segno: the address stands in it as squares only
