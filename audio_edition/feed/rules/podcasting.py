"""The podcast namespace where one tag's values hang together: payments, comments, licences, publishers, numbers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from audio_edition.feed.checked import Checked, episodes, everywhere, name, text
from audio_edition.feed.rules.kinds import mail, seconds, shown
from audio_edition.feed.rules.rule import fault
from audio_edition.feed.tables import service_slugs
from audio_edition.finding import Finding

_KNOWN_LICENCE = re.compile(
    r"all rights reserved|arr|cc0(-1\.0)?|cc[- ]by(-(sa|nc|nd|nc-sa|nc-nd))?([- ][1-4]\.\d)?|public domain|pod-v4v-1\.0"
    r"|(mit|isc|unlicense|apache|bsd|a?gpl|lgpl|mpl|gfdl|odbl|wtfpl|zlib|epl|eupl|ofl)(-[\w.+-]+)?",
    re.IGNORECASE,
)
"""Licences that are known by their name: Creative Commons, and those of SPDX's list."""


def blocks(feed: Checked) -> Iterator[Finding]:
    """podcast:block: services by their slug, each once."""
    said: dict[str, str] = {}
    for found in feed.channel.findall(name("podcast:block")):
        slug, value = (found.get("id") or "").strip(), (found.text or "").strip()
        if slug and slug not in service_slugs():
            yield fault(
                "block", "channel", f"{shown(slug)} is no service of the podcast namespace's list", "warning"
            )
        if said.get(slug, value) != value:
            whom = slug or "everybody"
            yield fault("block", "channel", f"<podcast:block> says both yes and no for {whom}")
        said[slug] = value


def licences(feed: Checked) -> Iterator[Finding]:
    """podcast:license: a licence of one's own is told where it can be read."""
    for where, element in everywhere(feed):
        found = element.find(name("podcast:license"))
        value = (found.text or "").strip() if found is not None else ""
        if found is not None and value and not (found.get("url") or "").strip():
            if not _KNOWN_LICENCE.fullmatch(value):
                yield fault("license", where, f"the licence {shown(value)} is no known one and has no url")


def payments(feed: Checked) -> Iterator[Finding]:
    """podcast:value: who is paid can be paid, and a part of the time has either recipients or another item."""
    for where, element in everywhere(feed):
        told = seconds(text(element, "itunes:duration") or "")
        for value in element.findall(name("podcast:value")):
            for recipient in value.iter(name("podcast:valueRecipient")):
                yield from _recipient(where, recipient)
            for part in value.findall(name("podcast:valueTimeSplit")):
                yield from _part(where, part, told)


def _recipient(where: str, recipient: ET.Element) -> Iterator[Finding]:
    kind, address = recipient.get("type") or "", (recipient.get("address") or "").strip()
    if kind == "node" and address and not re.fullmatch(r"0[23][0-9a-fA-F]{64}", address):
        yield fault(
            "valueRecipient",
            where,
            f"the address of a node must be its public key in 66 hexadecimal digits, not {shown(address)}",
        )
    elif kind == "lnaddress" and address and mail(address):
        yield fault(
            "valueRecipient", where, f"a Lightning Address looks like name@example.org, not {shown(address)}"
        )
    if recipient.get("customValue") and not recipient.get("customKey"):
        yield fault("valueRecipient", where, "customValue needs the customKey to which it belongs")


def _part(where: str, part: ET.Element, told_s: int | None) -> Iterator[Finding]:
    recipients = len(part.findall(name("podcast:valueRecipient")))
    remote = len(part.findall(name("podcast:remoteItem")))
    if bool(recipients) == bool(remote):
        yield fault(
            "valueTimeSplit", where, "<podcast:valueTimeSplit> holds either recipients or one remoteItem"
        )
    try:
        start, length = float(part.get("startTime") or ""), float(part.get("duration") or "")
        share = float(part.get("remotePercentage") or 100)
    except ValueError:
        return  # told with the attributes
    if share > 100:
        yield fault("valueTimeSplit", where, f"remotePercentage must be 0 to 100, not {share:g}")
    if told_s is not None and start + length > told_s + 1:
        yield fault(
            "valueTimeSplit", where, "a <podcast:valueTimeSplit> ends after the sound does", "warning"
        )


def comments(feed: Checked) -> Iterator[Finding]:
    """podcast:socialInteract: where the comments are, unless there are to be none."""
    for where, element in everywhere(feed):
        found = element.findall(name("podcast:socialInteract"))
        for one in found:
            if one.get("protocol") == "disabled":
                if one.get("uri"):
                    yield fault(
                        "socialInteract",
                        where,
                        "comments are disabled, and yet there is an address",
                        "warning",
                    )
            elif one.get("protocol") and not (one.get("uri") or "").strip():
                yield fault("socialInteract", where, "<podcast:socialInteract> has no uri")
        orders = [one.get("priority") for one in found if one.get("priority")]
        if len(set(orders)) < len(orders):
            yield fault("socialInteract", where, "two places for comments have the same priority", "warning")


def publisher(feed: Checked) -> Iterator[Finding]:
    """podcast:publisher: one remote item, and it says that it is a publisher's feed."""
    for found in feed.channel.findall(f"{name('podcast:publisher')}/{name('podcast:remoteItem')}"):
        if found.get("medium") != "publisher":
            yield fault(
                "publisher", "channel", 'the remote item of <podcast:publisher> needs medium="publisher"'
            )


def same_numbers(feed: Checked) -> Iterator[Finding]:
    """Season and episode are the same for Apple and for the podcast namespace."""
    for where, item in episodes(feed):
        for tag in ("season", "episode"):
            own, other = text(item, f"podcast:{tag}"), text(item, f"itunes:{tag}")
            if own and other and own.isdigit() and other.isdigit() and int(own) != int(other):
                yield fault(tag, where, f"<podcast:{tag}> is {own}, but <itunes:{tag}> is {other}", "warning")
