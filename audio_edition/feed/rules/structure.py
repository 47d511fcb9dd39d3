"""What may stand where, how often, and with which values: the tables of elements and attributes, gone through."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from audio_edition.feed.checked import Checked, label, short_name, text
from audio_edition.feed.rules.kinds import KINDS, MEDIUMS
from audio_edition.feed.rules.rule import fault
from audio_edition.feed.tables import Attribute, Element, attributes, elements
from audio_edition.finding import Finding, Level

_NAMES = {
    "language": "language",
    "podcast:guid": "podcast-guid",
    "itunes:explicit": "explicit",
    "itunes:duration": "duration",
    "itunes:image": "image",
    "itunes:email": "owner",
    "itunes:category": "category",
    "itunes:season": "episode",
    "itunes:episode": "episode",
    "itunes:episodeType": "episode",
    "podcast:person": "person",
    "guid": "guid",
    "pubDate": "date",
    "lastBuildDate": "date",
    "podcast:transcript": "transcript",
    "podcast:chapters": "chapters",
    "podcast:alternateEnclosure": "alternate",
    "podcast:source": "alternate",
    "podcast:integrity": "integrity",
    "psc:chapters": "psc",
    "psc:chapter": "psc",
}
"""Element → the name of its rule where it is not the element's own."""
_OTHER_NEED = {"publisher", *(medium for medium in MEDIUMS if medium.endswith("L")), "mixed"}
"""Mediums of feeds that hold no episodes."""


def structure(feed: Checked) -> Iterator[Finding]:
    yield from _attributes("feed", feed.root, "rss")
    yield from _inside("channel", feed.channel, "channel", feed)


def _inside(where: str, parent: ET.Element, parent_name: str, feed: Checked) -> Iterator[Finding]:
    """What is wrong with the children of `parent` and theirs, the parent's own text, and what is missing."""
    counts = Counter(child.tag for child in parent)
    seen: Counter[str] = Counter()
    alike: Counter[object] = Counter()
    items, early = 0, False
    for child in parent:
        child_name = short_name(child.tag)
        seen[child.tag] += 1
        place = where
        if items and parent_name == "channel" and child_name != "item" and not early:
            early = (child_name, parent_name) in elements() and child_name != "podcast:liveItem"
        if child_name == "item":
            items += 1
            place = label(child, items)
        element = elements().get((child_name, parent_name))
        if element is None:
            yield from _stranger(place, child, child_name, parent_name)
            continue
        if element.many and child_name != "item":
            alike[_form(child)] += 1
            if alike[_form(child)] == 2:
                yield fault("repeated", place, f"the same <{child_name}> stands twice", "warning")
        if not element.many and seen[child.tag] == 2:
            times = "twice" if counts[child.tag] == 2 else f"{counts[child.tag]} times"
            yield fault(
                "repeated", place, f"<{child_name}> stands {times} in <{parent_name}>; players take one"
            )
        yield from _value(place, child, element)
        yield from _attributes(place, child, child_name)
        if not element.kind:
            yield from _inside(place, child, child_name, feed)
        elif child_name == "itunes:category":
            yield from _nested_categories(place, child)
    if early:
        yield fault("structure", where, "an <item> stands before what tells of the whole feed", "warning")
    yield from _missing(where, parent, parent_name, feed)
    loose = (parent.text or "") + "".join(child.tail or "" for child in parent)
    if loose.strip():
        yield fault(
            "structure",
            where,
            f"text stands loose in <{parent_name}>: {loose.strip()[:40]!r}",
            "warning",
        )


def _form(element: ET.Element) -> object:
    """What makes an element the same as another: its name, attributes, text and children."""
    return (
        element.tag,
        frozenset(element.attrib.items()),
        (element.text or "").strip(),
        tuple(_form(child) for child in element),
    )


def _stranger(where: str, child: ET.Element, name_: str, parent: str) -> Iterator[Finding]:
    """An element that no table has at this place."""
    if name_.startswith(("{", "atom:")):
        return
    places = sorted({f"<{place}>" for known, place in elements() if known == name_})
    if places:
        yield fault(
            "structure", where, f"<{name_}> does not belong in <{parent}>, but in {' or '.join(places)}"
        )
    elif near := _nearest(name_, tuple(sorted({known for known, _ in elements()}))):
        yield fault("unknown", where, f"there is no <{name_}>; is <{near}> meant?")
    elif ":" in name_:
        yield fault("unknown", where, f"there is no <{name_}> in that namespace", "warning")
    else:
        yield fault(
            "unknown",
            where,
            f"there is no <{name_}> in RSS 2.0; other elements need a namespace of their own",
        )


@cache
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    """What was probably meant: the same but for small and capital letters, or nearly the same letters."""
    for other in known:
        if other.lower() == word.lower():
            return other
    space, _, local = word.rpartition(":")
    candidates = {other.rpartition(":")[2]: other for other in known if other.rpartition(":")[0] == space}
    found = get_close_matches(local, candidates, 1, 0.8)
    return candidates[found[0]] if found else None


