"""edition.json: what is written is what the schema says, and what older versions wrote is still read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from audio_edition.edition.batch import make_all
from audio_edition.edition.manifest import Manifest, parse_manifest, read_manifest
from audio_edition.fault import Fault
from tests.brisk import brisk
from tools.edition_schema import schema

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/edition.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of a Markdown article with most of what there can be: asides, a quote, a word without sound."""
    home = tmp_path_factory.mktemp("edition")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDIO_EDITION_HOME", str(home / "home"))
        (outcome,) = make_all([str(ROOT / "examples/laks.md")], home / "out", brisk())
    assert outcome.folder is not None
    return outcome.folder


@pytest.fixture
def document(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    return found


def test_the_published_schema_is_that_of_the_program() -> None:
    text = (ROOT / "docs/edition.schema.json").read_text(encoding="utf-8")
    assert text == schema(), "do: python -m tools.edition_schema > docs/edition.schema.json"


def test_a_real_edition_is_valid_and_is_read_and_written_as_it_is(
    folder: Path, document: dict[str, Any]
) -> None:
    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.to_json() == (folder / "edition.json").read_text(encoding="utf-8")
    assert {section.role for section, _ in manifest.sentences} >= {"title", "caption", "paragraph"}
    with pytest.raises(ValueError, match="frozen"):
        manifest.title = "Ein annan tittel"  # type: ignore[misc]


SPOILT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "title": lambda document: document.pop("title"),
    "sections.0.start_s": lambda document: document["sections"][0].update(start_s="0:30"),
    "chapters.0.file": lambda document: document["chapters"][0].pop("file"),
    "files": lambda document: document.update(files=[]),
    "format": lambda document: document.update(format=3),
}


@pytest.mark.parametrize("key", SPOILT)
def test_a_spoilt_manifest_is_told_by_its_key_and_is_invalid(key: str, document: dict[str, Any]) -> None:
    SPOILT[key](document)
    with pytest.raises(ValueError, match=f"^{key}"):
        parse_manifest(json.dumps(document).encode())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_an_edition_of_format_1_is_read(folder: Path, document: dict[str, Any]) -> None:
    now = read_manifest(folder)
    assert now is not None
    document["format"] = 1
    for key in ("article", "versions", "score"):  # the first editions had none of them
        del document[key]
    document["sections"][1]["faults"] = ["too long (4.0 s of sound)"]
    document["sections"][1]["sentences"][0]["faults"] = ["too long (4.0 s of sound)"]
    old = parse_manifest(json.dumps(document).encode())
    fault = Fault("too_long", False, "too long (4.0 s of sound)")
    assert old.sections[1].faults == old.sections[1].sentences[0].faults == (fault,)
    assert old.article == now.article.model_copy(update={"publisher": now.publisher})
    assert (old.title, old.published, old.chapters, old.files) == (
        now.title, now.published, now.chapters, now.files,
    )  # fmt: skip
    assert parse_manifest(old.to_json().encode()) == old


def test_what_a_later_version_added_is_kept(document: dict[str, Any]) -> None:
    document["weather"] = {"wind": "frisk bris"}
    document["sections"][0]["sentences"][0]["mood"] = "glad"
    again = json.loads(parse_manifest(json.dumps(document).encode()).to_json())
    assert again == document


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"{}", b"\xff", b'{"format": 1}', b"1e999"])
def test_what_is_no_manifest_is_one_error(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        parse_manifest(data)
    (tmp_path / "edition.json").write_bytes(data)
    assert read_manifest(tmp_path) is None


def test_a_fault_is_a_value() -> None:
    fault = Fault.of("noise", "noise instead of speech")
    assert {fault, replace(fault)} == {fault}
    assert isinstance(Manifest.model_fields["format"].default, int)
