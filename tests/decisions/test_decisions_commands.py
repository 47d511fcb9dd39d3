"""takes, choose, approve, reject as an editor types them, on an edition outside a site and in one."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from audio_edition.cli.app import app
from audio_edition.decisions.store import read_decisions
from audio_edition.errors import UsageError
from audio_edition.phonemise.lexicon import Lexicon
from audio_edition.phonemise.lexicon_review import note_of
from audio_edition.site.config import Site
from audio_edition.site.nightly import run as run_night
from tests.made import manifest_of

runner = CliRunner()


def run(*arguments: object, code: int = 0) -> str:
    result = runner.invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.stdout


def test_a_take_is_spoken_numbered_and_published(article: Path, make) -> None:
    folder = make().folder
    assert "2.1\tMange møtte opp." in run("takes", folder)
    rows = [line.split("\t") for line in run("takes", folder, "2.1", "--by", "kari").splitlines()]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("2.1", "1", "rate 0.92"),
        ("2.1", "2", "rate 1.08"),
    ]
    assert all(Path(row[2]).read_bytes()[:4] == b"fLaC" for row in rows)
    run("choose", folder, "2.1", "2", "--by", "per", "--why", "rolegare")
    manifest = manifest_of(folder)
    assert [sentence.take for _, sentence in manifest.sentences if sentence.take] == [2]
    assert run("takes", folder, "2.1").startswith("2.1\t1\t") and "\n*2.1\t2\t" in run("takes", folder, "2.1")
    decided = read_decisions(str(article)).sentence[0]
    assert decided.take[0].by == "kari" and decided.take[0].at is not None
    assert decided.choice is not None and decided.choice.at is not None
    assert (decided.choice.by, decided.choice.why) == ("per", "rolegare")
    run("choose", folder, "2.1", "own")
    assert all(sentence.take is None for _, sentence in manifest_of(folder).sentences)


def test_a_take_that_sounds_like_another_is_not_kept(article: Path, make) -> None:
    folder = make().folder
    result = runner.invoke(app, ["takes", str(folder), "2.1", "--seed", "4"])
    assert result.stdout == "" and "sounds the same as the edition's own reading" in result.stderr
    run("takes", folder, "2.1", "--rate", "0.9")
    again = runner.invoke(app, ["takes", str(folder), "2.1", "--rate", "0.9"])
    assert "sounds the same as take 1" in again.stderr
    assert len(read_decisions(str(article)).of("Mange møtte opp.").take) == 1


def test_a_whole_section_is_approved_and_a_verdict_taken_back(article: Path, make) -> None:
    folder = make().folder
    run("approve", folder, "2", "--later", "--why", "høyrd")
    verdicts = [one.verdict for one in read_decisions(str(article)).sentence]
    assert len(verdicts) == 3 and {verdict.why for verdict in verdicts if verdict} == {"høyrd"}
    run("approve", folder, "2", "--undo", "--later")
    assert read_decisions(str(article)).sentence == ()


def test_reject_takes_the_edition_back_and_undo_puts_it_out(article: Path, make, tmp_path: Path) -> None:
    folder = make().folder
    run("reject", folder, "--why", "feil")
    waiting = tmp_path / "ut-waiting" / folder.name
    assert not folder.exists() and waiting.is_dir()
    run("approve", waiting)
    assert folder.is_dir() and not waiting.exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("takes", "EDITION", "9"), "no section 9"),
        (("takes", "EDITION", "2.9"), "no sentence 2.9"),
        (("takes", "EDITION", "2.1", "--rate", "7"), "rate"),
        (("takes", "EDITION", "--rate", "0.9"), "which sentence"),
        (("takes", "EDITION", "2", "--text", "Ja."), "several"),
        (("takes", "EDITION", "2.1", "--text", "{opp|%%}"), "%%"),
        (("takes", "EDITION", "2.1", "--speaker", "ingen"), "ingen"),
        (("choose", "EDITION", "2.1", "4"), "no take 4"),
        (("choose", "EDITION", "2.1", "fyrste"), "no number"),
        (("approve", "."), "no edition here"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_one_sentence(arguments, named, make) -> None:
    folder = make().folder
    from audio_edition.errors import AudioEditionError

    with pytest.raises(AudioEditionError) as caught:
        run(*(str(folder) if argument == "EDITION" else argument for argument in arguments))
    assert named in str(caught.value) and "\n" not in str(caught.value) and caught.value.exit_code == 2


def test_an_article_that_is_gone_has_no_decisions(article: Path, make) -> None:
    folder = make().folder
    article.unlink()
    with pytest.raises(UsageError, match="article is gone"):
        run("approve", folder)


def test_fix_writes_who_when_why_and_what_was_said_before(article: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "inbox").mkdir(parents=True)
    (site / "inbox" / "bru.md").write_bytes(article.read_bytes())
    settings = 'title = "Avisa"\nurl = "https://lyd.example.org"\n[settings]\nvoice = "silence"\njobs = 1\n'
    (site / "site.toml").write_text(settings, encoding="utf-8")
    assert not run_night(Site(site)).problems
    words = ("fix", "Ordføraren", "órrførarn", "--site", site, "--why", "slik seier folk her", "--by", "kari")
    assert "1 edition made anew" in run(*words)
    (entry,) = Lexicon.load(Site(site).lexicon)
    note = note_of(entry.note)
    assert (note.by, note.why) == ("kari", "slik seier folk her") and note.on and note.was != entry.ipa
    assert run(*words, code=1).startswith(str(Site(site).lexicon))


def test_in_a_site_an_approval_puts_the_edition_into_the_feed(article: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "inbox").mkdir(parents=True)
    article.rename(site / "inbox" / "bru.md")
    (site / "site.toml").write_text(
        'title = "Avisa"\nurl = "https://lyd.example.org"\n'
        '[settings]\nvoice = "silence"\njobs = 1\npublish = "approved"\n',
        encoding="utf-8",
    )
    night = run_night(Site(site))
    assert [outcome.status for outcome in night.outcomes] == ["waiting"] and not night.problems
    assert any("1 waiting" in line for line in night.lines())
    assert "Ventar på deg" in (site / "report.html").read_text(encoding="utf-8")
    feed = site / "public" / "alle.xml"
    assert not feed.is_file() or "Brua vart opna" not in feed.read_text(encoding="utf-8")
    (waiting,) = (site / "public-waiting").iterdir()
    run("approve", waiting, "--by", "kari")
    assert "Brua vart opna" in next((site / "public").glob("*.xml")).read_text(encoding="utf-8")
    assert run_night(Site(site)).outcomes[0].status == "unchanged"
