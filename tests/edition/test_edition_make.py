"""From articles to published folders, with a voice that only hums."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from audio_edition.edition.batch import make_all
from audio_edition.edition.index import JOURNAL
from audio_edition.edition.outcome import Outcome
from audio_edition.edition.studio import Studio
from audio_edition.errors import PublishError, VoiceError
from audio_edition.settings import Settings
from tests.brisk import brisk

TEXT = """Ny ferje til Straumsnes

Den nye ferja kjem 17. mai 2027, seier fylket.

– Vi gler oss, seier ordførar Kari Straum.

Ferja ligg ved kai og flagget heng på halv stong.

Den nye ferja ved kaien måndag.

Foto: Ola Nes / NTB

Prisen var høg

Ferja kosta 120 millionar kroner.
"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))


@pytest.fixture
def settings() -> Settings:
    return brisk()


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "inbox" / "ferje.txt"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


def make(article: Path | str, out: Path, settings: Settings, **options: object) -> Sequence[Outcome]:
    return make_all([str(article)], out, settings, **options)  # type: ignore[arg-type]


def test_an_edition_has_every_file_of_the_contract(article: Path, tmp_path: Path, settings: Settings) -> None:
    (outcome,) = make(article, tmp_path / "out", settings)
    assert (outcome.status, outcome.exit_code) == ("made", 0)
    folder = outcome.folder
    assert folder is not None and folder.name == "ny-ferje-til-straumsnes"
    for name in ("edition.mp3", "edition.json", "chapters.json", "transcript.vtt", "transcript.srt", "index.html",
                 "cover.jpg", "report.html"):  # fmt: skip
        assert (folder / name).stat().st_size > 0, name
    assert len(list((folder / "chapters").glob("*.mp3"))) == 2
    assert not [path for path in (tmp_path / "out").iterdir() if "staging" in path.name]


def test_the_manifest_accounts_for_every_block(article: Path, tmp_path: Path, settings: Settings) -> None:
    (outcome,) = make(article, tmp_path / "out", settings)
    manifest = outcome.manifest
    assert manifest is not None
    assert len(manifest.ledger) == 8
    for entry in manifest.ledger:
        assert entry.spoken or entry.reason
        if entry.spoken:
            assert entry.section is not None
            section = manifest.sections[entry.section]
            assert section.block == entry.index
            assert section.end_s and section.end_s > (section.start_s or 0)
    asides = [section for section in manifest.sections if section.cast == "aside"]
    assert [section.role for section in asides] == ["alt", "caption"]
    assert outcome.folder is not None
    assert sorted(manifest.files) == sorted(
        str(path.relative_to(outcome.folder)) for path in outcome.folder.rglob("*")
        if path.is_file() and path.name != "edition.json"
    )  # fmt: skip


def test_what_is_unchanged_is_left_alone(article: Path, tmp_path: Path, settings: Settings) -> None:
    out = tmp_path / "out"
    (first,) = make(article, out, settings)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    (second,) = make(article, out, settings)
    assert second.status == "unchanged" and second.folder == first.folder
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()} == before


def test_a_touched_article_is_no_new_article(article: Path, tmp_path: Path, settings: Settings) -> None:
    make(article, tmp_path / "out", settings)
    os.utime(article, (1, 1))
    assert make(article, tmp_path / "out", settings)[0].status == "unchanged"


def test_one_changed_sentence_is_the_only_one_spoken_anew(
    article: Path, tmp_path: Path, settings: Settings
) -> None:
    out = tmp_path / "out"
    (first,) = make(article, out, settings)
    before = first.manifest
    article.write_text(TEXT.replace("120 millionar", "130 millionar"), encoding="utf-8")
    (second,) = make(article, out, settings)
    assert before and second.manifest and second.folder == first.folder
    keys = [[sentence.clip_key for _, sentence in m.sentences] for m in (before, second.manifest)]
    assert sum(a != b for a, b in zip(*keys, strict=True)) == 1


