"""Chromium before the real pages, served from this process on 127.0.0.1."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import CaseFile
from tests.web.conftest import Seen

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Milliseconds until what was expected counts as missing: a busy machine is no finding.
PATIENCE = 30_000
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this machine; skipped without one, a failure where CI says so."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        why = f"no Chromium on this machine (looked for {', '.join(NAMES)})"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    # Playwright's loop runs in this thread, where tests also read the case file.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class QuietHandler(WSGIRequestHandler):
    """Writes nothing about requests."""

    def log_message(self, format: str, *args: object) -> None:
        pass


class Counted:
    """The pages, and how many of them are being answered just now."""

    def __init__(self) -> None:
        self.pages = get_wsgi_application()
        self.running = 0
        self.changed = threading.Condition()

    def __call__(self, environ: dict[str, object], start_response: Callable[..., object]) -> object:
        with self.changed:
            self.running += 1
        try:
            return self.pages(environ, start_response)
        finally:
            with self.changed:
                self.running -= 1
                self.changed.notify_all()

    def rest(self) -> None:
        """Wait until none is: a late one would meet, and lock, the case file of the next test."""
        time.sleep(0.05)
        with self.changed:
            self.changed.wait_for(lambda: self.running == 0, timeout=10)


@pytest.fixture(scope="session")
def pages() -> Counted:
    return Counted()


@pytest.fixture(scope="session")
def address(pages: Counted) -> Iterator[str]:
    """Where the pages are served."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.set_app(pages)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def new_browser(
    chromium: Browser, address: str, pages: Counted
) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of its own; no request of any may leave 127.0.0.1, no script may fail."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_one(**options: object) -> BrowserContext:
        context = chromium.new_context(base_url=address, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: _note_host(request.url, wrong))
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    pages.rest()
    assert wrong == []


def _note_host(url: str, wrong: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
        wrong.append(f"a request went to {parts.hostname}")


@pytest.fixture
def page(new_browser: Callable[..., BrowserContext]) -> Page:
    """A window that is not let in."""
    return new_browser().new_page()


@pytest.fixture
def desk(page: Page, case_file: CaseFile, seen: Seen) -> Page:
    """A window that is let in, at the transcript of the case's session."""
    let_in(page, case_file.passphrase)
    page.goto(seen.turns)
    return page


def let_in(page: Page, passphrase: str) -> None:
    """Let the window's browser in as ``unlock`` does, without the page: the quick way to others."""
    giver = Client()
    assert giver.post("/unlock/", {"passphrase": passphrase}).status_code == 302
    cookie = giver.cookies[settings.SESSION_COOKIE_NAME]
    held = {"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([held])


def unlock(page: Page, passphrase: str) -> None:
    """Give the passphrase on the Unlock page."""
    page.goto("/unlock/")
    page.get_by_label("Passphrase").fill(passphrase)
    page.get_by_role("button", name="Unlock").click()
    page.wait_for_url("**/")
