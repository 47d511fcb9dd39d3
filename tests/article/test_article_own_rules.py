"""A newsroom's own rules go before all others, and `segment --explain` names the rule of each block."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audio_edition.article import read_article
from audio_edition.article.ledger import ledger
from audio_edition.cli.app import app
from audio_edition.errors import SettingsError

TEXT = "Biblioteket i Lia opnar att laurdag, etter at taket vart skifta og golvet slipt."
MORE = "Arbeidet tok fire månader lenger enn planlagt, fordi bjelkane var rotne heilt inn."
PAGE = (
    "<!doctype html><html><body><article><h1>Anna</h1><div class='x1'><h2>Biblioteket opnar att</h2><p class='intro2'>"
    f"{TEXT}</p><div class='know'><p>Huset er frå 1911.</p></div><p>{MORE}</p><p class='tag'>Saka er henta frå arkivet vårt "
    f"og kan vere gammal.</p><ul class='related'><li>To lass</li></ul></div></article></body></html>"
)


@pytest.mark.parametrize(
    ("parts", "role", "text", "speak"),
    [
        ({".know": "fact_box"}, "fact_box", "Huset er frå 1911.", True),
        ({"p.tag": "silent"}, "boilerplate", "Saka er henta", False),
        ({"text: Saka er henta frå": "silent"}, "boilerplate", "Saka er henta", False),
        ({".related": "text"}, "list_item", "To lass", True),
        ({".x1": "article", "h2": "title"}, "title", "Biblioteket opnar att", True),
        ({".intro2": "lead"}, "lead", TEXT, True),
    ],
)  # fmt: skip
def test_own_rule(parts: dict[str, str], role: str, text: str, speak: bool) -> None:
    article = read_article("side.html", PAGE.encode(), parts=parts)
    block = next(block for block in article.blocks if block.text.startswith(text))
    assert (block.role, block.speak) == (role, speak), block
    assert ledger(article, PAGE.encode()).complete


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({".a": "loud"}, "no such role"),
        ({"..a": "silent"}, "no CSS selector"),
        ({"text:": "silent"}, "name the words"),
    ],
)
def test_a_rule_that_cannot_be_used(parts: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        read_article("side.html", PAGE.encode(), parts=parts)


def test_explain_names_rule_and_points(tmp_path: Path) -> None:
    path, config = tmp_path / "sak.txt", tmp_path / "audio-edition.toml"
    path.write_text(
        f"Hopp til innhald\n\nBiblioteket opnar att\n\n{TEXT}\n\n{MORE}\n\nArkivsak 12\n", encoding="utf-8"
    )
    config.write_text('[reading.parts]\n"text: Arkivsak" = "silent"\n', encoding="utf-8")
    result = CliRunner().invoke(app, ["segment", str(path), "--json", "--explain", "--config", str(config)])
    rows = json.loads(result.stdout)
    assert all(row["rule"] for row in rows)
    assert rows[0]["rule"] == "label: drop phrases" and rows[-1]["rule"] == "reading.parts: text: arkivsak"
    assert rows[1]["role"] == "title" and rows[1]["points"] < 0 < rows[2]["points"]
    plain = CliRunner().invoke(app, ["segment", str(path), "--explain", "--config", str(config)])
    assert "reading.parts" in plain.stdout
