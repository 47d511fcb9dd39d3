"""Certificates that can be used and those that cannot, signing, tampering, and what another reader of C2PA sees."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from audio_edition.audio.encode import encode_mp3
from audio_edition.audio.tags import Tags, tag_mp3
from audio_edition.errors import SettingsError, UsageError
from audio_edition.provenance.certificate import TEST_MARK, load_credentials, make_test_certificate
from audio_edition.provenance.claim import SOURCE_TYPE, Claim
from audio_edition.types import Chapter

pytest.importorskip("c2pa", reason="c2pa-python is not installed (the extra `provenance`): make test")

from audio_edition.provenance.signature import read_signature, sign

CLAIM = Claim(
    title="Ferja til Åkra",
    article_sha256="0f" * 32,
    article_url="https://avisa.example/ferja",
    language="nn",
    voices=("kokoro:kumo", "kokoro:tebukuro"),
    watermark="merke",
)
CHAPTERS = (
    Chapter(0, "Ferja til Åkra", 0.0, 1.0, "chapters/01.mp3"),
    Chapter(1, "Kapittel med eit langt namn: " + "æøå " * 22, 1.0, 2.0, "chapters/02.mp3"),
)


@pytest.fixture
def mp3(tmp_path: Path) -> Path:
    """Two seconds with tags and two chapters."""
    wav = tmp_path / "lyd.wav"
    soundfile.write(wav, (np.sin(np.arange(88_200) / 30) * 0.2).astype(np.float32), 44_100)
    encode_mp3(wav, tmp_path / "edition.mp3", 64)
    tags = Tags(title=CLAIM.title, publisher="Avisa")
    tag_mp3(tmp_path / "edition.mp3", tags, CHAPTERS, short_titles=True)
    return tmp_path / "edition.mp3"


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_test_certificate(tmp_path_factory.mktemp("nøklar"))


def issue(
    folder: Path,
    *,
    days: tuple[int, int] = (-1, 10),
    use: bool = True,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None,
    own: bool = False,
    password: bytes | None = None,
) -> tuple[Path, Path]:
    """A certificate of a newsroom and its key, right but for what is asked for."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Avisa Vest")])
    issuer = name if own else x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Utferdar")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
    )
    if use:
        uses = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(uses, critical=False)
    made = builder.sign(root_key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    (folder / "c.pem").write_bytes(made.public_bytes(pem))
    (folder / "k.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, lock))
    return folder / "c.pem", folder / "k.pem"


def test_a_certificate_for_trials_says_so_and_its_key_is_for_its_user_alone(pair: tuple[Path, Path]) -> None:
    credentials = load_credentials(*pair)
    assert credentials.test
    assert credentials.name.startswith(TEST_MARK)
    assert pair[1].stat().st_mode & 0o077 == 0
    assert "PRIVATE" not in repr(credentials)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"days": (-20, -3)}, "expired on"),
        ({"days": (3, 20)}, "not valid before"),
        ({"use": False}, "may not be used for signing"),
        ({"own": True}, "signed by itself"),
        ({"password": b"hemmeleg"}, "locked with a password"),
        ({"key": ec.generate_private_key(ec.SECP256K1())}, "P-256"),
        ({"key": rsa.generate_private_key(65537, 1024)}, "2048 bits"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_certificate_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, wrong: dict[str, object], words: str
) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        load_credentials(*issue(tmp_path, **wrong))  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert "hemmeleg" not in str(caught.value)


def test_files_that_are_missing_or_something_else_are_named(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    certificate, key = pair
    (tmp_path / "tekst.pem").write_text("Dette er ikkje ein nøkkel.")
    for chosen, words in [
        ((None, key), "certificate is not set"),
        ((certificate, None), "signing_key is not set"),
        ((tmp_path / "borte.pem", key), "borte.pem: cannot be read"),
        ((tmp_path / "tekst.pem", key), "no certificate in PEM"),
        ((certificate, tmp_path / "tekst.pem"), "no private key in PEM"),
        ((certificate, make_test_certificate(tmp_path / "andre")[1]), "is not the key of"),
    ]:
        with pytest.raises(SettingsError, match=words):
            load_credentials(*chosen)


def test_what_is_signed_can_be_read_and_stays_as_it_was(mp3: Path, pair: tuple[Path, Path]) -> None:
    assert read_signature(mp3).state == "none"
    sign(mp3, CLAIM, load_credentials(*pair))
    found = read_signature(mp3)
    assert (found.state, found.test, found.trusted, found.problems) == ("valid", True, False, ())
    assert found.title == CLAIM.title
    assert found.edition["article"] == {"sha256": "0f" * 32, "url": CLAIM.article_url, "language": "nn"}
    assert found.edition["voices"] == list(CLAIM.voices)


def test_chapters_and_tags_outlive_the_signature(mp3: Path, pair: tuple[Path, Path]) -> None:
    command = ["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-of", "json", str(mp3)]
    before = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    sign(mp3, CLAIM, load_credentials(*pair))
    after = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert after["chapters"] == before["chapters"]
    titles = [chapter["tags"]["title"] for chapter in after["chapters"]]
    assert titles[0] == CHAPTERS[0].title
    assert titles[1].endswith("…")
    assert CHAPTERS[1].title.startswith(titles[1].rstrip("…"))
    assert after["format"]["tags"]["title"] == CLAIM.title


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_one_changed_byte_is_seen(mp3: Path, pair: tuple[Path, Path], share: float) -> None:
    sign(mp3, CLAIM, load_credentials(*pair))
    data = bytearray(mp3.read_bytes())
    data[int(len(data) * share)] ^= 1
    mp3.write_bytes(data)
    assert read_signature(mp3).state == "broken"


def test_another_program_reads_the_same(mp3: Path, pair: tuple[Path, Path]) -> None:
    """c2pa's own library in a process of its own, which knows nothing of ours."""
    sign(mp3, CLAIM, load_credentials(*pair))
    reader = (
        "import c2pa, sys; r = c2pa.Reader('audio/mpeg', open(sys.argv[1], 'rb')); "
        "print(r.get_validation_state()); print(r.json())"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", reader, str(mp3)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[0] == "Valid"
    assert SOURCE_TYPE in done.stdout
    assert "merke" in done.stdout


def test_a_kind_of_file_without_a_place_for_a_signature(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    path = tmp_path / "edition.opus"
    path.write_bytes(b"OggS")
    with pytest.raises(UsageError, match="no signature fits"):
        sign(path, CLAIM, load_credentials(*pair))