def test_a_lexicon_entry_remakes_the_editions_that_hold_the_word(
    article: Path, tmp_path: Path, settings: Settings
) -> None:
    other = article.with_name("anna.txt")
    other.write_text("Regn i vente\n\nDet kjem regn i Bergen i morgon.\n", encoding="utf-8")
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("Bryggja\tbryggja\n", encoding="utf-8")
    settings = settings.model_copy(update={"lexicon": (lexicon,)})
    out = tmp_path / "out"
    make(article.parent, out, settings)
    lexicon.write_text("Bryggja\tbryggja\nStraum\tstråumm\n", encoding="utf-8")
    outcomes = {Path(o.source).name: o.status for o in make(article.parent, out, settings)}
    assert outcomes == {"ferje.txt": "made", "anna.txt": "unchanged"}


def test_a_new_title_keeps_the_folder(article: Path, tmp_path: Path, settings: Settings) -> None:
    (first,) = make(article, tmp_path / "out", settings)
    article.write_text(TEXT.replace("Ny ferje til Straumsnes", "Ferja er her"), encoding="utf-8")
    (second,) = make(article, tmp_path / "out", settings)
    assert second.folder == first.folder and second.manifest and second.manifest.title == "Ferja er her"


def test_a_renamed_file_keeps_the_folder(article: Path, tmp_path: Path, settings: Settings) -> None:
    (first,) = make(article, tmp_path / "out", settings)
    renamed = article.rename(article.with_name("ferje-ny.txt"))
    (second,) = make(renamed, tmp_path / "out", settings)
    assert second.folder == first.folder


def test_two_articles_with_one_title_get_a_folder_each(
    article: Path, tmp_path: Path, settings: Settings
) -> None:
    article.with_name("same.txt").write_text(
        TEXT + "\nFerja skal gå kvar dag heile året, seier fylket.\n", encoding="utf-8"
    )
    outcomes = make(article.parent, tmp_path / "out", settings)
    assert {o.folder.name for o in outcomes if o.folder} == {
        "ny-ferje-til-straumsnes",
        "ny-ferje-til-straumsnes-2",
    }


def test_a_lost_journal_is_made_again_from_the_manifests(
    article: Path, tmp_path: Path, settings: Settings
) -> None:
    out = tmp_path / "out"
    make(article, out, settings)
    (out / JOURNAL).unlink()
    assert make(article, out, settings)[0].status == "unchanged"


def test_a_journal_line_cut_by_a_power_loss_is_ignored(
    article: Path, tmp_path: Path, settings: Settings
) -> None:
    out = tmp_path / "out"
    make(article, out, settings)
    journal = out / JOURNAL
    journal.write_text(journal.read_text("utf-8") + '{"source": "x', encoding="utf-8")
    assert make(article, out, settings)[0].status == "unchanged"
    assert len(journal.read_text("utf-8").splitlines()) == 1


def test_a_damaged_edition_is_made_again(article: Path, tmp_path: Path, settings: Settings) -> None:
    (first,) = make(article, tmp_path / "out", settings)
    assert first.folder is not None
    (first.folder / "edition.mp3").write_bytes(b"cut")
    (second,) = make(article, tmp_path / "out", settings)
    assert second.status == "made" and (first.folder / "edition.mp3").stat().st_size > 1000


