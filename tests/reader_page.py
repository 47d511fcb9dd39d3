"""What tests of pages in a browser share: axe-core's rules, and waiting where a page's policy forbids Playwright's own."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest


def axe_source() -> str:
    """The source of axe-core; the test is skipped where no package brings it."""
    for package in ("axe_playwright_python", "axe_core_python"):
        spec = find_spec(package)
        if spec and spec.origin and (path := Path(spec.origin).parent / "axe.min.js").is_file():
            return path.read_text(encoding="utf-8")
    pytest.skip("axe-core is not installed: pip install axe-playwright-python")


def wait_until(page: Any, condition: str) -> None:
    """Ask from outside until it is so: the page's policy forbids the browser to evaluate text by itself."""
    for _ in range(600):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {condition}")


def violations(page: Any, source: str) -> list[tuple[str, list[str]]]:
    """What all of axe-core's rules find on a page: a rule and the places that break it."""
    page.evaluate(source)
    found = page.evaluate("axe.run()")["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]
