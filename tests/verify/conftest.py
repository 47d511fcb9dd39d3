"""One small finished edition of whispered speech, made once; each test spoils its own copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import soundfile

from audio_edition.audio.loudness import integrated_lufs
from audio_edition.edition.describe import Identity, Performance
from audio_edition.edition.manifest import Origin, Timings
from audio_edition.edition.produce import produce
from audio_edition.settings import Settings
from audio_edition.types import (
    Article,
    Block,
    CastMember,
    Clip,
    Role,
    Script,
    Section,
    Sentence,
    Speaker,
    Utterance,
    Voice,
    Word,
)
from tests.gate.whispered import RATE_HZ, whisper

IDENTITY = Identity("f", "s", Origin(source="a.txt", content="c"))
NO_TIME = Timings(synthesised_s=0.0, synthesis_s=0.0, total_s=0.0)
TEXTS: list[tuple[Role, int, str, str]] = [
    ("title", 0, "Toget stod stille.", "²ˈtoːɡə ¹ˈstuː ²ˈstɪlə"),
    ("paragraph", 0, "Ingen visste kvifor.", "²ˈɪŋən ²ˈvɪstə ²ˈkvɪfɔr"),
    ("heading", 1, "Bussen kom.", "¹ˈbʉsən ¹ˈkɔm"),
    ("paragraph", 1, "Mannen ropa at han ville heim.", "¹ˈmɑnən ²ˈruːpɑ ɑt hɑn ²ˈvɪlə ¹ˈhæɪm"),
]


def _performance(folder: Path) -> Performance:
    speaker = Speaker("a")
    voice = Voice(
        "whisper",
        "Whisper",
        "whisper",
        "nn",
        RATE_HZ,
        "phonemes",
        "CC0",
        "-",
        folder,
        {},
        99,
        {"a": speaker},
        {},
        {},
    )
    member = CastMember(voice, speaker)
    blocks, sections, utterances, clips = [], [], [], []
    for index, (role, chapter, text, ipa) in enumerate(TEXTS):
        from audio_edition.phonemise.inventory import MARKS, split_ipa

        blocks.append(Block(index, role, text, True, ""))
        sections.append(Section(index, role, "narrator", chapter, (Sentence(text),), block=index))
        graphemes = text.strip(".").split()
        words = tuple(Word(g, i, "rules") for g, i in zip(graphemes, ipa.split(), strict=True))
        utterances.append(Utterance(index, 0, text, " ".join(graphemes), words, "narrator"))
        phonemes = [token for word in words for token in split_ipa(word.ipa) if token not in MARKS]
        samples = whisper(phonemes, seed=index)
        path = folder / f"{index}.flac"
        soundfile.write(path, samples, RATE_HZ, subtype="PCM_24")
        clips.append(
            Clip(
                str(index), path, RATE_HZ, len(samples), integrated_lufs(samples, RATE_HZ), (), "none", 1, ()
            )
        )
    blocks.append(Block(len(blocks), "credit", "Foto: Ola", False, "credits are not spoken"))
    return Performance(
        Article("toget", "Toget stod stille.", tuple(blocks), publisher="Avisa"),
        Script(tuple(sections), ("Toget stod stille.", "Bussen kom.")),
        tuple(utterances),
        tuple(clips),
        {"narrator": member, "aside": member, "quote": member},
    )


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition")
    produce(_performance(tmp_path_factory.mktemp("clips")), Settings(), folder, IDENTITY, NO_TIME, 0.0)
    return folder


@pytest.fixture
def edition(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "edition"))
