"""The desk's pages and forms: the same decisions as the commands, and nothing lost between two editors."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.decisions.model import Decisions
from audio_edition.decisions.store import read_decisions
from audio_edition.phonemise.lexicon import Lexicon
from audio_edition.phonemise.lexicon_review import note_of
from audio_edition.site.config import Site
from tests.desk.small_desk import Editor, field
from tests.made import manifest_of

EDITION = "utgave/toppmoete-i-moskva/"
SENTENCE = f"{EDITION}2.0/"


def source(site: Site) -> str:
    return str(site.inbox / "moskva.md")


def said(site: Site, written: str) -> list[str]:
    manifest = manifest_of(site.editions / "toppmoete-i-moskva")
    return [word.ipa for _, one in manifest.sentences if one.written == written for word in one.words]


def test_the_overview_begins_with_what_needs_an_editor(site: Site, editor: Editor) -> None:
    page = editor.get()
    assert page.index("Sagt på to måtar") < page.index("<h2>Utgåver")
    assert "Shoigu" in page and f"{SENTENCE}?ord=Shoigu" in page
    editor.post(f"{EDITION}2.1/dom", dom="nei", kvifor="mumlar", namn="kari")
    page = editor.get()
    assert page.index("Avvist") < page.index("Sagt på to måtar") and "mumlar" in page


def test_an_edition_is_looked_at_again_only_when_something_changed(
    site: Site, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(path: str) -> Decisions:
        read.append(path)
        return read_decisions(path)

    monkeypatch.setattr("audio_edition.desk.overview.read_decisions", reading)
    first = editor.get()
    assert len(read) == 1 and editor.get() == first and len(read) == 1
    editor.post(f"{EDITION}2.1/dom", dom="nei", kvifor="mumlar")
    assert "mumlar" in editor.get() and len(read) == 2
    beside = Path(f"{source(site)}.decisions") / "decisions.toml"
    beside.write_text(beside.read_text(encoding="utf-8").replace("mumlar", "snublar"), encoding="utf-8")
    assert "snublar" in editor.get() and len(read) == 3


def test_a_word_is_corrected_once_for_all_editions_with_who_and_why(site: Site, editor: Editor) -> None:
    before = said(site, "Etterpå reiste Shoigu heim.")
    page = editor.get(SENTENCE)
    assert "programmet sjølv" in page and 'value="/ʃɔʏ¹ˈɡʉː/"' in page
    back = editor.post(
        f"{SENTENCE}ord", ord="Shoigu", lydar="/ʃɔʏ¹ˈɡʉː/", namn="kari", kvifor="høyrd på direkten",
        ordversjon=field(page, "ordversjon"), attende=SENTENCE,
    )  # fmt: skip
    assert "er retta på lufta: 1 utgåve, 2 setningar" in back
    assert said(site, "Etterpå reiste Shoigu heim.") != before
    assert "ʃɔʏ¹ˈɡʉː" in said(site, "Shoigu møtte pressa i dag.")
    (entry,) = Lexicon.load(site.lexicon)
    note = note_of(entry.note)
    assert (note.by, note.why) == ("kari", "høyrd på direkten") and note.on and note.was == "ʃɔʏ¹ˈɡʉː"


def test_two_who_correct_the_same_word_do_not_overwrite_each_other(site: Site, editor: Editor) -> None:
    seen = field(editor.get(SENTENCE), "ordversjon")
    editor.post(f"{SENTENCE}ord", ord="Shoigu", lydar="sjojgú", ordversjon=seen, namn="kari")
    page = editor.post(f"{SENTENCE}ord", 409, ord="Shoigu", lydar="sjøigu", ordversjon=seen, namn="per")
    assert "Nokon kom deg i forkjøpet" in page and "kari" in page
    assert "sjojgú" in site.lexicon.read_text(encoding="utf-8")


def test_two_who_decide_about_one_sentence_do_not_overwrite_each_other(site: Site, editor: Editor) -> None:
    seen = field(editor.get(SENTENCE), "versjon")
    editor.post(f"{SENTENCE}dom", dom="ja", versjon=seen, namn="kari")
    page = editor.post(f"{SENTENCE}dom", 409, dom="nei", versjon=seen, namn="per")
    assert "approved by kari" in page
    other = field(editor.get(f"{EDITION}2.1/"), "versjon")
    editor.post(f"{EDITION}2.1/dom", dom="nei", versjon=other)
    verdicts = [one.verdict.verdict for one in read_decisions(source(site)).sentence if one.verdict]
    assert verdicts == ["approved", "rejected"]


def test_takes_are_made_heard_and_chosen(site: Site, editor: Editor) -> None:
    assert "Opptak 1, 2 er lesne inn" in editor.post(
        f"{EDITION}2.1/opptak", vanlege="1", attende=f"{EDITION}2.1/"
    )
    assert "Opptak 3 er lese inn" in editor.post(
        f"{EDITION}2.1/opptak",
        tekst="Han svara på {mange|mánge} spørsmål, og gjekk så.",
        attende=f"{EDITION}2.1/",
    )
    answer = editor.client.get(
        f"{editor.desk.path}{EDITION}2.1/opptak/2.flac", headers={"Range": "bytes=0-3"}
    )
    assert answer.status_code == 206 and answer.content == b"fLaC"
    editor.post(f"{EDITION}2.1/vel", opptak="2", versjon=field(editor.get(f"{EDITION}2.1/"), "versjon"))
    manifest = manifest_of(site.editions / "toppmoete-i-moskva")
    assert [one.take for _, one in manifest.sentences if one.take] == [2]
    assert "opptak 2" in editor.get(EDITION)


def test_a_preview_is_the_sentence_with_the_word_said_so_and_changes_nothing(
    site: Site, editor: Editor
) -> None:
    before = (site.editions / "toppmoete-i-moskva" / "edition.json").read_bytes()
    answer = editor.client.get(
        f"{editor.desk.path}{SENTENCE}les.flac", params={"ord": "Shoigu", "lydar": "sjojgú"}
    )
    assert answer.content[:4] == b"fLaC"
    assert (site.editions / "toppmoete-i-moskva" / "edition.json").read_bytes() == before
    editor.get(f"{SENTENCE}les.flac?ord=Shoigu&lydar=%25%25", 404)
    editor.get(f"{SENTENCE}les.flac?ord=Ola&lydar=ola", 404)


def test_an_edition_is_rejected_and_put_out_again(site: Site, editor: Editor) -> None:
    editor.post(f"{EDITION}dom", dom="nei", kvifor="feil sak", namn="kari")
    assert not (site.editions / "toppmoete-i-moskva").exists()
    assert "Ventar på deg" in editor.get() and "feil sak" in editor.get(EDITION)
    editor.post(f"{EDITION}dom", dom="ja", versjon=field(editor.get(EDITION), "versjon"))
    assert (site.editions / "toppmoete-i-moskva").is_dir()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("utgave/ingen/", 404),
        (f"{EDITION}9.9/", 404),
        (f"{EDITION}2.1/opptak/7.flac", 404),
        ("fil/../web.py", 404),
    ],
)
def test_what_is_not_there_is_said(editor: Editor, path: str, code: int) -> None:
    assert "Traceback" not in editor.get(path, code)


@pytest.mark.parametrize(
    "fields",
    [{"lydar": ""}, {"lydar": "%%"}, {"ord": "", "lydar": "sjojgú"}],
    ids=["none", "unreadable", "no word"],
)
def test_sounds_that_cannot_be_read_change_nothing(
    site: Site, editor: Editor, fields: dict[str, str]
) -> None:
    before = site.lexicon.read_bytes()
    editor.post(f"{SENTENCE}ord", 400, None, **{"ord": "Shoigu", **fields})
    assert site.lexicon.read_bytes() == before


def test_nobody_without_the_token_or_from_another_page_gets_in(site: Site, editor: Editor) -> None:
    client, path = editor.client, editor.desk.path
    assert client.get("/").status_code == client.get("/feil/").status_code == 404
    assert client.get(path, headers={"Host": "vond.example.org"}).status_code == 421
    editor.post(f"{SENTENCE}dom", 403, csrf="feil", dom="nei")
    for headers in ({"Origin": "https://vond.example.org"}, {"Sec-Fetch-Site": "cross-site"}):
        editor.post(f"{SENTENCE}dom", 403, headers=headers, dom="nei")
    assert client.get(f"{path}{SENTENCE}dom").status_code == 405
    assert read_decisions(source(site)).sentence == ()
    answer = client.get(path)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert (
        answer.headers["referrer-policy"] == "no-referrer" and answer.headers["cache-control"] == "no-store"
    )
    assert editor.desk.guard.token not in editor.desk.guard.form


def test_where_a_form_leads_is_always_the_desk(editor: Editor) -> None:
    answer = editor.client.post(
        f"{editor.desk.path}{SENTENCE}dom",
        data={"csrf": editor.desk.guard.form, "dom": "ja", "attende": "//vond.example.org/"},
        follow_redirects=False,
    )
    assert answer.status_code == 303 and answer.headers["location"].startswith(editor.desk.path)


def test_what_stands_in_an_article_is_never_markup(site: Site, editor: Editor) -> None:
    from audio_edition.site.nightly import run

    path = Path(source(site))
    path.write_text(
        path.read_text(encoding="utf-8").replace("Møtet var kort.", "Møtet <b>var</b> \\<script>kort.")
    )
    run(site)
    assert "<script>kort" not in editor.get(EDITION)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.org"])
def test_the_desk_listens_on_this_machine_alone(site: Site, host: str) -> None:
    from audio_edition.desk.guard import loopback
    from audio_edition.errors import UsageError

    with pytest.raises(UsageError, match="this machine alone"):
        loopback(host)
    assert loopback("127.0.0.1") == "127.0.0.1" and loopback("::1") == "::1"
