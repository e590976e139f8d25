"""A real browser for journeys: headless Chromium that talks to our own server only and reports what a person would have suffered from.

`browser_page(user=None, width=1280, …)` opens a page of a fresh context. When the test ends, requests to foreign hosts, errors of
scripts and violations of the content policy fail it. `page.axe()` is `axe(page)`: it fails on any finding.
"""

import os
import shutil
import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

ARGUMENTS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
]  # fmt: skip
COLOURS = ["color-contrast", "link-in-text-block"]
PATIENCE = 20_000  # milliseconds; what never comes is waited for once, what comes late on a busy machine is no fault


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.fail("Chromium не найден: apt-get install chromium", pytrace=False)
    from django.db import connections

    known = connections.all(initialized_only=True)
    arguments = ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        # Inside Playwright's event loop Django would open other connections than the tests before had prepared.
        for connection in known:
            connections[connection.alias] = connection
        browser = playwright.chromium.launch(executable_path=program, args=arguments, headless=True)
        yield browser
        browser.close()


class Watch:
    """What went wrong on the pages of one test."""

    def __init__(self, home):
        self.home = home
        self.foreign = []
        self.errors = []

    def guard(self, route):
        url = urlsplit(route.request.url)
        if url.scheme in {"data", "blob", "about"} or url.netloc == self.home:
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def hear(self, message):
        expected = "Failed to load resource: the server responded with a status of 4" in message.text
        if message.type == "error" and not expected:
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def watch(live_server):
    """The record of the test; a test that expects a complaint empties the list."""
    record = Watch(urlsplit(live_server.url).netloc)
    yield record
    assert record.foreign == []
    assert record.errors == []


@pytest.fixture
def browser_page(chromium, live_server, watch, settings):
    """Opens pages: `browser_page(user=…, width=390, height=844, dark=True, touch=True)`."""
    from django.conf import settings as conf
    from django.test import Client

    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    contexts = []

    def open_page(user=None, width=1280, height=900, dark=False, touch=False, scripts=True):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            timezone_id="Asia/Yekaterinburg",
            locale="ru-RU",
            has_touch=touch,
            java_script_enabled=scripts,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.route("**/*", watch.guard)
        context.set_default_timeout(PATIENCE)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies[conf.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", watch.hear)
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()


def settled(page):
    """Returns the page when its document is whole. The document itself is asked: on a busy machine Playwright's own event of it has been missed."""
    from playwright.sync_api import Error

    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until:
        with suppress(Error):  # it is just leaving for another one
            if page.evaluate("document.readyState") == "complete":
                return page
        page.wait_for_timeout(20)
    pytest.fail(f"{page.url} has not loaded")


@pytest.fixture(scope="session")
def axe():
    """`axe(page)` fails with a readable list when axe-core finds anything; `colours=True` asks only what depends on the colour scheme."""
    from axe_playwright_python.sync_playwright import Axe

    engine = Axe()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def look(page, colours=False, **context):
        asked = {"type": "rule", "values": COLOURS} if colours else {"type": "tag", "values": tags}
        results = engine.run(page, options={"runOnly": asked}, **context)
        found = [
            f"{violation['id']}: {violation['help']}\n    " + "\n    ".join(node["html"][:200] for node in violation["nodes"][:5])
            for violation in results.response["violations"]
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)

    return look
