"""One address for one article: without fragment and tracking, and by what the page itself calls its address."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(?:utm_|mtm_|pk_|piwik_|matomo_|hsa_|_hs|at_|ns_|vero_|oly_)\w*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|"
    r"yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|mkt_tok|cmpid|cmp|ncid|s_cid|ito|ref_src|ref_url|spm|wt_mc|"
    r"xtor|_ga|_gl|ocid|rss|feed_id|mibextid|li_fat_id|srsltid",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from and not what is read."""
_PORTS = {"http": 80, "https": 443}
_HEAD_CHARS = 200_000
_LINK = re.compile(r"<link\b[^<>]{0,4000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s{0,9}=\s{0,9}("[^"]{0,3000}"|'[^']{0,3000}'|[^\s"'<>]{1,3000})""")
_TITLE = re.compile(r"<title\b[^<>]{0,400}>([^<]{0,1000})", re.IGNORECASE)


def bare(url: str) -> str:
    """`url` without its fragment and tracking parameters, its host in small letters and its usual port left out.

    Raises ValueError for what is no address.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    user = parts.netloc.rpartition("@")[0]
    port = "" if parts.port in (None, _PORTS.get(parts.scheme)) else f":{parts.port}"
    query = parts.query
    if query:
        kept = [
            (key, value) for key, value in parse_qsl(query, keep_blank_values=True) if not _is_tracking(key)
        ]
        if len(kept) != len(parse_qsl(query, keep_blank_values=True)):
            query = urlencode(kept)
    return urlunsplit(
        (parts.scheme, f"{user}@{host}{port}" if user else host + port, parts.path or "/", query, "")
    )


def canonical(page: bytes, url: str) -> str | None:
    """What a page calls its own address (`rel=canonical`), made whole; None where it names none that can be its own.

    The front page is none: many a site names it on every page.
    """
    for tag in _LINK.findall(_head(page)):
        attributes = {key.lower(): value.strip("\"'") for key, value in _ATTRIBUTE.findall(tag)}
        if "canonical" in attributes.get("rel", "").lower().split():
            try:
                whole = bare(urljoin(url, html.unescape(attributes.get("href", "")).strip()))
                parts = urlsplit(whole)
            except ValueError:
                return None
            own = parts.scheme in _PORTS and parts.hostname and (parts.path.strip("/") or parts.query)
            return whole if own else None
    return None


def title(page: bytes) -> str:
    """The page's `<title>`, for telling whether two pages are one article."""
    found = _TITLE.search(_head(page))
    return " ".join(html.unescape(found[1]).split()) if found else ""


def _head(page: bytes) -> str:
    return page[:_HEAD_CHARS].decode("utf-8", "replace")


def _is_tracking(key: str) -> bool:
    return _TRACKING.fullmatch(key) is not None