def _value(where: str, child: ET.Element, element: Element) -> Iterator[Finding]:
    """The text of an element: there when it must be, of its kind, not too long, without outer spaces."""
    raw = child.text or ""
    value = raw.strip()
    name_ = element.name
    rule = _rule(name_)
    if not element.kind or element.kind == "empty":
        if value and element.kind == "empty":
            yield fault(rule, where, f"<{name_}> holds text, which is not read: its value is an attribute")
        if element.kind and len(child) and name_ != "itunes:category":
            yield fault(rule, where, f"<{name_}> holds elements, which are not read", "warning")
        return
    if not value:
        if element.kind not in ("prose", "note") and (element.need != "required" or element.many):
            harmless = element.kind in ("line", "rights", "contact", "web", "text")
            yield fault(rule, where, f"<{name_}> is empty", "warning" if harmless else "error")
        return
    if element.longest and len(value) > element.longest:
        yield fault(
            "long", where, f"<{name_}> has {len(value)} characters; {element.longest} are kept", "warning"
        )
    if element.kind != "prose" and raw != value and "\n" not in raw:
        yield fault("spaces", where, f"<{name_}> begins or ends with spaces", "warning")
    if wrong := KINDS[element.kind](value):
        yield fault(rule, where, f"<{name_}> {wrong}", _level(element, wrong))
    if len(child) and not name_.startswith("itunes:category"):
        yield fault(rule, where, f"<{name_}> holds elements where text belongs")


def _attributes(where: str, child: ET.Element, name_: str) -> Iterator[Finding]:
    table = attributes().get(name_, {})
    for attribute in table.values():
        value = child.get(attribute.name)
        if value is None or not value.strip():
            if attribute.need == "required" or (value is not None and attribute.kind != "any"):
                missing = "has no" if value is None else "has an empty"
                level: Level = "error" if attribute.need == "required" else "warning"
                yield fault(_rule(name_), where, f"<{name_}> {missing} {attribute.name}", level)
            continue
        yield from _attribute(where, name_, attribute, value)
    for given in child.attrib:
        if given.startswith("{") or given in table:
            continue
        if near := _nearest(given, tuple(table)):
            yield fault(_rule(name_), where, f"<{name_}> has the attribute {given}; is {near} meant?")
        elif table and ":" not in name_:
            yield fault(_rule(name_), where, f"<{name_}> has the unknown attribute {given}", "warning")


def _attribute(where: str, name_: str, attribute: Attribute, value: str) -> Iterator[Finding]:
    if attribute.longest and len(value) > attribute.longest:
        yield fault(
            "long",
            where,
            f"{attribute.name} of <{name_}> has {len(value)} characters; {attribute.longest} are kept",
            "warning",
        )
    if name_ == "rss":
        return  # a rule of its own tells the version
    if value != value.strip() and attribute.kind in ("text", "line"):
        yield fault("spaces", where, f"{attribute.name} of <{name_}> begins or ends with spaces", "warning")
    if wrong := KINDS[attribute.kind](value):
        yield fault(_rule(name_), where, f"{attribute.name} of <{name_}> {wrong}")


def _missing(where: str, parent: ET.Element, parent_name: str, feed: Checked) -> Iterator[Finding]:
    there = {short_name(child.tag) for child in parent if _holds(child, parent_name)}
    medium = text(feed.channel, "podcast:medium")
    for (name_, place), element in elements().items():
        if place != parent_name or name_ in there or element.need == "-":
            continue
        if (
            parent_name == "channel"
            and medium in _OTHER_NEED
            and name_ not in ("title", "link", "description")
        ):
            continue
        rule = {"channel": "channel-required", "item": "item-required"}.get(parent_name, _rule(parent_name))
        if element.need == "recommended":
            rule = _rule(name_)
            reason = "; the feed cannot move without it" if name_ == "podcast:guid" else ""
            yield fault(rule, where, f"<{name_}> is missing{reason}", "warning")
        else:
            empty = " or empty" if element.kind != "empty" else ""
            yield fault(rule, where, f"<{name_}> is missing{empty}")


def _holds(child: ET.Element, parent_name: str) -> bool:
    """Whether an element says anything: by its text, or, where that is not its value, by what it has."""
    element = elements().get((short_name(child.tag), parent_name))
    if (child.text or "").strip():
        return True
    return bool(len(child) or child.attrib) and (element is None or element.kind in ("", "empty"))


def _nested_categories(where: str, category: ET.Element) -> Iterator[Finding]:
    for inner in category:
        inner_name = short_name(inner.tag)
        if inner_name != "itunes:category":
            yield from _stranger(where, inner, inner_name, "itunes:category")
        elif len(inner):
            yield fault("category", where, "a subcategory holds another; there are two levels")
        else:
            yield from _attributes(where, inner, inner_name)


def _rule(name_: str) -> str:
    return _NAMES.get(name_, name_.rpartition(":")[2])


def _level(element: Element, wrong: str) -> Level:
    mild = "obsolete" in element.source or element.kind == "yes" or wrong.startswith("should")
    return "warning" if mild else "error"
