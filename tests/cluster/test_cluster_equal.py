"""What a cluster makes is what this machine alone makes, byte for byte but for times."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster.small_inbox import Made, write

pytestmark = pytest.mark.slow

TIMED = {"edition.json", "report.html"}
"""They tell when an edition was made, and how long it took."""


def _files(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): b"" if path.name in TIMED else path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.relative_to(out).parts[0].startswith(".")
    }


@pytest.mark.parametrize("titles", [("Ei sak",), ("Ei sak", "To saker")], ids=["sentences", "articles"])
def test_a_cluster_makes_the_same_bytes(
    titles: tuple[str, ...], inbox: Path, tmp_path: Path, environment: dict[str, str], make: Made
) -> None:
    del environment["DASK_DISTRIBUTED__WORKER__PRELOAD"]
    write(inbox, *titles)
    alone = make()
    assert alone.returncode == 0, alone.stderr
    (tmp_path / "out").rename(tmp_path / "alone")
    environment["AUDIO_EDITION_HOME"] = str(tmp_path / "other")  # nothing is found that was spoken before
    on_cluster = make("--cluster", "local:2")
    assert on_cluster.returncode == 0, on_cluster.stderr
    assert _files(tmp_path / "out") == _files(tmp_path / "alone")
