"""An edition that is signed and marked, from the command line to other programs' eyes."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from audio_edition.provenance.certificate import make_test_certificate

ARTICLE = """# Ferja er i rute att

Etter to dagar med storm går ferja over fjorden som før. Skuleborna kom fram i tide, og posten med dei.

- Eg er glad for at det er over, seier skipperen.
"""

pytestmark = pytest.mark.slow


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "audio_edition", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`out/` with the edition, `keys/` with a certificate for trials."""
    root = tmp_path_factory.mktemp("merkt")
    (root / "sak.md").write_text(ARTICLE, encoding="utf-8")
    make_test_certificate(root / "keys")
    done = run(*command(root), "--format", "m4b", "--json")
    assert done.returncode == 0, done.stderr
    (root / "said.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return root


def command(root: Path) -> list[str | Path]:
    keys = root / "keys"
    signing: list[str | Path] = [
        "--certificate",
        keys / "test-certificate.pem",
        "--signing-key",
        keys / "test-key.pem",
    ]
    return ["make", root / "sak.md", "--out", root / "out", "--jobs", "1", "--sign", "--watermark", *signing]


def edition(root: Path) -> Path:
    (folder,) = (path for path in (root / "out").iterdir() if path.is_dir())
    return folder


def test_detect_says_all_that_is_there(made: Path) -> None:
    for name in ("edition.mp3", "edition.m4b"):
        done = run("detect", "--json", edition(made) / name)
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert found["synthetic"] is True
        assert "syntetisk" in found["notice"]
        assert "AI-generated=true" in found["tags"]
        assert found["signature"]["state"] == "valid"
        assert found["signature"]["test"] is True
        assert found["signature"]["edition"]["voices"][0].startswith("kokoro:")
        assert found["watermark"] == 1.0


def test_every_chapter_is_signed_for_the_same_article(made: Path) -> None:
    articles = set()
    for path in sorted((edition(made) / "chapters").iterdir()):
        found = json.loads(run("detect", "--json", "--no-watermark", path).stdout)
        assert found["signature"]["state"] == "valid"
        articles.add(found["signature"]["edition"]["article"]["sha256"])
    assert len(articles) == 1


def _content(path: Path) -> bytes:
    """Nothing where it is gone again: others write and remove their scratch files in the same home."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def test_the_key_is_in_no_file_no_log_and_no_word_of_the_program(made: Path) -> None:
    """Neither as PEM nor as the number itself: in the edition, beside it, in what was said, in the user's folder of logs and clips."""
    pem = (made / "keys" / "test-key.pem").read_bytes()
    key = load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    number = key.private_numbers().private_value.to_bytes(32, "big")
    secrets = [pem.splitlines()[1], number, number.hex().encode(), base64.b64encode(number)]
    searched = [path for path in made.rglob("*") if path.is_file() and path.parent.name != "keys"]
    searched += [path for path in Path(os.environ["AUDIO_EDITION_HOME"]).rglob("*") if path.is_file()]
    assert made / "said.txt" in searched and edition(made) / "edition.mp3" in searched
    holding = [path for path in searched if any(secret in _content(path) for secret in secrets)]
    assert holding == []


def test_perths_own_detector_hears_the_mark(made: Path, tmp_path: Path) -> None:
    wav = tmp_path / "lyd.wav"
    source = edition(made) / "edition.mp3"
    subprocess.run(["ffmpeg", "-v", "error", "-i", source, "-ar", "32000", "-ac", "1", wav], check=True)
    detector = (
        "import perth, soundfile, sys; samples, rate = soundfile.read(sys.argv[1], dtype='float32'); "
        "print(perth.PerthImplicitWatermarker().get_watermark(samples, rate))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", detector, wav], capture_output=True, text=True, check=True
    )
    assert float(done.stdout.split()[-1].strip("[]")) == 1.0


def test_one_changed_byte_costs_the_exit_code(made: Path, tmp_path: Path) -> None:
    data = bytearray((edition(made) / "edition.mp3").read_bytes())
    data[len(data) * 2 // 3] ^= 1
    (tmp_path / "edition.mp3").write_bytes(data)
    done = run("detect", "--no-watermark", tmp_path / "edition.mp3")
    assert done.returncode == 1
    assert "broken" in done.stdout


def test_the_edition_passes_verify_and_is_left_alone_the_second_time(made: Path) -> None:
    done = run("verify", edition(made))
    assert done.returncode == 0, done.stdout
    stamp = (edition(made) / "edition.json").stat().st_mtime_ns
    assert run(*command(made), "--format", "m4b").returncode == 0
    assert (edition(made) / "edition.json").stat().st_mtime_ns == stamp


def test_what_is_not_marked_is_said_not_to_be(tmp_path: Path) -> None:
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=220:duration=2", tmp_path / "tone.mp3"],
        check=True,
    )
    done = run("detect", tmp_path / "tone.mp3")
    assert done.returncode == 1
    assert "tags       none" in done.stdout
    assert "signature  none" in done.stdout
    assert "watermark  none" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--sign"], "certificate is not set"),
        (["--sign", "--certificate", "borte.pem", "--signing-key", "borte.pem"], "borte.pem: cannot be read"),
    ],
)
def test_a_missing_certificate_is_told_before_anything_is_spoken(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "sak.md").write_text(ARTICLE, encoding="utf-8")
    done = run("make", tmp_path / "sak.md", "--out", tmp_path / "out", "--voice", "silence", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    clips = Path(os.environ["AUDIO_EDITION_HOME"]) / "cache" / "clips"
    assert not list(clips.rglob("*silence*"))


def test_detect_of_what_is_no_sound(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_text("Dette er tekst.")
    for path in (tmp_path / "a.mp3", tmp_path / "borte.mp3"):
        done = run("detect", path)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_verify_names_a_file_that_was_changed(made: Path, tmp_path: Path) -> None:
    shutil.copytree(edition(made), tmp_path / "endra")
    path = tmp_path / "endra" / "edition.mp3"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    done = run("verify", tmp_path / "endra")
    assert done.returncode == 1
    assert "changed after it was made" in done.stdout
