"""What axe-core finds wrong with a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# All that it passes as well would be megabytes of a long page.
BRIEF = {"resultTypes": ["violations"]}
CONTRAST = "axe.run({runOnly: ['color-contrast'], resultTypes: ['violations']})"


def violations(page: Page) -> list[str]:
    """Whatever it finds in light, and of colours in dark: nothing else hangs on the scheme."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = Axe().run(page, options=BRIEF).response["violations"]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += page.evaluate(CONTRAST)["violations"]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]
