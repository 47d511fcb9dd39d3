"""Fit the letters of names to the countries they come from: writes `phonemise/foreign/data/letter_groups.tsv`.

    pip install faker scikit-learn
    python tools/language/name_letters.py [--held-out]

The names are those of Faker's locales (MIT) and of our own tables; not one of them is stored: what is written are the
weights of a linear model (logistic regression, one language against the rest, L1) over groups of one to four letters.
Norwegian is our own names, first parts of place names before every known last part, and words with endings. With
`--held-out` only half of the names of other countries are learnt from (those whose CRC-32 is even), nothing is written,
and the share that is told right among a twelfth is printed.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import unicodedata
import warnings
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

DATA = Path(__file__).parents[2] / "audio_edition" / "phonemise"
TABLE = DATA / "foreign" / "data" / "letter_groups.tsv"
LOCALES = {
    "en": "en_US en_GB en_IE", "fr": "fr_FR fr_CA fr_QC fr_BE", "es": "es_ES es_MX es_AR es_CL es_CO", "de": "de_DE de_AT",
    "it": "it_IT", "pt": "pt_PT pt_BR", "pl": "pl_PL", "cs": "cs_CZ sk_SK", "hr": "hr_HR sl_SI", "hu": "hu_HU",
    "tr": "tr_TR", "nl": "nl_NL nl_BE", "fi": "fi_FI", "ro": "ro_RO", "sv": "sv_SE", "da": "da_DK", "no": "no_NO",
    "ja": "ja_JP", "ko": "ko_KR", "zh": "zh_CN", "hi": "en_IN", "vi": "vi_VN", "et": "et_EE", "lt": "lt_LT", "lv": "lv_LV",
    "is": "is_IS",
}  # fmt: skip
MOST_OF_A_LANGUAGE = 2600
MOST_NORWEGIAN = 11_000
FIRM = 0.15
"""A weight below this is left out."""
ON_A_LINE = 20
"""Weights; further ones stand on another line of the same letters."""
ENDINGS = "en a et ar ane er ene ing tida land laget".split()
HEADER = """\
# How much one to four letters of a name speak for a language or against it; ^ is its beginning, $ its end. Weights of a
# linear model of the letters of names by country (tools/language/name_letters.py says how they were found); * holds the constants,
# and @alone how surely (logarithm of odds against Norwegian) a name that stands alone must speak for the language.
# letters	languages with weights
@alone	en 3 fr 3 es 3 it 3 de 3 nl 3 pt 3 pl 4.2 cs 4.2 hr 4.2 hu 4.2 tr 4.2 fi 4.2 ja 4.2 ru 4.2 ar 4.2 el 4.2 uk 4.2 hi 4.2
"""


def cells(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#@":
            yield line.split("\t")


def of_locale(locale: str) -> Iterator[str]:
    """The names in Latin letters of one of Faker's locales, in small letters."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    for attribute in dir(provider):
        if (
            "name" not in attribute
            or attribute.startswith("_")
            or "format" in attribute
            or "fix" in attribute
        ):
            continue
        entries = getattr(provider, attribute)
        for entry in entries if isinstance(entries, Iterable) and not isinstance(entries, str) else ():
            name = entry[-1] if isinstance(entry, (tuple, list)) else entry
            if isinstance(name, str) and all(
                c in "-'’ " or unicodedata.name(c, "").startswith("LATIN") for c in name
            ):
                yield from (
                    part.lower()
                    for part in name.replace("'", "").replace("’", "").replace("-", " ").split()
                    if len(part) > 2 and part[0].isupper()
                )


