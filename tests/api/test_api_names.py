"""The public names: `__all__`, the lazy table, what a type checker sees and the documentation are one list."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import audio_edition
from audio_edition import errors

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/api.md").read_text(encoding="utf-8")
SOURCE = inspect.getsource(audio_edition)


@pytest.mark.parametrize("name", audio_edition.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(audio_edition, name)
    if name != "__version__":
        assert not isinstance(found, ModuleType)
        assert inspect.getdoc(found)
        assert f"\n### `{name}`\n" in DOCUMENT


def test_the_documentation_holds_no_other_name() -> None:
    assert {*re.findall(r"^### `(\w+)`$", DOCUMENT, re.M), "__version__"} == set(audio_edition.__all__)


def test_a_type_checker_sees_the_same_names_from_the_same_places() -> None:
    (block,) = (part for part in ast.parse(SOURCE).body if isinstance(part, ast.If))
    seen = {
        (alias.name, part.module)
        for part in block.body
        if isinstance(part, ast.ImportFrom)
        for alias in part.names
    }
    homes = audio_edition._HOMES.items()
    assert seen == {(name, f"audio_edition.{home}") for home, names in homes for name in names}
    assert {*(name for name, _ in seen), "__version__"} == set(audio_edition.__all__)
    assert audio_edition.__all__ == ["__version__", *sorted(audio_edition.__all__[1:])]


def test_the_whole_error_tree_is_public() -> None:
    tree = {name for name, found in vars(errors).items() if inspect.isclass(found)}
    assert tree <= set(audio_edition.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        audio_edition.nothing  # noqa: B018
    assert set(audio_edition.__all__) <= set(dir(audio_edition))


def test_importing_the_package_imports_nothing_of_it() -> None:
    program = "import sys, audio_edition; print(*[name for name in sys.modules if name.startswith('audio_edition.')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def _calls(path: Path) -> list[str]:
    """Where a module prints or reads standard input, outside what runs when it is started as a program."""
    found = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    started = [
        node
        for node in tree.body
        if (isinstance(node, ast.If) and "__name__" in ast.unparse(node.test))
        or (isinstance(node, ast.FunctionDef) and node.name == "main")
    ]
    skipped = {id(inner) for node in started for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
            found.append(f"{path}:{node.lineno}: print")
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.stdin":
            found.append(f"{path}:{node.lineno}: sys.stdin")
    return found


def test_the_library_never_prints_and_never_reads_standard_input() -> None:
    package = Path(audio_edition.__file__).parent
    files = [path for path in package.rglob("*.py") if path.relative_to(package).parts[0] != "cli"]
    assert len(files) > 100
    may = [path for path in files if re.search(r"\bprint\b|\bstdin\b", path.read_text(encoding="utf-8"))]
    assert [call for path in may for call in _calls(path)] == []


CODE = re.findall(r"```python\n(.*?)```", DOCUMENT, re.S)


@pytest.mark.parametrize("code", CODE, ids=range(len(CODE)))
def test_the_code_of_the_documentation_runs(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    (tmp_path / "sak.txt").write_text("Ei sak\n\nDet regnar i dag.\n", encoding="utf-8")
    program = code.replace('voice="kokoro"', 'voice="silence"')
    exec(f"from audio_edition import Settings, make_edition\n{program}", {})  # our own page
