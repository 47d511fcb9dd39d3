"""Decisions in editions: chosen takes are heard, outlive what is no change of theirs, and go stale in the open."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.decisions.model import SentenceDecisions, Take, Verdict
from audio_edition.decisions.store import read_decisions, update
from audio_edition.edition import going_out
from audio_edition.edition.manifest import Manifest, SentenceRecord, read_manifest
from audio_edition.edition.policy import sound_digest
from audio_edition.edition.waiting import waiting_folder
from tests.brisk import brisk


def record(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    assert manifest is not None
    return manifest


def sentences(manifest: Manifest, written: str) -> list[SentenceRecord]:
    return [sentence for _, sentence in manifest.sentences if sentence.written == written]


def choose(article: Path, written: str, take: Take, occurrence: int = 1) -> None:
    decided = SentenceDecisions(written=written, occurrence=occurrence, chosen=take.number, take=(take,))
    update(str(article), lambda decisions: decisions.having(decided))


def judge(article: Path, manifest: Manifest, verdict: str, why: str = "") -> None:
    said = Verdict(verdict=verdict, of=sound_digest(manifest), by="kari", why=why)  # type: ignore[arg-type]
    update(str(article), lambda decisions: decisions.model_copy(update={"edition": said}))


def test_a_chosen_take_is_heard_and_the_same_words_elsewhere_are_not_touched(article, make) -> None:
    before = record(make().folder)
    choose(article, "Mange møtte opp.", Take(number=3, rate=0.8), occurrence=2)
    outcome = make()
    after = record(outcome.folder)
    assert outcome.status == "made"
    first, second = sentences(after, "Mange møtte opp.")
    assert (first.take, second.take) == (None, 3)
    assert first.clip_key == sentences(before, "Mange møtte opp.")[0].clip_key != second.clip_key
    assert second.end_s - second.start_s > 1.15 * (first.end_s - first.start_s)
    assert make().status == "unchanged"


def test_a_rewritten_sentence_is_said_as_the_editor_writes_it_and_shown_as_the_article_does(
    article, make
) -> None:
    choose(
        article,
        "Ordføraren klypte snora.",
        Take(number=1, text="{Ordføraren|órdførarn} klypte eit raudt band."),
    )
    (said,) = sentences(record(make().folder), "Ordføraren klypte snora.")
    assert said.spoken == "Ordføraren klypte eit raudt band."
    assert said.words[0].source == "inline" and said.take == 1


def test_a_decision_outlives_a_new_paragraph_and_dies_with_its_sentence(article, make) -> None:
    choose(article, "Det var sol.", Take(number=1, rate=0.8, by="kari"))
    choose_text = article.read_text(encoding="utf-8")
    article.write_text(
        choose_text.replace("\n\nBrua vart", "\n\nEit nytt avsnitt står først.\n\nBrua vart", 1)
    )
    assert sentences(record(make().folder), "Det var sol.")[0].take == 1
    article.write_text(choose_text.replace("Det var sol.", "Det var skarp sol."))
    manifest = record(make().folder)
    assert all(sentence.take is None for _, sentence in manifest.sentences)
    (warning,) = manifest.warnings
    assert "«Det var sol.»" in warning and "kari" in warning and "«Det var skarp sol.»" in warning


@pytest.mark.parametrize(
    "take",
    [
        Take(number=1, voice="ingen-slik"),
        Take(number=1, voice="silence:ingen"),
        Take(number=1, text="{sol|%%}"),
        Take(number=1, text="* * *"),
    ],
    ids=["voice", "speaker", "respelling", "no word"],
)
def test_a_take_that_cannot_be_used_is_told_and_the_own_reading_is_heard(article, make, take) -> None:
    choose(article, "Det var sol.", take)
    manifest = record(make().folder)
    assert sentences(manifest, "Det var sol.")[0].take is None
    assert any("take 1 of «Det var sol.» cannot be used" in warning for warning in manifest.warnings)


def test_what_nobody_has_approved_waits_beside_and_goes_out_as_it_was_heard(article, make, tmp_path) -> None:
    outcome = make(publish="approved")
    assert outcome.status == "waiting" and outcome.exit_code == 0
    assert "no editor has approved" in outcome.problem
    assert outcome.folder.parent == waiting_folder(tmp_path / "ut") and not list(
        (tmp_path / "ut").glob("[a-z]*")
    )
    heard = (outcome.folder / "edition.mp3").read_bytes()
    assert make(publish="approved").status == "waiting"
    judge(article, record(outcome.folder), "approved")
    out = make(publish="approved")
    assert out.status == "made" and out.folder.parent == tmp_path / "ut"
    assert (out.folder / "edition.mp3").read_bytes() == heard and not outcome.folder.exists()
    assert make(publish="approved").status == "unchanged"


def test_what_waits_is_not_looked_at_again_until_something_has_changed(
    article, make, tmp_path, monkeypatch
) -> None:
    first = make(publish="approved")
    monkeypatch.setattr(going_out, "put_out", lambda *_: pytest.fail("it was looked at again"))
    again = make(publish="approved")
    assert (again.status, again.folder, again.problem) == ("waiting", first.folder, first.problem)
    monkeypatch.undo()
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    (first.folder / "chapters.json").unlink()  # somebody has been at it
    made = make(publish="approved")
    assert made.status == "waiting" and (made.folder / "chapters.json").is_file()
    assert make(publish="at_once").folder == tmp_path / "ut" / first.folder.name


def test_an_approval_is_of_what_was_heard_and_the_old_edition_stays_out_meanwhile(article, make) -> None:
    outcome = make(publish="approved")
    judge(article, record(outcome.folder), "approved")
    out = make(publish="approved")
    heard = (out.folder / "edition.mp3").read_bytes()
    article.write_text(article.read_text(encoding="utf-8").replace("Det var sol.", "Det regna."))
    changed = make(publish="approved")
    assert changed.status == "waiting"
    assert (out.folder / "edition.mp3").read_bytes() == heard
    assert sentences(record(changed.folder), "Det regna.")


def test_what_is_rejected_is_taken_back_under_every_policy(article, make, tmp_path) -> None:
    out = make()
    judge(article, record(out.folder), "rejected", "feil namn")
    back = make()
    assert back.status == "waiting" and "feil namn" in back.problem and "kari" in back.problem
    assert not out.folder.exists() and back.folder.is_dir()
    update(str(article), lambda decisions: decisions.model_copy(update={"edition": None}))
    assert make().status == "made" and out.folder.is_dir()


def test_a_stricter_policy_takes_nothing_back(article, make) -> None:
    assert make().status == "made"
    assert make(publish="approved").status == "unchanged"


def test_a_hard_finding_keeps_an_edition_in_until_an_editor_has_heard_it(article, make) -> None:
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("Det var sol.", "Det var 日本 sol."), encoding="utf-8")
    outcome = make(publish="faultless")
    assert outcome.status == "waiting", outcome
    faulty = [one for _, one in record(outcome.folder).sentences if any(f.hard for f in one.faults)]
    assert len(faulty) == 1
    said = SentenceDecisions(
        written=faulty[0].written, verdict=Verdict(verdict="approved", of=faulty[0].clip_key, by="kari")
    )
    update(str(article), lambda decisions: decisions.having(said))
    assert make(publish="faultless").folder.parent.name == "ut"


def test_two_that_wait_under_one_title_keep_apart(article, make, tmp_path) -> None:
    other = article.with_name("bru2.md")
    other.write_text(article.read_text(encoding="utf-8").replace("sol", "regn"), encoding="utf-8")
    from audio_edition.edition.batch import make_all

    settings = brisk(publish="approved")
    one, two = make_all([str(article), str(other)], tmp_path / "ut", settings)
    assert one.folder != two.folder and {one.status, two.status} == {"waiting"}


def test_decisions_that_cannot_be_read_are_an_error_that_names_the_file(article, make) -> None:
    choose(article, "Det var sol.", Take(number=1, rate=0.8))
    path = article.with_name("bru.md.decisions") / "decisions.toml"
    path.write_text("[[sentence]\n", encoding="utf-8")
    outcome = make()
    assert outcome.status == "failed" and outcome.exit_code == 2 and "decisions.toml" in outcome.problem
    assert read_decisions("no/such/article.md").sentence == ()
