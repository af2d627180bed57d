"""Pictures of every page of the demo, light, dark, on a phone and on paper, into ./screenshots.

Starts ``wemode demo`` on a free port, goes through the pages with Chromium, stops it again. With
``docs`` as its argument it takes only the pictures of the read me, into ./docs/images.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path("screenshots")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A session of the demo in which goals and tasks are talked about.
TALK = 31
# Pages of the shared understanding, by the names of their pictures.
UNDERSTANDING = {
    "episodes": "episodes/",
    "pattern": "pattern/",
    "pattern-chosen": "pattern/?e=e1",
    "pattern-share": "pattern/share/",
    "alliance": "alliance/",
    "states": "states/",
    "way": "way/",
    "course": "course/",
    "measures": "measures/",
    "diary": "diary/",
    "patient-link": "patient/",
    "responses": "risk/",
    "events": "events/",
}
# Screens of the patient's page, by the names of their pictures.
OF_PATIENT = {
    "home": "",
    "contract": "contract/",
    "today": "today/",
    "seen": "seen/",
    "who": "who/",
}
# The pictures of the read me: what is looked at, and how much of its top is shown.
IN_DOCS = Path("docs/images")
README = (1200, 860)
README_COURSE = (1200, 1180)
DESK, PHONE, PAPER = (1360, 900), (390, 844), (794, 1123)
# Name of the way of looking: size of the window, colour scheme, medium.
LOOKS = {
    "light": (DESK, "light", "screen"),
    "dark": (DESK, "dark", "screen"),
    "phone": (PHONE, "light", "screen"),
    "print": (PAPER, "light", "print"),
}


def main(arguments: list[str]) -> None:
    """Take all pictures, or those of the read me, and say where they are."""
    folder = IN_DOCS if arguments == ["docs"] else FOLDER
    browser_path = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser_path is None:
        sys.exit("There is no Chromium on this machine.")
    folder.mkdir(exist_ok=True)
    port = _free_port()
    program = str(Path(sys.executable).with_name("wemode"))
    demo = subprocess.Popen(
        [program, "demo", "--no-browser", "--port", str(port)], stdout=subprocess.PIPE, text=True
    )
    try:
        address = f"http://127.0.0.1:{port}"
        way_in, code = _way_in(demo)
        _wait_for(address)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
            if folder is IN_DOCS:
                _take_for_docs(browser, address)
            else:
                for look in LOOKS:
                    _take_all(browser, address, look)
            _take_patient(browser, address + way_in, code, folder)
            browser.close()
    finally:
        demo.terminate()
        demo.wait(20)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder.resolve()}")


def _take_for_docs(browser: Browser, address: str) -> None:
    """The top of the pages that the read me shows."""
    page = _window(browser, address, "light")
    page.set_viewport_size({"width": README[0], "height": README[1]})
    page.goto("/")
    now = _latest_session(page)
    case = now.split("session/")[0]
    page.goto(f"{case}contract/")
    page.wait_for_timeout(250)
    page.screenshot(path=IN_DOCS / "contract.png")
    page.goto(now)
    with page.expect_navigation():
        page.locator("button[name=skip]").evaluate("button => button.click()")
    page.goto(now)
    page.wait_for_timeout(250)
    page.screenshot(path=IN_DOCS / "now.png")
    page.set_viewport_size({"width": README_COURSE[0], "height": README_COURSE[1]})
    page.goto(f"{case}course/")
    page.wait_for_timeout(250)
    page.screenshot(path=IN_DOCS / "course.png")
    page.context.close()


def _way_in(demo: subprocess.Popen[str]) -> tuple[str, str]:
    """The address and the code of the patient's page, as the demo says them at its start."""
    assert demo.stdout
    for line in demo.stdout:
        if found := re.search(r"code (\d{3} ?\d{3}): \S+?(/p/in/\S+/)", line):
            return found[2], found[1].replace(" ", "")
    sys.exit("The demo said no way to the patient's page.")


