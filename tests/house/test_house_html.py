"""HTML is written by templates, which escape by themselves: no module puts a tag together by hand."""

from __future__ import annotations

import re
from pathlib import Path

import audio_edition

ROOT = Path(audio_edition.__file__).parent
BY_HAND = re.compile(
    r"html\.escape|from html import escape|markupsafe\.escape|string\.Template|f['\"]+<[a-z]+[ >]"
)


def test_no_module_of_pages_writes_html_by_hand() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("page", "site", "book")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if BY_HAND.search(line)
    ]
    assert found == []


def test_only_styles_programs_and_data_pass_unescaped() -> None:
    """`ours` and `json_block` are the only ways around escaping; `ours` takes files of the package alone."""
    for folder in ("page", "site", "book"):
        for path in (ROOT / folder / "templates").rglob("*.*"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\|\s*safe|autoescape false", text), path
            for value in re.findall(r"\{\{([^}]*)\| ours", text):
                assert value.strip() in ("document.style_text", "document.program_text"), path
