"""The icons of the patient's page as PNG, drawn from its SVG: iPhones take no other.

Needs Chromium, as ``scripts/screenshots.py`` does.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from screenshots import ARGUMENTS, BROWSERS

STATIC = Path(__file__).parents[1] / "src" / "wemode" / "web" / "static" / "wemode"
# Name, size, and whether the phone cuts it to a shape of its own: then it has no round corners.
ICONS = (("patient-192", 192, True), ("patient-512", 512, False), ("patient-mask-512", 512, True))


def main() -> None:
    """Draw them anew, where they lie."""
    drawing = (STATIC / "patient.svg").read_text(encoding="utf-8")
    path = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name, size, is_cut in ICONS:
            page = browser.new_page(viewport={"width": size, "height": size})
            icon = drawing.replace(' rx="14"', "") if is_cut else drawing
            page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{icon}")
            page.locator("svg").evaluate(f"one => {{ one.style.width = '{size}px' }}")
            page.screenshot(path=STATIC / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
