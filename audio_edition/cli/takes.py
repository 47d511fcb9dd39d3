"""`audio-edition takes`, `choose`, `approve`, `reject`: what an editor decides of an edition that was heard."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from audio_edition.cli.editor import EDITOR, editor
from audio_edition.cli.progress import TerminalTalk
from audio_edition.config_file import problems
from audio_edition.decisions.beside import decisions_file
from audio_edition.decisions.model import Take
from audio_edition.decisions.store import read_decisions
from audio_edition.desk import verdicts
from audio_edition.desk.booth import Booth
from audio_edition.desk.room import OnDesk, Room, place_of, room_of
from audio_edition.desk.takes import HeardTake, make_takes, takes_of, told, usual
from audio_edition.desk.verdicts import choose as choose_take
from audio_edition.edition.policy import decided, verdict_on
from audio_edition.errors import UsageError

_Edition = Annotated[Path, typer.Argument(metavar="EDITION", help="An edition's folder.")]
_By = Annotated[str | None, typer.Option(help="Who decides. [default: your login name]", envvar=EDITOR)]
_Why = Annotated[str, typer.Option(help="Why, for whoever reads the decisions.")]
_Config = Annotated[
    Path | None,
    typer.Option(help="Settings, outside a site. [default: those that the edition was made with]"),
]
_Later = Annotated[
    bool, typer.Option("--later", help="Only write it down; the next make or nightly acts on it.")
]


def takes(
    edition: _Edition,
    place: Annotated[
        str | None,
        typer.Argument(metavar="[SECTION[.SENTENCE]]", help="Without it: the sentences, numbered."),
    ] = None,
    text: Annotated[
        str | None, typer.Option(help="The sentence as you want it said; {word|respelling} for a word.")
    ] = None,
    rate: Annotated[
        list[float] | None, typer.Option(help="Times the edition's own, 0.5 to 2; repeat for more.")
    ] = None,
    speaker: Annotated[
        list[str] | None, typer.Option(metavar="ID:SPEAKER", help="Another voice; repeat for more.")
    ] = None,
    seed: Annotated[
        list[int] | None, typer.Option(help="Another draw, for voices with chance; repeat for more.")
    ] = None,
    by: _By = None,
    why: _Why = "",
    config: _Config = None,
) -> None:
    """Speak other readings of a sentence and number them; without options, the usual ones: slower, faster, another draw.

    On stdout a line a take: place, number, sound file, what is different, what the quality gate says; `*` before the
    one that is chosen. They are kept beside the article, in ARTICLE.decisions/.

    Examples:

      audio-edition takes lyd/public/sak

      audio-edition takes lyd/public/sak 5.2 --rate 0.9 --rate 0.95

      audio-edition takes lyd/public/sak 5.2 --text "{Shoigu|sjojgú} møtte pressa."
    """
    room, found = room_of(edition, config)
    if place is None:
        if text or rate or speaker or seed:
            raise UsageError(f"which sentence? see: audio-edition takes {edition}")
        _list_sentences(found)
        return
    wanted = _wanted(text, rate, speaker, seed)
    if text is not None and len(found.sentences(place)) > 1:
        raise UsageError(f"--text is one sentence and section {place} has several; give SECTION.SENTENCE")
    booth = Booth(room.settings())
    try:
        for one in found.sentences(place):
            there = takes_of(booth, found, one)
            asked = wanted or ([] if there else usual())
            made, left_out = make_takes(booth, found, one, asked, by=editor(by), why=why)
            for line in left_out:
                print(f"{one}: {line}", file=sys.stderr)
            _list_takes(found, one, [*there, *made])
    finally:
        booth.close()


def choose(
    edition: _Edition,
    place: Annotated[str, typer.Argument(metavar="SECTION.SENTENCE", help="As `takes` numbers them.")],
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Of the take; `own`: the edition's own.")],
    by: _By = None,
    why: _Why = "",
    later: _Later = False,
    config: _Config = None,
) -> None:
    """Publish another take of a sentence, from now on, for as long as the sentence stands.

    Examples:

      audio-edition choose lyd/public/sak 5.2 3

      audio-edition choose lyd/public/sak 5.2 own
    """
    if number != "own" and not number.isdecimal():
        raise UsageError(f"'{number}' is no number of a take; give a number, or `own`")
    chosen = None if number == "own" else int(number)
    _decide(edition, config, later, lambda found: choose_take(found, place, chosen, by=editor(by), why=why))


def approve(
    edition: _Edition,
    place: Annotated[
        str | None, typer.Argument(metavar="[SECTION[.SENTENCE]]", help="Without it: the whole edition.")
    ] = None,
    by: _By = None,
    why: _Why = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take a verdict back, a yes or a no.")] = False,
    later: _Later = False,
    config: _Config = None,
) -> None:
    """Say that an edition, a section or a sentence is right as it sounds now.

    With `publish = "approved"` an approved edition goes out; with `publish = "faultless"` an approved sentence no
    longer holds it. An approval is of what was heard: a sentence that is spoken anew needs a new one.

    Examples:

      audio-edition approve lyd/public-waiting/sak

      audio-edition approve lyd/public/sak 5.2 --why "namnet er rett"
    """
    _judge(edition, place, None if undo else "approved", by, why, later, config)


def reject(
    edition: _Edition,
    place: Annotated[
        str | None, typer.Argument(metavar="[SECTION[.SENTENCE]]", help="Without it: the whole edition.")
    ] = None,
    by: _By = None,
    why: _Why = "",
    later: _Later = False,
    config: _Config = None,
) -> None:
    """Say that an edition, a section or a sentence is wrong as it sounds now.

    A rejected edition is taken back from what is published and waits beside it. A rejected sentence stands first at
    the desk, and holds an edition that only goes out approved or faultless.

    Examples:

      audio-edition reject lyd/public/sak --why "feil artikkel"

      audio-edition reject lyd/public/sak 5.2 --why "Shoigu er feil"
    """
    _judge(edition, place, "rejected", by, why, later, config)


def _judge(
    edition: Path,
    place: str | None,
    word: str | None,
    by: str | None,
    why: str,
    later: bool,
    config: Path | None,
) -> None:

    said: verdicts.Judgement | None = (
        None if word is None else "approved" if word == "approved" else "rejected"
    )

    def decide(found: OnDesk) -> None:
        if place is None:
            verdicts.judge(found, said, by=editor(by), why=why)
            return
        for one in found.sentences(place):
            verdicts.judge_sentence(found, one, said, by=editor(by), why=why)

    _decide(edition, config, later, decide)


def _decide(edition: Path, config: Path | None, later: bool, decide: Callable[[OnDesk], None]) -> None:

    room, found = room_of(edition, config)
    decide(found)
    print(decisions_file(found.article()))
    if not later:
        raise typer.Exit(_put_out(room, found))


def _put_out(room: Room, found: OnDesk) -> int:
    """Act on what was decided; the exit code."""
    talk = TerminalTalk()
    try:
        night = room.put_out([found], talk)
    finally:
        talk.close()
    for outcome in night.outcomes:
        talk.outcome(outcome)
    return 1 if night.problems else 0


def _wanted(
    text: str | None, rate: list[float] | None, speaker: list[str] | None, seed: list[int] | None
) -> list[Take]:

    voices: Sequence[str | None] = speaker or [None]
    try:
        return [
            Take(number=1, text=text, rate=one_rate, voice=voice, seed=one_seed)
            for one_rate in rate or [1.0]
            for voice in voices
            for one_seed in seed or [0]
            if text is not None or one_rate != 1.0 or voice is not None or one_seed
        ]
    except ValidationError as error:
        raise UsageError(f"no such take: {'; '.join(problems(error, Take))}") from error


def _list_sentences(found: OnDesk) -> None:

    decisions = read_decisions(found.article())
    for section, sentence, of in decided(found.manifest, decisions):
        facts = [verdict_on(sentence, of)] + ([f"take {sentence.take}"] if sentence.take else [])
        facts += [f"{len(of.take)} takes"] if of.take else []
        facts += [fault.problem for fault in sentence.faults]
        print(f"{place_of(section, sentence)}\t{sentence.written}\t{'; '.join(filter(None, facts))}".rstrip())


def _list_takes(found: OnDesk, place: str, heard: list[HeardTake]) -> None:

    chosen = read_decisions(found.article()).of(*found.written_at(place)).chosen
    for one in heard:
        mark = "*" if one.take.number == chosen else ""
        row = (f"{mark}{place}", str(one.take.number), str(one.path), told(one.take), one.problem)
        print("\t".join(row).rstrip())