def names() -> dict[str, set[str]]:
    """The names by language, our own words and made-up place names as Norwegian."""
    found = {
        language: {name for locale in locales.split() for name in of_locale(locale)}
        for language, locales in LOCALES.items()
    }
    for table in ("first_names", "family_names"):
        for row in cells(DATA / "foreign" / "data" / f"{table}.tsv"):
            found.setdefault(row[1].split()[0], set()).add(row[0].lower())
    home = found["no"]
    for table in ("names_norway", "names_family", "names_first"):
        home |= {
            row[0].lower()
            for row in cells(DATA / "data" / f"{table}.tsv")
            if " " not in row[0] and len(row) == 2
        }
    heads = [row[0] for row in cells(DATA / "data" / "name_heads.tsv")]
    firsts = sorted(
        {
            name[: -len(head)]
            for name in home
            for head in heads
            if name.endswith(head) and len(name) > len(head) + 2
        }
    )
    home |= {random.choice(firsts) + random.choice(heads) for _ in range(2500)}
    stems = sorted(
        {
            row[0]
            for table in ("stems", "words_loans", "words_native")
            for row in cells(DATA / "data" / f"{table}.tsv")
            if row[0].isalpha() and len(row[0]) > 3
        }
    )
    stems += [stem + random.choice(ENDINGS) for stem in random.sample(stems, 2500)]
    home |= set(random.sample(stems, 6000))
    return found


def without_accents(name: str) -> str:
    """A name as a newspaper without the letter writes it; Nordic and German letters stay."""
    if any(letter in "øæåöäü" for letter in name):
        return name
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", name.replace("ł", "l"))
        if not unicodedata.combining(letter)
    )


def groups(name: str) -> set[str]:
    word = f"^{name}$"
    several = {word[at : at + size] for size in (2, 3, 4) for at in range(len(word) - size + 1)}
    return several | {letter for letter in name if letter > "z" or letter in "qwxzcyjk"}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--held-out", action="store_true")
    args = parser.parse_args()
    warnings.filterwarnings("ignore")
    random.seed(3)
    found = names()
    texts: list[str] = []
    languages: list[str] = []
    weights: list[float] = []
    for language, all_of_it in found.items():
        some = {n for n in all_of_it if zlib.crc32(n.encode()) % 2 == 0} if args.held_out else all_of_it
        if language == "no":
            some = all_of_it
        most = MOST_NORWEGIAN if language == "no" else MOST_OF_A_LANGUAGE
        taken = random.sample(sorted(some), min(len(some), most))
        each = (1.0 if language in ("en", "no", "fr", "de", "es") else 0.6) * min(
            1.5, (1500 / len(taken)) ** 0.5
        )
        for name in taken:
            if language != "no" and name in found["no"]:
                continue  # a name that is used at home says nothing
            for form in sorted({name, without_accents(name)}):
                texts.append(form)
                languages.append(language)
                weights.append(each)
    vectors = CountVectorizer(analyzer=groups, min_df=4, binary=True)
    matrix = vectors.fit_transform(texts)
    order = np.random.RandomState(0).permutation(len(texts))
    test = order[: len(texts) // 12]
    learnt = order[len(texts) // 12 :] if args.held_out else order
    of = np.array(languages)
    table: dict[str, dict[str, float]] = {}
    scores = []
    codes = sorted(found)
    for language in codes:
        model = LogisticRegression(penalty="l1", C=0.5, solver="liblinear", max_iter=200, tol=1e-3)
        model.fit(matrix[learnt], of[learnt] == language, sample_weight=np.array(weights)[learnt])
        scores.append(matrix[test] @ model.coef_[0] + model.intercept_[0])
        table.setdefault("*", {})[language] = float(model.intercept_[0])
        for group, weight in zip(vectors.get_feature_names_out(), model.coef_[0], strict=True):
            if abs(weight) >= FIRM:
                table.setdefault(group, {})[language] = float(weight)
    if args.held_out:
        right = np.array(codes)[np.array(scores).argmax(0)] == of[test]
        sys.stdout.write(f"{right.mean():.3f} of {len(test)} names\n")
        return
    lines = [
        f"{letters}\t{' '.join(f'{language} {weight:.1f}' for language, weight in cells[at : at + ON_A_LINE])}"
        for letters, cells in (
            (letters, sorted(of.items(), key=lambda cell: -cell[1])) for letters, of in sorted(table.items())
        )
        for at in range(0, len(cells), ON_A_LINE)
    ]
    TABLE.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
