"""A small site to be made, and an editor who works at its desk without a browser."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.testclient import TestClient

from audio_edition.desk.web import Desk
from tests.brisk import TOML

ARTICLE = """---
title: Toppmøte i Moskva
date: 2026-11-20T06:00:00+01:00
---

Shoigu møtte pressa i dag. Han svara på eitt spørsmål. Møtet var kort.

Etterpå reiste Shoigu heim.
"""


def write_site(folder: Path, voice: str = "silence", publish: str = "at_once") -> Path:
    (folder / "inbox").mkdir(parents=True)
    (folder / "inbox" / "moskva.md").write_text(ARTICLE, encoding="utf-8")
    (folder / "lexicon.tsv").write_text("Shoigu\tsjåigo\t\tfrå gamle lister\n", encoding="utf-8")
    (folder / "site.toml").write_text(
        'title = "Avisa"\nurl = "https://lyd.example.org"\n'
        f'[settings]\npublish = "{publish}"\n'
        + (TOML if voice == "silence" else f'voice = "{voice}"\njobs = 1\n'),
        encoding="utf-8",
    )
    return folder


class Editor:
    """Somebody at the desk, without a browser."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.client = TestClient(desk.app, base_url="http://127.0.0.1:8000", follow_redirects=True)

    def get(self, path: str = "", code: int = 200) -> str:
        answer = self.client.get(self.desk.path + path)
        assert answer.status_code == code, answer.text
        return answer.text

    def post(self, path: str, code: int = 200, headers: dict[str, str] | None = None, **fields: str) -> str:
        form = {"csrf": self.desk.guard.form, **fields}
        answer = self.client.post(self.desk.path + path, data=form, headers=headers)
        assert answer.status_code == code, answer.text
        return answer.text


def field(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]
