"""Which symbols of Kokoro come closest to Nynorsk? A search over data/kokoro_options.toml by ASR round trip.

    python -m tools.voices.search_kokoro --jobs 2                       # every answer to every question, once
    python -m tools.voices.search_kokoro --jobs 16 --device cuda --rounds 3 --minutes 8 --json found.json

Two sentences of three are searched on; the third is held out and scored at the end only. What counts in the search is
how little the listener expects the true sentence after hearing it (nats a token): errors are too coarse to choose by,
since one symbol changes none in most sentences. A round tries every answer alone on top of what was taken before, then
takes the best ones in turn, each only if it still helps together with those before it: by more than `--least` of its
standard error over sentences (a paired difference). A changed symbol is heard again only in the sentences that hold it.
The end is told in errors.
"""

from __future__ import annotations

import argparse
import json
import math
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_edition.phonemise import Phonemiser
from audio_edition.types import CastMember
from audio_edition.voices import load_voice
from tools.voices.booth import Booth, Variant, held_out, make_variant, searched
from tools.voices.ear import errors

_OPTIONS = Path(__file__).parent / "data" / "kokoro_options.toml"
Row = list[float]


@dataclass(frozen=True)
class Answer:
    """One answer to one question, with what it changed on the searched sentences."""

    question: str
    name: str
    changes: dict[str, Any]

    @property
    def label(self) -> str:
        return f"{self.question}.{self.name}"


class Search:
    def __init__(self, booth: Booth, base: CastMember, searched: Sequence[str]) -> None:
        self._booth = booth
        self._base = base
        self._phonemiser = Phonemiser()
        self._searched = searched
        self.taken: dict[str, Answer] = {}

    def rows(self, choices: Sequence[dict[str, Answer]]) -> list[Row]:
        """The surprise of every searched sentence under each choice of answers."""
        asked = [pair for choice in choices for pair in self._asked(choice, self._searched)]
        heard = iter(self._booth.surprises(asked))
        return [[next(heard) for _ in self._searched] for _ in choices]

    def error_rows(self, choices: Sequence[dict[str, Answer]], said: Sequence[str]) -> list[Row]:
        """The same in errors a character, on any sentences."""
        asked = [pair for choice in choices for pair in self._asked(choice, said)]
        heard = iter(self._booth.heard(asked))
        characters = sum(errors(sentence, "")[1] for sentence in said)
        return [
            [errors(sentence, next(heard))[0] * len(said) / characters for sentence in said] for _ in choices
        ]

    def _asked(self, choice: dict[str, Answer], said: Sequence[str]) -> list[tuple[Variant, str]]:
        variant = make_variant("", self._base, merged(choice), self._phonemiser)
        return [(variant, sentence) for sentence in said]

    def round(self, answers: Sequence[Answer], least: float, until: float) -> bool:
        """Try all answers alone, then together; whether anything was taken."""
        choices = [self.taken | {answer.question: answer} for answer in answers]
        current, *rows = self.rows([self.taken, *choices])
        print(f"  as taken so far: {mean(current):.4f} nats a token", flush=True)
        tried = sorted(zip(answers, rows, strict=True), key=lambda pair: compared(current, pair[1])[1])
        for answer, row in tried:
            change, z = compared(current, row)
            concerned = sum(a != b for a, b in zip(current, row, strict=True))
            print(f"  {answer.label:28} {change:+.4f}  z {z:+.2f}  in {concerned} sentences", flush=True)
        took = False
        alone = {answer.label: compared(current, row)[1] for answer, row in tried}
        for answer, _ in tried:
            z = alone[answer.label]
            holds = self.taken.get(answer.question)
            if z > -least or time.monotonic() > until or (holds and holds.name == answer.name):
                continue
            together = self.taken | {answer.question: answer}
            (new,) = self.rows([together])
            change, z = compared(current, new)
            if z < -least:
                self.taken, current, took = together, new, True
                print(f"  took {answer.label}: {change:+.4f} (z {z:+.2f}), now {mean(new):.4f}", flush=True)
        return took


def merged(choice: dict[str, Answer]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for answer in choice.values():
        for key, value in answer.changes.items():
            changes[key] = changes.get(key, {}) | value if isinstance(value, dict) else value
    return changes


def compared(first: Row, second: Row) -> tuple[float, float]:
    """Change of the mean from first to second, and that change in standard errors over sentences."""
    changes = [b - a for a, b in zip(first, second, strict=True)]
    spread = math.sqrt(sum(change * change for change in changes))
    return sum(changes) / max(1, len(changes)), sum(changes) / spread if spread else 0.0


def mean(row: Row) -> float:
    return sum(row) / max(1, len(row))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=600.0, help="take no more after so long")
    parser.add_argument("--least", type=float, default=0.8, help="standard errors that an answer must gain")
    parser.add_argument("--only", nargs="*", help="only these tables of the file (kj), or answers (kj.sh)")
    parser.add_argument("--sentences", type=int, help="only the N shortest")
    parser.add_argument("--speaker", default="kumo")
    parser.add_argument("--start", type=Path, help="what a run before this one wrote with --json")
    parser.add_argument("--json", type=Path, help="write what was taken, and the figures, here")
    options = parser.parse_args()
    until = time.monotonic() + options.minutes * 60
    table = tomllib.loads(_OPTIONS.read_text(encoding="utf-8"))
    answers = [Answer(name, key, changes) for name in table for key, changes in table[name].items()]
    known = {answer.question for answer in answers} | {answer.label for answer in answers}
    if unknown := [name for name in options.only or () if name not in known]:
        raise SystemExit(f"{_OPTIONS.name} has no {unknown[0]}; questions: {', '.join(table)}")
    if options.only:
        answers = [one for one in answers if one.question in options.only or one.label in options.only]
    voice = load_voice("kokoro")
    search = Search(
        Booth(options.jobs, options.device),
        CastMember(voice, voice.speakers[options.speaker]),
        sorted(searched(), key=len)[: options.sentences],
    )
    if options.start:
        found = json.loads(options.start.read_text(encoding="utf-8"))
        search.taken["before"] = Answer("before", "taken", found["taken"])
    held = held_out()[: options.sentences]
    for number in range(options.rounds):
        print(f"round {number + 1}", flush=True)
        if not search.round(answers, options.least, until) or time.monotonic() > until:
            break
    before, after = search.error_rows([{}, search.taken], held)
    change, z = compared(before, after)
    print(
        f"held out, {len(held)} sentences: CER {mean(before):.4f} -> {mean(after):.4f} ({change:+.4f}, z {z:+.2f})"
    )
    for answer in search.taken.values():
        print(f"  {answer.label}: {json.dumps(answer.changes, ensure_ascii=False)}")
    if options.json:
        found = {"taken": merged(search.taken), "held_out": [mean(before), mean(after)]}
        options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
