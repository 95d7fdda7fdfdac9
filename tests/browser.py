"""A real Chromium without a window, driven by Playwright; nothing is downloaded for it."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

INSTALL = "apt-get install chromium, and pip install playwright"
SCREENSHOTS = "PHI4_NODE_SCREENSHOTS"
"""Names a folder in which the tests leave pictures, for the documentation."""

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> str | None:
    """The browser's program, if Playwright is here to drive it."""
    if importlib.util.find_spec("playwright") is None:
        return None
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


@contextmanager
def chromium(program: str) -> Iterator[Browser]:
    """A running browser.

    Playwright occupies the thread's event loop as long as it lasts: no async test may run meanwhile.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # its sandbox cannot be had by root, nor in most containers; it sees nothing but our own pages
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def keep_picture(page: Page, name: str) -> None:
    """A picture of the whole page in the folder that PHI4_NODE_SCREENSHOTS names, if it names one."""
    folder = os.environ.get(SCREENSHOTS)
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