def _take_patient(browser: Browser, way_in: str, code: str, folder: Path) -> None:
    """The patient's screens on a phone, light and dark; for the read me the first one alone."""
    page = _window(browser, way_in.split("/p/")[0], "phone")
    page.goto(way_in)
    page.locator("input[name=code]").fill(code)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    if folder is IN_DOCS:
        page.screenshot(path=folder / "patient.png")
    else:
        _take_screens(page)
    page.context.close()


def _take_screens(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for name, place in OF_PATIENT.items():
            page.goto(f"/p/{place}")
            page.wait_for_timeout(250)
            page.screenshot(path=FOLDER / f"patient-{name}-{scheme}.png", full_page=True)


def _latest_session(page: Page) -> str:
    """The address of the page after the latest session, from the caseload that is open."""
    found = re.search(r"/case/[^/\"]+/session/\d+/", page.content())
    assert found, "the demo has no session"
    return found[0]


def _window(browser: Browser, address: str, look: str) -> Page:
    (width, height), scheme, medium = LOOKS[look]
    window = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=2 if look == "phone" else 1,
    )
    page = window.new_page()
    page.emulate_media(media="print" if medium == "print" else "screen")
    return page


def _take_all(browser: Browser, address: str, look: str) -> None:
    medium = LOOKS[look][2]
    page = _window(browser, address, look)
    page.goto("/")
    now = _latest_session(page)
    case = now.split("session/")[0]

    def take(name: str, place: str, whole: bool = False) -> None:
        page.goto(place)
        page.wait_for_timeout(250)
        page.screenshot(path=FOLDER / f"{name}-{look}.png", full_page=whole)

    take("caseload", "/")
    take("case", case)
    take("new-case", "/case/new/")
    take("import", f"{case}import/")
    take("now-asking", now)
    with page.expect_navigation():
        page.locator("button[name=skip]").evaluate("button => button.click()")
    take("now", now, whole=True)
    take("session", f"{now}turns/", whole=medium == "print")
    take("session-turn", f"{now}turns/12/")
    take("contract", f"{case}contract/", whole=True)
    take("contract-first", f"{case}contract/?v=1", whole=True)
    newest = _versions(page)
    take("contract-redline", f"{case}contract/?from={newest - 1}&to={newest}", whole=True)
    take("contract-as-of", f"{case}contract/?as_of=2", whole=True)
    if medium == "screen":
        take("contract-draft", f"{case}contract/draft/", whole=True)
        take("contract-talk", f"{case}contract/draft/?session={TALK}", whole=True)
        take("contract-assent", f"{case}contract/assent/", whole=True)
        _take_try(page, f"{case}contract/", look)
    for name, place in UNDERSTANDING.items():
        take(name, f"{case}{place}", whole=True)
    if medium == "screen":
        take("episodes-talk", f"{case}episodes/?session={TALK}", whole=True)
        take("pattern-write", f"{case}pattern/write/?p=p1", whole=True)
    take("design", "/design/", whole=True)
    take("not-found", "/nowhere/")
    if medium == "screen":
        _take_dialogs(page, f"{now}turns/#t12", look)
    page.context.close()


def _versions(page: Page) -> int:
    """The number of the newest version in the thread of the Contract page."""
    return int(page.locator(".thread .version .n").first.inner_text())


def _take_try(page: Page, place: str, look: str) -> None:
    """A try being noted under the first task."""
    page.goto(place)
    page.locator(".trying summary").first.click()
    page.screenshot(path=FOLDER / f"contract-try-{look}.png")


def _take_dialogs(page: Page, place: str, look: str) -> None:
    """The panels of the Session page: why a code, setting one, the keys."""
    for name, key in (("why", "w"), ("codes", "/"), ("keys", "?")):
        page.goto("/design/")
        page.goto(place)
        page.wait_for_timeout(250)
        page.keyboard.press(key)
        page.wait_for_timeout(400)
        page.screenshot(path=FOLDER / f"session-{name}-{look}.png")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    sys.exit("The demo did not answer.")


if __name__ == "__main__":
    main(sys.argv[1:])
