"""What a cluster makes is what this machine alone makes, byte for byte but for times."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster.hall import Hall
from tests.cluster.small_inbox import in_folder, make_here, write

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("titles", [("Ei sak",), ("Ei sak", "To saker")], ids=["sentences", "articles"])
def test_a_cluster_makes_the_same_bytes(
    titles: tuple[str, ...], inbox: Path, tmp_path: Path, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workers have a home of their own: a sentence's sound comes back to who joins it."""
    hall.as_it_is(True)
    write(inbox, *titles)
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "alone"))
    make_here(inbox, tmp_path / "out-alone")
    monkeypatch.setenv(
        "AUDIO_EDITION_HOME", str(tmp_path / "other")
    )  # nothing is found that was spoken before
    make_here(inbox, tmp_path / "out", cluster=hall.address)
    assert hall.noted("spoken")
    assert len(in_folder(tmp_path / "out")) >= 10 * len(titles)
    assert in_folder(tmp_path / "out") == in_folder(tmp_path / "out-alone")
