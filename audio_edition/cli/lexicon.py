"""`audio-edition lexicon`: what editors do with pronunciations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.article import find_articles, leave_out, read_article
from audio_edition.cli.reading import STDIN, piped_article, piped_files, read_bytes
from audio_edition.disk import is_there
from audio_edition.errors import ArticleError, LexiconError
from audio_edition.phonemise import inventory
from audio_edition.phonemise.lexicon import Lexicon, builtin
from audio_edition.phonemise.lexicon_coverage import to_hear
from audio_edition.phonemise.lexicon_file import put
from audio_edition.phonemise.lexicon_pls import parse_pls, write_pls
from audio_edition.phonemise.lexicon_review import review as look
from audio_edition.script import write_script
from audio_edition.settings import Settings, load_settings
from audio_edition.site.config import Site
from audio_edition.speech import FrontEnd
from audio_edition.speech.order import asked_first
from audio_edition.types import Word

app = typer.Typer(
    name="lexicon",
    help="Say how words are pronounced: check, add, find what is missing, exchange with other systems.",
    no_args_is_help=True,
)

_DEFAULT_FILE = Path("lexicon.tsv")
_Config = Annotated[Path | None, typer.Option(help="Settings. [default: audio-edition.toml, if there]")]
_File = Annotated[
    Path | None,
    typer.Option(
        "--lexicon", help="The TSV file. [default: the one in audio-edition.toml, else lexicon.tsv]"
    ),
]


@app.command()
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="TSV or PLS; - for TSV on stdin. [default: your lexicons]"),
    ] = None,
    config: _Config = None,
) -> None:
    """Name every line that cannot be used, with file and line. Exit code 1 if there is one.

    A line is: word TAB sounds TAB language TAB note, or: word = sounds. Sounds are IPA, or Nynorsk letters
    with an acute accent on the stressed vowel (sjojgú); `audio-edition lexicon symbols` lists the IPA.

    Examples:

      audio-edition lexicon check names.tsv

      printf 'Shoigu = sjojgú\\n' | audio-edition lexicon check -
    """
    problems = 0
    for path in _asked_or_users(files, config):
        piped = str(path) == STDIN
        lexicon = Lexicon.parse(read_bytes(STDIN), STDIN) if piped else Lexicon.load(path)
        problems += len(lexicon.problems)
        for problem in lexicon.problems:
            typer.echo(problem)
        typer.echo(f"{path}: {len(lexicon)} entries, {len(lexicon.problems)} line(s) to mend", err=True)
    if problems:
        raise typer.Exit(1)


@app.command()
def add(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORD=SOUNDS...", help="Sounds: IPA, or a respelling such as sjojgú."),
    ],
    lexicon: _File = None,
    language: Annotated[str, typer.Option(help="Language the word comes from, such as ru.")] = "",
    note: Annotated[str, typer.Option(help="A note for whoever reads the file.")] = "",
    config: _Config = None,
) -> None:
    """Write down how a word is said, or change it; prints the IPA that is meant.

    Examples:

      audio-edition lexicon add Shoigu=sjojgú --language ru

      audio-edition lexicon add 'Kim Jong-un=kimm jong-únn' 'Lviv=/lviːv/' --lexicon names.tsv
    """
    rows = []
    for text in words:
        word, equals, sounds = text.partition("=")
        if not equals:
            raise LexiconError(f"'{text}' is not WORD=SOUNDS, such as Shoigu=sjojgú")
        rows.append((word, sounds, language, note))
    path = lexicon or _default_file(config)
    for entry in put(path, rows):
        typer.echo(f"{entry.word}\t{entry.ipa}")
    typer.echo(f"Written to {path}.", err=True)
    _tell_if_unused(path, config)


@app.command()
def unknown(
    articles: Annotated[
        list[str], typer.Argument(metavar="ARTICLE...", help="Files, folders of articles, - for stdin.")
    ],
    lexicon: Annotated[
        list[Path] | None, typer.Option(help="Lexicon, TSV or PLS; repeat for more, the last wins.")
    ] = None,
    table: Annotated[
        list[Path] | None, typer.Option(help="Table of written<TAB>spoken; repeat for more, the last wins.")
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="Only names: a capital inside a sentence.")] = False,
    config: _Config = None,
) -> None:
    """List the names and words to listen to, the most frequent first: those that are read by guess.

    They are names (a capital inside a sentence, unless a lexicon has them), words read as foreign, and words
    that letter rules may well read wrong. A plain Norwegian word is not listed: rules read it well.

    One line a word on stdout: how often, the word, how it is read now, and by what (rules, or foreign with
    the language), separated by tabs.

    Examples:

      audio-edition lexicon unknown inbox/ | head

      audio-edition lexicon unknown --names article.html --lexicon names.tsv
    """
    settings = load_settings(config, lexicon=piped_files(lexicon), table=piped_files(table))
    front = FrontEnd(settings)
    for problem in front.problems:
        typer.echo(f"Warning: left out: {problem}", err=True)
    failed: list[ArticleError] = []
    for found in to_hear(_said(articles, front, settings, failed), names):
        typer.echo(f"{found.times}\t{found.word}\t{found.ipa or '(nothing)'}\t{found.source}")
    if len(failed) == 1 and len(articles) == 1 and not Path(articles[0]).is_dir():
        raise failed[0]
    for error in failed:
        typer.echo(f"audio-edition: {error}", err=True)
    if failed:
        raise typer.Exit(1)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.pls", help="A W3C PLS 1.0 document; - for stdin.")],
    lexicon: _File = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Of a word that both have, keep what you have.")
    ] = False,
    config: _Config = None,
) -> None:
    """Take over the entries of another newsroom's lexicon, PLS or TSV, with who wrote them, when and why.

    Words that you have already are changed, or kept with --keep; those that the other says otherwise are named.

    Examples:

      audio-edition lexicon import newsroom.pls

      audio-edition lexicon import newsroom.pls --lexicon names.tsv --keep
    """
    path = lexicon or _default_file(config)
    if str(file) == "-":
        found = Lexicon(*parse_pls(read_bytes(STDIN), "standard input"))
    else:
        found = Lexicon.load(file)
    mine = {entry.word: entry for entry in Lexicon.load(path)} if is_there(path) else {}
    differing = [entry for entry in found if entry.word in mine and mine[entry.word].ipa != entry.ipa]
    for entry in differing:
        kept = "kept" if keep else "changed"
        typer.echo(f"{entry.word}: yours {mine[entry.word].ipa}, theirs {entry.ipa}: {kept}", err=True)
    taken = [entry for entry in found if not (keep and entry.word in mine)]
    put(path, [(entry.word, entry.ipa, entry.language, entry.note) for entry in taken])
    for problem in found.problems:
        typer.echo(problem, err=True)
    typer.echo(f"{len(taken)} entries written to {path}, {len(found.problems)} left out.", err=True)
    _tell_if_unused(path, config)
    if found.problems:
        raise typer.Exit(1)


@app.command()
def export(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Lexicons. [default: your lexicons]")
    ] = None,
    ours: Annotated[bool, typer.Option("--ours", help="The lexicon that comes with the program.")] = False,
    config: _Config = None,
) -> None:
    """Write lexicons as one W3C PLS 1.0 document on stdout; a later file wins.

    Examples:

      audio-edition lexicon export names.tsv > names.pls

      audio-edition lexicon export --ours > ours.pls
    """
    chosen: list[Lexicon] = [builtin()] if ours else []
    if files or not ours:
        chosen += [Lexicon.load(path) for path in _asked_or_users(files, config)]
    merged = Lexicon.merged(chosen)
    for problem in merged.problems:
        typer.echo(f"Left out: {problem}", err=True)
    typer.echo(write_pls(merged), nl=False)


@app.command()
def review(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Lexicons. [default: your lexicons]")
    ] = None,
    site: Annotated[Path | None, typer.Option(help="The lexicons of this site.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also the entries that are as they should be.")
    ] = False,
    config: _Config = None,
) -> None:
    """List your entries that have become unnecessary, or that contradict what the program says by itself.

    For after an update. `unnecessary`: the program says the same; `contradicts`: its own lexicon says otherwise;
    `changed`: it reads the word otherwise than on the day of the correction. One line an entry on stdout: which,
    the word, yours, the program's, why and by whom, the file and line.

    Examples:

      audio-edition lexicon review names.tsv

      audio-edition lexicon review --site /srv/lyd
    """
    if site is not None:
        chosen = [*(files or []), *Site(site).settings().lexicon]
    else:
        chosen = list(_asked_or_users(files, config))
    found = Lexicon.merged([Lexicon.load(path) for path in chosen])
    counts: dict[str, int] = {}
    for one in look(found):
        counts[one.kind] = counts.get(one.kind, 0) + 1
        if one.kind != "guess" or every:
            note = one.note
            who = ", ".join(filter(None, (note.why, note.by, note.on)))
            typer.echo(f"{one.kind}\t{one.entry.word}\t{one.entry.ipa}\t{one.own}\t{who}\t{one.entry.where}")
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "no entries"
    typer.echo(f"{len(found)} entries: {told}", err=True)


@app.command()
def symbols() -> None:
    """List the IPA symbols that a lexicon may hold.

    Examples:

      audio-edition lexicon symbols
    """
    for name, group in (
        ("long vowels", inventory.LONG_VOWELS),
        ("short vowels", inventory.SHORT_VOWELS),
        ("diphthongs", inventory.DIPHTHONGS),
        ("consonants", inventory.CONSONANTS),
        ("stress and tone", inventory.MARKS),
    ):
        typer.echo(f"{name}\t{' '.join(group)}")


def _asked_or_users(files: list[Path] | None, config: Path | None) -> list[Path]:
    """The lexicons that were named, or those of the settings; settings that are named are read in any case."""

    if not files:
        return _user_lexicons(config)
    if config is not None:
        load_settings(config)
    return files


def _user_lexicons(config: Path | None) -> list[Path]:
    """The lexicons of the settings; else lexicon.tsv. Raises LexiconError where there is none."""
    chosen = list(load_settings(config).lexicon)
    if not chosen and _DEFAULT_FILE.is_file():
        chosen = [_DEFAULT_FILE]
    if not chosen:
        raise LexiconError(
            "there is no lexicon here: name a file, or make one with `audio-edition lexicon add`"
        )
    return chosen


def _default_file(config: Path | None) -> Path:
    """The TSV lexicon that wins over the others: where a new entry surely has an effect."""
    asked = asked_first(load_settings(config).lexicon)
    return next((path for path in asked if path.suffix.lower() not in (".pls", ".xml")), _DEFAULT_FILE)


def _tell_if_unused(path: Path, config: Path | None) -> None:

    used = {other.resolve() for other in load_settings(config).lexicon}
    if path.resolve() not in used:
        typer.echo(
            f'Use it with `--lexicon {path}`, or put `lexicon = ["{path}"]` into audio-edition.toml.',
            err=True,
        )


def _said(
    sources: list[str], front: FrontEnd, settings: Settings, failed: list[ArticleError]
) -> Iterator[Sequence[Word]]:
    """The words of each sentence that an edition would read aloud, one article at a time.

    An article that cannot be read is added to `failed`, and the rest goes on.
    """
    for source in sources:
        folder = source != "-" and Path(source).is_dir()
        for path in find_articles(Path(source)) if folder else [source]:
            try:
                article = leave_out(
                    read_article(path, piped_article(str(path)), parts=settings.reading.parts), settings.skip
                )
                script = write_script(article, settings)
            except ArticleError as error:
                failed.append(error)
                continue
            own = front.for_article(article)
            for problem in own.problems:
                typer.echo(f"Warning: {path}: left out: {problem}", err=True)
            for said in own.blocks(script):
                yield said.words
