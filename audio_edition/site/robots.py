"""robots.txt as RFC 9309 has it: groups merged, `*` and `$`, the longest rule decides, allow wins a draw."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_PRODUCT = re.compile(r"[A-Za-z_-]+")
_MOST_RULES = 20_000


@dataclass(frozen=True, slots=True)
class _Rule:
    allow: bool
    pieces: tuple[str, ...]
    """Of the path, between its stars."""
    ends: bool
    """Whether the path must end where the rule does."""
    length: int

    def fits(self, path: str) -> bool:
        """Piece by piece from the left: linear, where a pattern with many stars would not be."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        if not rest:
            return not self.ends or len(path) == len(first)
        at = len(first)
        for piece in rest[:-1]:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        last = rest[-1]
        if self.ends:
            return path.endswith(last) and len(path) - len(last) >= at
        return path.find(last, at) >= 0


class Robots:
    """What a site's robots.txt asks of the visitor that calls itself `user_agent`."""

    def __init__(self, text: str, user_agent: str) -> None:
        product = _PRODUCT.match(user_agent)
        ours = product[0].lower() if product else "*"
        groups: dict[str, list[_Rule]] = {}
        agents: list[str] = []
        in_rules = False
        for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")):
            key, colon, value = line.partition("#")[0].partition(":")
            key, value = key.strip().lower(), value.strip()
            if not colon:
                continue
            if key == "user-agent":
                if in_rules:
                    agents, in_rules = [], False
                named = _PRODUCT.match(value)
                agents.append("*" if value.startswith("*") else named[0].lower() if named else "")
                groups.setdefault(agents[-1], [])
            elif key in ("allow", "disallow"):
                in_rules = True
                if not value:
                    continue
                rule = _rule(key == "allow", value)
                for agent in agents:
                    if len(groups[agent]) < _MOST_RULES:
                        groups[agent].append(rule)
        self._rules = groups[ours] if ours in groups else groups.get("*", [])

    @classmethod
    def all(cls, allowed: bool) -> Robots:
        """For a site without the file, or with one that cannot be had."""
        return cls("" if allowed else "User-agent: *\nDisallow: /", "")

    def allow(self, url: str) -> bool:
        """Whether `url` may be fetched. Raises ValueError for what is no address."""
        parts = urlsplit(url)
        path = _plain((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        if path == "/robots.txt":
            return True
        fitting = [rule for rule in self._rules if rule.fits(path)]
        return max(fitting, key=lambda rule: (rule.length, rule.allow)).allow if fitting else True


def _rule(allow: bool, value: str) -> _Rule:
    ends = value.endswith("$")
    text = _plain(value.removesuffix("$"))
    return _Rule(allow, tuple(text.split("*")), ends, len(text))


def _plain(path: str) -> str:
    """A path in which the same is written the same: `ø` and `%c3%b8`, `~` and `%7E`."""
    whole = re.sub(r"%([0-9A-Fa-f]{2})", _decoded, path)
    return quote(whole, safe="/%?&=:;,@!$'()*+~-._[]|<>{}\"\\^`# ")


def _decoded(match: re.Match[str]) -> str:
    sign = chr(int(match[1], 16))
    return sign if sign.isascii() and (sign.isalnum() or sign in "-._~") else match[0].upper()
