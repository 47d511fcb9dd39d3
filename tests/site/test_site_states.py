"""Files that the program keeps for itself, in another shape: made anew, or named in one sentence; never a traceback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from audio_edition.errors import AudioEditionError
from audio_edition.site.config import Site
from audio_edition.site.nightly import run

SHAPES: dict[str, bytes] = {
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "number": b"3",
    "text": b'"x"',
    "no object": b"{}",
    "list of lists": b"[[[1]]]",
    "deep": b"[" * 50_000,
    "deep objects": b'{"a":' * 50_000,
    "not JSON": b"{'a': 1}",
    "cut": b'{"editions": {"ferja',
    "bytes": bytes(range(256)),
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "many digits": b'{"a": ' + b"9" * 5000 + b"}",
    "infinite": b'{"a": 1e999, "b": NaN}',
    "half a sign": b'{"\\ud800": {"\\udc00": "\\ud83d"}}',
    "nul": b'{"\\u0000": "\\u0000"}',
}
FILES = (
    ".site.json",
    "public/.feeds.json",
    "public/.audio-edition.jsonl",
    "public/ferja-gaar-paa-straum/edition.json",
    "inbox/.fetched.json",
    "night.json",
    "../home/cache/plans.json",
)


def values_bent(document: Any) -> list[Any]:
    """The document with one of its values put in another type, for each key and each type, to the third level."""
    bent: list[Any] = []

    def at(place: list[Any], inner: Any, depth: int) -> None:
        if isinstance(inner, dict) and depth < 3:
            for key in list(inner)[:12]:
                for other in (None, 3, -1.5, "x", [], {}, [3], {"a": 3}, True):
                    if type(other) is not type(inner[key]):
                        bent.append(_with(document, [*place, key], other))
                at([*place, key], inner[key], depth + 1)

    at([], document, 0)
    return bent


def _with(document: Any, place: list[Any], value: Any) -> Any:
    copy = json.loads(json.dumps(document))
    inner = copy
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return copy


def survives(folder: Path) -> None:
    """A night on the site ends with what it has to say, and says it in single sentences."""
    (folder / "site.toml").write_text('title = "Lydavisa"\nverify = false\n', encoding="utf-8")
    try:
        night = run(Site(folder))
    except AudioEditionError as error:
        assert "\n" not in str(error) and len(str(error)) < 1200
        return
    assert night.broken == []
    assert all("unforeseen" not in problem and "\n" not in problem for problem in night.problems), (
        night.problems
    )
    assert (folder / "report.html").is_file()


@pytest.mark.parametrize("name", FILES)
def test_a_state_file_of_another_shape(site: Path, tmp_path: Path, name: str) -> None:
    names = ("list", "deep", "bytes") if "edition.json" in name else tuple(SHAPES)  # it is made anew
    for data in (SHAPES[shape] for shape in names):
        again = tmp_path / "again"
        shutil.rmtree(again, ignore_errors=True)
        shutil.copytree(site, again)
        (again / name).parent.mkdir(parents=True, exist_ok=True)
        (again / name).write_bytes(data)
        survives(again)


@pytest.mark.parametrize("name", [".site.json", "public/.feeds.json"])
def test_a_state_file_with_one_value_bent(site: Path, tmp_path: Path, name: str) -> None:
    document = json.loads((site / name).read_text(encoding="utf-8"))
    bent = values_bent(document)
    assert len(bent) > 20
    for data in bent[:: max(1, len(bent) // 60)]:
        again = tmp_path / "again"
        shutil.rmtree(again, ignore_errors=True)
        shutil.copytree(site, again)
        (again / name).write_text(json.dumps(data), encoding="utf-8")
        survives(again)


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_the_place_of_a_state_file(site: Path, name: str) -> None:
    path = site / name
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)
    survives(site)
