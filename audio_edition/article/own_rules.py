"""A newsroom's own rules for its pages: `[reading.parts]` in `audio-edition.toml`, selector or phrase → role.

    [reading.parts]
    ".kicker, .article-tags" = "silent"
    "section.what-we-know" = "fact_box"
    "div#story" = "article"
    "text: Saka er henta frå arkivet" = "silent"

A key that begins with `text:` is what a block begins with, in whatever format; every other key is a CSS selector for
web pages. They go before all other rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from selectolax.lexbor import SelectolaxError

from audio_edition.article.draft import Draft
from audio_edition.article.tree import Node
from audio_edition.errors import SettingsError
from audio_edition.types import Role

PHRASE = "text:"
OTHER = ("silent", "text", "article")
"""`silent`: not read; `text`: read, whatever it looks like; `article`: the element that holds the article."""
ROLES = tuple(role for role in get_args(Role) if role != "boilerplate")


@dataclass(frozen=True, slots=True)
class OwnRules:
    """Rules by kind: beginnings of blocks in lower case, and selectors; each with its role."""

    phrases: dict[str, str] = field(default_factory=dict)
    selectors: dict[str, str] = field(default_factory=dict)


NO_RULES = OwnRules()


def own_rules(parts: Mapping[str, str]) -> OwnRules:
    """The table `[reading.parts]` as rules. Raises SettingsError for a role that there is not."""
    phrases: dict[str, str] = {}
    selectors: dict[str, str] = {}
    for key, role in parts.items():
        if role not in (*ROLES, *OTHER):
            raise SettingsError(
                f"[reading.parts] “{key}” = “{role}”: there is no such role; use {', '.join((*OTHER, *ROLES))}"
            )
        if key.lower().startswith(PHRASE):
            phrase = key[len(PHRASE) :].strip().casefold()
            if not phrase or role == "article":
                raise SettingsError(
                    f"[reading.parts] “{key}” = “{role}”: name the words that a block begins with, and its role"
                )
            phrases[phrase] = role
        else:
            selectors[key] = role
    return OwnRules(phrases, selectors)


def marked(document: Node, rules: OwnRules) -> dict[int, tuple[str, str]]:
    """Role and selector of each element of the page that a rule names. Raises SettingsError for a broken selector."""
    if not rules.selectors:
        return {}

    found: dict[int, tuple[str, str]] = {}
    for selector, role in rules.selectors.items():
        try:
            nodes = document.css(selector)
        except (SelectolaxError, ValueError) as error:
            raise SettingsError(
                f"[reading.parts] “{selector}” is no CSS selector; for words write “text: …”"
            ) from error
        for node in nodes:
            found.setdefault(node.mem_id, (role, selector))
    return found


def rule_name(selector: str) -> str:
    """How a rule is named in `segment --explain`."""
    return f"reading.parts: {selector}"


def apply_phrases(drafts: list[Draft], rules: OwnRules) -> None:
    """Give the blocks that begin with a phrase its role."""
    if not rules.phrases:
        return
    for draft in drafts:
        start = draft.text[:400].casefold()
        phrase = next((phrase for phrase in rules.phrases if start.startswith(phrase)), None)
        if phrase is not None:
            give_own(draft, rules.phrases[phrase], f"{PHRASE} {phrase}")


def give_own(draft: Draft, role: str, selector: str) -> None:
    """Give `draft` the role of a rule of the user's own, which no other rule changes."""
    reason = f"a rule of your own, “{selector}”"
    if role == "silent":
        draft.give("boilerplate", reason)
    else:
        draft.give("paragraph" if role == "text" else role, reason)  # type: ignore[arg-type]
    draft.rule = rule_name(selector)
