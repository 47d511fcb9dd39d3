"""What the tests of a cluster share."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

Made = Callable[..., "subprocess.CompletedProcess[str]"]


def write(inbox: Path, *titles: str) -> None:
    for title in titles:
        text = f"{title}\n\nFerja gjekk sju turar.\n\nDette er saka om {title.casefold()}.\n"
        (inbox / f"{title.casefold().replace(' ', '-')}.txt").write_text(text, encoding="utf-8")
