"""docs/licences.md: what a base install brings, and under which licence. `make docs` writes it.

Run it (`python -m tools.licences`) in an environment that has at least what requirements/base.txt names. A package that is locked for
other Pythons or systems only, and so is not here, keeps the row that the page has.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import product
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"

_HEAD = """# Licences

What `pip install audio-edition` brings (`requirements/base.txt`), as each package states it; written by `make docs`, held
by a test. Audio Edition itself is MIT. Whoever passes on a bundle of all of it follows each of these; those that ask most
are mutagen (GPL-2.0-or-later), which writes the tags, and the ffmpeg inside imageio-ffmpeg (GPL), a program that is called.

| package | licence |
|---|---|
"""

_NAMES = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "BSD License": "BSD",
    "3-Clause BSD License": "BSD-3-Clause",
    "Python Software Foundation License": "PSF-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "ISC License (ISCL)": "ISC",
    "Apache 2.0 License": "Apache-2.0",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0 AND those of PDFium's parts",
}
"""What packages call it → its usual short name."""


def locked() -> list[str]:
    """Names of all packages that requirements/base.txt may install where the program runs, sorted."""
    text = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)==[^\s;]+(?: ; (.*?))?(?: \\)?$", text, re.MULTILINE)
    return sorted({name for name, marker in pinned if not marker or _anywhere(Marker(marker))})


def _anywhere(marker: Marker) -> bool:
    return any(
        marker.evaluate({"sys_platform": system, "python_full_version": f"{python}.0"})
        for system, python in product(("linux", "darwin"), ("3.11", "3.12", "3.13", "3.14"))
    )


def licence(package: str) -> str | None:
    """The licence that a package states; None where it is not installed."""
    try:
        found = distribution(package)
    except PackageNotFoundError:
        return None
    return _expression(found) or _classified(found) or _short(found) or "not stated"


def rows(page: str) -> dict[str, str]:
    """Package → licence, as a page has them."""
    found = dict(re.findall(r"^\| ([\w.-]+) \| (.+) \|$", page, re.MULTILINE))
    found.pop("package", None)
    return found


def written() -> str:
    """The page."""
    before = rows(PAGE.read_text(encoding="utf-8")) if PAGE.is_file() else {}
    told = {
        name: licence(name) or before.get(name, "not here: run on a Python that has it") for name in locked()
    }
    return _HEAD + "".join(f"| {name} | {said} |\n" for name, said in told.items())


def _expression(found: Distribution) -> str | None:
    return next(iter(found.metadata.get_all("License-Expression") or ()), None)


def _classified(found: Distribution) -> str | None:
    classes = found.metadata.get_all("Classifier") or []
    last = [each.split(" :: ")[-1] for each in classes if each.startswith("License :: OSI")]
    named = [_NAMES.get(each, each) for each in last if each != "OSI Approved"]
    return " AND ".join(dict.fromkeys(named)) or None


def _short(found: Distribution) -> str | None:
    """The free field, where it holds a name and not a whole text."""
    said = next(iter(found.metadata.get_all("License") or ()), "").strip()
    return _NAMES.get(said, said) if said and len(said) < 60 and "\n" not in said else None


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
