"""The sentence splitter on running text of our own: precision and recall of the boundaries.

Run it by hand to see the figures and what is wrong:

    python tests/sentences/test_sentences_set.py
"""

from __future__ import annotations

from pathlib import Path

from audio_edition.script.sentences import sentence_spans

SENTENCES = Path(__file__).parent / "sentences.txt"


def paragraphs() -> list[list[str]]:
    text = "\n".join(
        line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    return [block.splitlines() for block in text.strip().split("\n\n")]


def score() -> tuple[float, float, list[str]]:
    """Precision and recall of the boundaries inside paragraphs, and the paragraphs that are split wrong."""
    hits = found_count = true_count = 0
    wrong = []
    for sentences in paragraphs():
        text = " ".join(sentences)
        true, at = set(), 0
        for sentence in sentences[:-1]:
            at += len(sentence)
            true.add(at)
            at += 1
        found = {end for _, end in sentence_spans(text)[:-1]}
        hits += len(true & found)
        found_count += len(found)
        true_count += len(true)
        for end in sorted(true ^ found):
            kind = "missed" if end in true else "extra"
            wrong.append(f"{kind}: …{text[max(0, end - 40) : end]} ¦{text[end : end + 30]}…")
    return hits / found_count, hits / true_count, wrong


def test_the_set_is_large_enough() -> None:
    assert sum(len(sentences) for sentences in paragraphs()) >= 200


def test_precision_and_recall() -> None:
    precision, recall, wrong = score()
    assert precision >= 0.98, wrong
    assert recall >= 0.98, wrong


if __name__ == "__main__":
    precision, recall, wrong = score()
    count = sum(len(sentences) for sentences in paragraphs())
    print(f"{count} sentences: precision {precision:.3f}, recall {recall:.3f}")
    print("\n".join(wrong))
