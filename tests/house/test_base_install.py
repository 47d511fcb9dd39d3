"""What `make` needs is there after a base install: no module on its way imports at its top what only an extra brings."""

from __future__ import annotations

import ast

from tests.house.package import PACKAGE, modules

EXTRAS = {
    "torch",
    "torchaudio",
    "c2pa",
    "perth",
    "cryptography",
    "faster_whisper",
    "swift_f0",
    "speechmos",
    "distillmos",
    "distributed",
}
OWN = {"train", "score", "provenance", "cluster"}
"""Folders that are imported only when somebody asks for what an extra is for."""


def _at_top(module: ast.Module) -> set[str]:
    found = set()
    for part in module.body:
        if isinstance(part, ast.Import):
            found |= {alias.name for alias in part.names}
        elif isinstance(part, ast.ImportFrom):
            found.add(part.module or "")
    return found


def test_no_module_of_a_base_install_imports_what_an_extra_brings() -> None:
    wrong = []
    for path, module in modules("|".join((*EXTRAS, "provenance"))):
        room = path.relative_to(PACKAGE).parts[0]
        top = _at_top(module)
        if room in OWN:
            continue
        wrong += [f"{path}: {name}" for name in top if name.split(".")[0] in EXTRAS]
        needs = {
            f"audio_edition.provenance.{name}"
            for name in ("certificate", "detect", "signature", "signing", "watermark")
        }
        wrong += [f"{path}: {name}" for name in top & needs]
    assert not [each for each in wrong if "/engines/vits/" not in each and "/models/" not in each], wrong
