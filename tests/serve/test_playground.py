"""LangServe's playground in a real browser, over the real service; the model's replies are planted.

PHI4_NODE_SCREENSHOTS=docs/images pytest tests/serve/test_playground.py makes the documentation's pictures.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from phi4_node.serve import create_app
from tests.browser import INSTALL, chromium, find_chromium, keep_picture
from tests.conftest import needs
from tests.serve.conftest import PROBLEM, RIGHT, settings
from tests.serve.live import live
from tests.servers import Client, Handler, misbehave, openai_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WRONG = "Steps:\n1. The numbers 1 and -3 add up to -2.\nAnswer: x = 1"
MILLISECONDS = 120_000
TRIES = 20
Start = Callable[[Handler], str]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    needs("Chromium and Playwright", program is not None, INSTALL)
    with chromium(program or "") as started:
        yield started


@contextmanager
def playground(browser: Browser, start: Start, route: str, model: Handler, **more: Any) -> Iterator[Page]:
    """The playground of a route, open in the browser; errors of the page are ours."""
    model_url = start(model)
    service = create_app(settings(model=f"openai:planted@{model_url}/v1", playground=True, **more))
    page = browser.new_page(viewport={"width": 900, "height": 700}, device_scale_factor=1.25)
    page.set_default_timeout(MILLISECONDS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        with live(service) as url:
            page.goto(f"{url}/{route}/playground/")
            yield page
    finally:
        page.close()
    assert not errors


def see(page: Page, text: str) -> None:
    """Wait until the page shows the text."""
    from playwright.sync_api import TimeoutError as TooLateError

    try:
        page.wait_for_function("text => document.body.innerText.includes(text)", arg=text)
    except TooLateError:
        pytest.fail(f"{text!r} does not come; the page shows:\n{page.inner_text('body')}", pytrace=False)


def see_the_end(page: Page) -> str:
    """Wait until the run has ended; what the page shows then."""
    page.get_by_role("button", name="Start").wait_for()
    return page.inner_text("body")


def run(page: Page, *texts: str) -> None:
    """Type into the fields in their order, and start.

    The page's form, JSON Forms, can take a field back to what it was when another one changes at the same
    time, on a machine that is busy; so the fields are looked at again, as a person would.
    """
    start = page.get_by_role("button", name="Start")
    fields = [page.locator("textarea").nth(place) for place in range(len(texts))]
    for _ in range(TRIES):
        for field, text in zip(fields, texts, strict=True):
            field.fill("")
            field.fill(text)
            page.wait_for_timeout(300)
        if start.is_enabled() and [field.input_value() for field in fields] == list(texts):
            break
    start.click()


@pytest.mark.parametrize("route", ["reason", "math"])
def test_a_problem(browser: Browser, http_server: Start, route: str) -> None:
    release = threading.Event()
    model = openai_server(RIGHT, hold=(8, release))
    with playground(browser, http_server, route, model) as page:
        page.locator("textarea").wait_for()
        run(page, PROBLEM)
        see(page, "Analysis: a quadratic.")
        assert "x = -3 or x = 1" not in page.inner_text("body"), "what the model has said so far"
        release.set()
        see(page, "Verdict: verified")
        shown = see_the_end(page)
    result = shown.split("--- Result ---")[1]
    assert "Answer: x = -3 or x = 1" in result
    assert "Verdict: verified. These are all solutions: x = 1; x = -3." in result


def test_a_run_can_be_followed(browser: Browser, http_server: Start) -> None:
    with playground(browser, http_server, "reason", openai_server(WRONG, RIGHT)) as page:
        page.locator("textarea").wait_for()
        run(page, PROBLEM)
        see(page, "--- Result ---")
        shown = see_the_end(page)
        keep_picture(page, "playground")
        page.get_by_role("button", name="Intermediate steps").click()
        names = page.locator("strong").all_inner_texts()
    order = ["Attempt 1", "Verdict: refuted", "Attempt 2", "✓ answer", "Verdict: verified", "Result"]
    places = [shown.index(mark) for mark in order]
    assert places == sorted(places)
    assert {"route", "solve", "verify", "decide"} <= set(names), "the nodes of the graph"


def test_a_conversation(browser: Browser, http_server: Start) -> None:
    # as slow as a model: the page loses what comes at once
    model = openai_server("Hello to you, my friend!", RIGHT, pause=0.3)
    with playground(browser, http_server, "chat", model) as page:
        page.locator("textarea").wait_for()
        run(page, "Hi")
        see(page, "Verdict: unchecked")
        see_the_end(page)
        fields = page.locator("textarea")
        page.wait_for_function("document.querySelectorAll('textarea').length == 3")
        assert "Hello" in fields.nth(1).input_value(), "the reply is part of the conversation"
        fields.nth(2).fill(PROBLEM)
        page.get_by_role("button", name="Start").click()
        see(page, "Verdict: verified")
        see_the_end(page)


def test_the_model_itself(browser: Browser, http_server: Start) -> None:
    with playground(browser, http_server, "model", openai_server("Four.")) as page:
        page.locator("textarea").wait_for()
        run(page, "2 + 2?")
        see(page, "Intermediate steps")
        assert "Four." in see_the_end(page).split("Output")[1]


def test_an_answer_of_ones_own(browser: Browser, http_server: Start) -> None:
    with playground(browser, http_server, "verify", openai_server("")) as page:
        page.locator("textarea").first.wait_for()
        run(page, PROBLEM, "x = 1")
        see(page, "Verdict: refuted. x = -3 is a solution that the answer does not list.")


def test_what_goes_wrong_is_told(browser: Browser, http_server: Start) -> None:
    with playground(browser, http_server, "math", openai_server("")) as page:
        page.locator("textarea").wait_for()
        run(page, "${7*7}")
        see(page, "Error 400: The problem contains a template expression")
    with playground(browser, http_server, "math", misbehave("empty")) as page:
        page.locator("textarea").wait_for()
        run(page, "Is every cat a mammal?")
        see(page, "Error 502: The model's server failed.")


def test_a_stopped_run_stops_the_model(browser: Browser, http_server: Start) -> None:
    about = Client()
    model = openai_server(RIGHT * 200, pause=0.02, client=about)
    with playground(browser, http_server, "logic", model) as page:
        page.locator("textarea").wait_for()
        run(page, "Is every cat a mammal?")
        see(page, "Analysis: a quadratic.")
        page.get_by_role("button", name="Stop").click()
        assert about.gone.wait(MILLISECONDS / 1000)