def test_one_bad_article_does_not_stop_the_rest(article: Path, tmp_path: Path, settings: Settings) -> None:
    (article.parent / "tom.txt").write_bytes(b"")
    (article.parent / "bilete.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    outcomes = {Path(o.source).name: o for o in make(article.parent, tmp_path / "out", settings)}
    assert {name: o.status for name, o in outcomes.items()} == {
        "ferje.txt": "made",
        "tom.txt": "failed",
        "bilete.txt": "failed",
    }
    assert "tom.txt" in outcomes["tom.txt"].problem


def test_a_list_names_the_articles(article: Path, tmp_path: Path, settings: Settings) -> None:
    names = tmp_path / "names.txt"
    names.write_text(f"# tonight\n{article}\n\n{tmp_path / 'gone.txt'}\n", encoding="utf-8")
    statuses = {o.source: o.status for o in make(f"@{names}", tmp_path / "out", settings)}
    assert statuses == {str(article): "made", str(tmp_path / "gone.txt"): "failed"}


def test_a_folder_that_is_no_edition_is_never_replaced(
    article: Path, tmp_path: Path, settings: Settings
) -> None:
    precious = tmp_path / "out" / "ny-ferje-til-straumsnes"
    precious.mkdir(parents=True)
    (precious / "novel.txt").write_text("…", encoding="utf-8")
    (outcome,) = make(article, tmp_path / "out", settings)
    assert outcome.status == "failed" and "is no edition" in outcome.problem
    assert (precious / "novel.txt").is_file()


def test_an_output_folder_that_is_a_file_is_told(article: Path, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(PublishError, match="is a file, not a folder"):
        make(article, tmp_path / "out", settings)


def test_an_unknown_voice_lists_those_there_are(article: Path, tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="kokoro"):
        make(article, tmp_path / "out", Settings(voice="ola"))


def test_force_makes_it_again(article: Path, tmp_path: Path, settings: Settings) -> None:
    make(article, tmp_path / "out", settings)
    studio = Studio(settings, fresh=True)
    (outcome,) = make(article, tmp_path / "out", settings, force=True, studio=studio)
    studio.close()
    assert outcome.status == "made"


def test_the_manifest_is_json_that_names_the_settings(
    article: Path, tmp_path: Path, settings: Settings
) -> None:
    (outcome,) = make(article, tmp_path / "out", settings)
    assert outcome.folder is not None
    manifest = json.loads((outcome.folder / "edition.json").read_text(encoding="utf-8"))
    assert manifest["settings"]["voice"] == "silence"
    assert manifest["voice"]["narrator"]["id"] == "silence"


def test_a_word_in_letters_that_nobody_can_read_is_a_fault_that_is_seen(
    article: Path, tmp_path: Path, settings: Settings
) -> None:
    article.write_text(TEXT.replace("seier fylket", "seier fylket ภาษา"), encoding="utf-8")
    (outcome,) = make(article, tmp_path / "out", settings)
    assert (outcome.status, outcome.exit_code) == ("made", 1)
    assert "no sound for «ภาษา»" in outcome.problem


def test_what_the_settings_leave_out_is_accounted_for(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "sak.txt"
    path.write_text(TEXT.replace("\n\n–", "\n\nAv Per Nes\n\n–", 1), encoding="utf-8")
    (all_read,) = make(path, tmp_path / "all", settings)
    chosen = settings.model_copy(update={"skip": ("byline", "caption")})
    (some_read,) = make(path, tmp_path / "some", chosen)
    assert all_read.manifest is not None and some_read.manifest is not None
    before = {entry.index: entry for entry in all_read.manifest.ledger}
    for entry in some_read.manifest.ledger:
        left_out = entry.role in ("byline", "caption")
        assert entry.spoken == (before[entry.index].spoken and not left_out)
        assert not left_out or "skip" in entry.reason
    assert {section.role for section in some_read.manifest.sections}.isdisjoint(("byline", "caption"))
    assert some_read.folder is not None
    page = (some_read.folder / "index.html").read_text(encoding="utf-8")
    assert "Av Per Nes" in page and "Av Per Nes" not in (some_read.folder / "transcript.vtt").read_text(
        "utf-8"
    )


def test_the_manifest_names_its_article_and_what_made_it(
    article: Path, tmp_path: Path, settings: Settings
) -> None:
    (outcome,) = make(article, tmp_path / "out", settings)
    manifest = outcome.manifest
    assert manifest is not None
    assert manifest.article.title == manifest.title == "Ny ferje til Straumsnes"
    assert {"audio-edition", "python", "ffmpeg"} <= set(manifest.versions) and all(manifest.versions.values())
