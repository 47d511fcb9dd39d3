"""What a program does with Audio Edition: make editions, open them, say a text. The names of `audio_edition` itself.

Nothing here reads standard input or prints; what a run tells while it works goes to a `Talk`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from audio_edition.edition.batch import make_all
from audio_edition.edition.manifest import NAME, ChapterRecord, Manifest, parse_manifest
from audio_edition.edition.outcome import Outcome
from audio_edition.edition.studio import Studio
from audio_edition.edition.talk import Quiet, Talk
from audio_edition.errors import ArticleError, UsageError
from audio_edition.finding import Finding, worst_first
from audio_edition.settings import Settings
from audio_edition.site.fitness import findings_of
from audio_edition.voices import build_cast

Source = str | PathLike[str]


@dataclass(frozen=True, slots=True)
class Edition:
    """A finished edition: its folder, and all that edition.json tells."""

    folder: Path
    manifest: Manifest

    @property
    def title(self) -> str:
        return self.manifest.title

    @property
    def duration_s(self) -> float:
        return self.manifest.duration_s

    @property
    def mp3(self) -> Path:
        """The whole article, with chapters."""
        return self.folder / "edition.mp3"

    @property
    def page(self) -> Path:
        """The read-along page."""
        return self.folder / "index.html"

    @property
    def chapters(self) -> tuple[ChapterRecord, ...]:
        return self.manifest.chapters

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file of the edition but edition.json."""
        return tuple(self.folder / name for name in self.manifest.files)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the quality gate holds against sentences, worst first: an error is surely heard, a warning may be right."""
        return tuple(
            worst_first(
                Finding(
                    "sound",
                    "error" if fault.hard else "warning",
                    f"section {section.index}, sentence {sentence.index}",
                    f"«{sentence.written[:60]}»: {fault.problem}",
                    sentence.start_s,
                    2.0 if fault.hard else 1.0,
                    section.index,
                    sentence.index,
                )
                for section, sentence in self.manifest.sentences
                for fault in sentence.faults
            )
        )

    def verify(self) -> list[Finding]:
        """Check files, loudness, tags, chapters, transcripts, ledger and every sentence anew; worst first."""
        return findings_of(self.folder)


def make_edition(
    source: Source,
    out: Source,
    settings: Settings | None = None,
    *,
    data: str | bytes | None = None,
    fresh: bool = False,
    talk: Talk | None = None,
) -> Edition:
    """Make the edition of one article under the folder `out`, or keep the one that is there and the same.

    `source` is the path of a file. With `data`, the article's text or bytes, it is only a name: its ending tells
    the format (`sak.html`, `sak.md`), and the same name again replaces the edition. `fresh`: speak every sentence
    anew. Raises an AudioEditionError when no edition could be made; one whose sound has faults is published, and
    they are its `findings`. Of an article that another file under `out` holds too, its edition is given.
    """
    name = _name(source)
    if data is None and Path(name).is_dir():
        raise ArticleError(f"{name}: this is a folder; make_editions takes folders")
    given = None if data is None else {name: data.encode() if isinstance(data, str) else data}
    (outcome,) = _make([name], Path(out), settings, given, fresh, talk)
    if outcome.folder is None:
        raise outcome.error or ArticleError(outcome.problem)
    return open_edition(outcome.folder)


def make_editions(
    sources: Sequence[Source],
    out: Source,
    settings: Settings | None = None,
    *,
    fresh: bool = False,
    talk: Talk | None = None,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Make the editions of files and of all articles in folders; one bad article never stops the rest.

    An outcome an article, in the order in which they end; `on_outcome` is called with each. Raises when nothing at
    all can be made: a voice that is not ready (VoiceError), a folder that cannot be written (PublishError).
    """
    return _make([_name(source) for source in sources], Path(out), settings, None, fresh, talk, on_outcome)


def open_edition(folder: Source) -> Edition:
    """The edition in `folder`. Raises UsageError when there is none or its manifest cannot be read."""
    path = Path(folder)
    try:
        return Edition(path, parse_manifest((path / NAME).read_bytes()))
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no {NAME}, so this is no edition's folder") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path / NAME}: the manifest cannot be read: {error}") from error


def say(text: str, settings: Settings | None = None) -> bytes:
    """`text` spoken by the narrator: a WAV file, 16 bit, mono, at the voice's own sample rate.

    Raises SynthesisError when nothing of a sentence can be said, UsageError when there is no word to say.
    """
    from audio_edition.synthesis import aloud

    settings = settings or Settings()
    cast = build_cast(settings)
    (clips,) = aloud.speak_texts([text], settings, cast)
    if not clips:
        raise UsageError("there is no word to say in the text")
    return aloud.to_wav(clips, settings.pauses.sentence, cast["narrator"].voice.sample_rate_hz)


def _make(
    names: list[str],
    out: Path,
    settings: Settings | None,
    given: dict[str, bytes] | None,
    fresh: bool,
    talk: Talk | None,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    settings = settings or Settings()
    if settings.cluster is not None:
        from audio_edition.cluster.run import make_all_on_cluster

        outcomes, _ = make_all_on_cluster(
            names,
            out,
            settings,
            talk or Quiet(),
            force=fresh,
            on_outcome=on_outcome,
            check=findings_of,
            given=given,
        )
        return list(outcomes)
    studio = Studio(settings, talk, fresh=fresh, check=findings_of)
    try:
        return list(
            make_all(names, out, settings, force=fresh, on_outcome=on_outcome, studio=studio, given=given)
        )
    finally:
        studio.close()


def _name(source: Source) -> str:
    name = str(source)
    if name.startswith("@") or name == "-":
        raise ArticleError(f"{name}: lists and standard input are the command line's; give paths, or `data`")
    return name
