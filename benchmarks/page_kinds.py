"""Pages as news sites, a government and blog systems build them, around articles of our own; for `bench_pages.py`.

Structures only: how the parts nest, what their classes are, what stands above, beside and below. No text of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

TEXTS = Path(__file__).parent / "data" / "pages.txt"
STYLE = (
    "<style>nav li,.row>*{display:inline-block;margin-right:8px}.gone{display:none}figure{margin:0}</style>"
)
HEADLINES = (
    "Bussen vart ståande i grøfta heile natta", "Får ikkje byggje naust: – Heilt urimeleg", "Sju nye leiligheiter ved kaia",
    "Laksen kom tilbake til elva", "Vil stengje gata for bilar", "– Dette er den beste jakta på mange år",
    "Tre unge syklistar til finalen", "Hotellet har fått nye eigarar", "Kva skjer med den gamle meieribygningen?",
    "Vant gull med knekt stav", "Han fann eit brev frå 1912 i veggen", "Fotballbana skal få lys",
)  # fmt: skip
EXCERPTS = (
    "Ingen vart skadde då ein buss med tolv passasjerar glei av vegen ved Kleiva sist natt.",
    "Eigaren har søkt om løyve fire gonger og fått avslag kvar gong.",
    "For fyrste gong på ni år er det teke villaks i den øvre hølen, melder elvelaget.",
    "Butikkane i sentrum er usamde om kva ein gågate vil gjere med handelen.",
)


@dataclass(slots=True)
class Text:
    """An article: its title, and its blocks in order as (role, text); pictures as (caption, credit, description)."""

    title: str
    kicker: str = ""
    lead: str = ""
    author: str = ""
    parts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def body(self) -> list[str]:
        """What must be heard besides the title."""
        heard = [self.lead]
        for kind, text in self.parts:
            cells = text.split(" | ")
            heard += cells[:1] if kind == "C" else cells
        return heard


def read_texts() -> list[Text]:
    """The articles of `data/pages.txt`."""
    texts: list[Text] = []
    for line in TEXTS.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(": ")
        if key == "T":
            texts.append(Text(value))
        elif key in ("K", "L", "N"):
            setattr(texts[-1], {"K": "kicker", "L": "lead", "N": "author"}[key], value)
        elif key in ("P", "Q", "H", "C", "F"):
            texts[-1].parts.append((key, value))
    return texts


def _body(text: Text, kind: str) -> str:
    return "".join(_part(key, escape(value, quote=False), kind) for key, value in text.parts)


def _part(key: str, value: str, kind: str) -> str:
    if key in ("P", "Q"):
        return f"<p>{value}</p>"
    if key == "H":
        return f"<h2>{value}</h2>"
    cells = value.split(" | ")
    if key == "C":
        caption, credit, alt = cells
        if kind == "nrk":
            return (
                f'<figure class="image widget rich"><div class="responsive-img"><img src="a.jpg" alt="{alt}"></div><figcaption>'
                f"<p>{caption}</p><small>Foto: {credit}</small></figcaption></figure>"
            )
        if kind == "amedia":
            return (
                f'<figure class="headerImage"><img src="a.jpg" alt=""></figure><div class="caption"><figcaption itemprop='
                f'"caption">{caption}</figcaption><figcaption itemprop="author">Foto: {credit}</figcaption></div>'
            )
        if kind == "schibsted":
            return (
                f'<div role="button" aria-label="Vis i fullskjerm"><figure><img src="a.jpg" alt="{alt}"><figcaption><span class='
                f'"image-caption">{caption}</span> <span class="image-byline">Foto: {credit}</span></figcaption></figure></div>'
            )
        return f'<figure><img src="a.jpg" alt=""><figcaption>{caption} Foto: {credit}</figcaption></figure>'
    items = "".join(f"<li>{item}</li>" for item in cells[1:])
    tag = "aside" if kind in ("nrk", "wordpress") else "div"
    return f'<{tag} class="factbox"><h3>{cells[0]}</h3><ul>{items}</ul></{tag}>'


def _menu(words: str, tag: str = "nav") -> str:
    items = "".join(f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate(words.split("|")))
    return f"<{tag}><ul>{items}</ul></{tag}>"


def _teasers(start: int, count: int, *, excerpts: bool = False, label: str = "") -> str:
    found = ""
    for n in range(start, start + count):
        more = f"<p>{EXCERPTS[n % len(EXCERPTS)]}</p>" if excerpts else ""
        above = f'<span class="label">{label}</span>' if label else ""
        found += f'<article class="teaser">{above}<h2><a href="/sak/{n}">{HEADLINES[n % len(HEADLINES)]}</a></h2>{more}</article>'
    return found


def _page(text: Text, site: str, body: str) -> str:
    title = escape(text.title)
    return (
        f'<!doctype html><html lang="nn"><head><meta charset="utf-8"><title>{title} – {site}</title><meta property="og:title" '
        f'content="{title}">{STYLE}</head><body>{body}</body></html>'
    )


def nrk(text: Text, n: int) -> str:
    """A broadcaster: teasers in lists with "+ Vis fleire", author with picture and title, a fold-out menu."""
    return _page(text, "NRK", (
        f'<a href="#m" class="skip">Hopp til innhald</a><header>{_menu("Vestland|Nyheitssenter|Mobilvideo|Snakk med oss|TV|Radio|Tips oss!")}'
        f'</header><main id="m"><article id="art"><header><h1>{text.title}</h1><div class="article-lead"><p>{text.lead}</p></div></header>'
        f'<div class="author"><img src="p.jpg" alt="Bilete av {text.author}"><a href="/p">{text.author}</a><div>Journalist</div></div>'
        f'<div>Vi rapporterer frå Førde</div><div class="dates"><div>Publisert <time>12.0{n % 9 + 1}.2026, kl. 08.15</time></div></div>'
        f'<div class="article-body">{_body(text, "nrk")}</div></article><section class="more"><h3>Vestland</h3>{_teasers(n, 2)}'
        f'<div>+ Vis fleire</div><h3>Meir om: {text.kicker}</h3>{_teasers(n + 2, 2)}<h3>NRK anbefaler</h3>{_teasers(n + 4, 3)}</section></main>'
        f'<footer><p>Opphavsrett NRK © 2026</p><p>Ansvarleg redaktør: Vibeke Dal</p></footer>'
    ))  # fmt: skip


def amedia(text: Text, n: int) -> str:
    """A local paper of a large house: skip link, kicker above, subtitle, short dates, subscriber's mark."""
    return _page(text, "Dalaposten", (
        '<a href="#c">Gå til sidens hovedinnhold</a><header><div class="row"><a href="/">Dalaposten</a><a href="/t">Tips oss</a>'
        f'<a href="/k">Kjøp abonnement</a><a href="/l">Logg inn</a></div>{_menu("Nyheter|Sport|Kultur|Meninger|Dødsannonser|eAvis")}</header>'
        f'<main id="c"><article id="art"><div class="articleHeader"><span class="kicker">{text.kicker}</span><h1 class="headline mainTitle">{text.title}'
        f'</h1><h2 class="subtitle">{text.lead}</h2></div><section class="byline"><ul><li><a href="/p">{text.author}</a></li></ul></section>'
        f'<time>{n % 27 + 1:02}.11.26 07:4{n % 10}</time><div>For abonnentar</div><div class="bodytext">{_body(text, "amedia")}</div></article>'
        f'<div class="relevant"><h3>Les også</h3>{_teasers(n, 3)}</div><div class="front">{_teasers(n + 3, 8)}</div></main>'
        '<footer><p>Dalaposten arbeider etter Vær Varsom-plakatens regler for god presseskikk.</p><p>Ansvarlig redaktør: Ola Dahl</p></footer>'
    ))  # fmt: skip


def schibsted(text: Text, n: int) -> str:
    """A large city's paper: the lead above the picture, captions in buttons, a list of the most read beside."""
    return _page(text, "Byavisa", (
        f'<a href="#x">Hopp til hovedinnhold</a><header>{_menu("Nyheter|Kultur|Sport|Podkast|Debatt|Min side")}</header><main id="x"><article id="art">'
        f'<h1>{text.title}</h1><p class="standfirst">{text.lead}</p><div class="audio-player"><span>Lytt til artikkelen</span><span>03:12</span></div>'
        f'{_body(text, "schibsted")}<footer class="byline-footer"><address><a rel="author" href="/p">{text.author}</a></address><time>{n % 27 + 1}. mars '
        f'2026 kl. 12:3{n % 10}</time></footer></article><aside><h2>Mest lest</h2>{_teasers(n, 5)}</aside><section><h2>Siste nytt</h2>'
        f'{_teasers(n + 5, 6, label="for 2 timer siden")}</section></main><footer><p>Byavisa © 2026</p>{_menu("Personvern|Kundeservice|Annonser")}</footer>'
    ))  # fmt: skip


def labrador(text: Text, n: int) -> str:
    """A system of many papers: kicker, date and name on lines of their own, teasers with excerpts in rows below."""
    return _page(text, "Fjordnytt", (
        f'<div class="skip-link"><a href="#k">Gå direkte til innholdet</a></div><header>{_menu("Forsida|Nyheiter|Næring|Folk|Meny|Søk")}</header><main id="k">'
        f'<article id="art" class="k5a-article"><div class="articleHeader"><p class="kicker">{text.kicker.upper()}:</p><h1 class="headline">{text.title}</h1>'
        f'<h2 class="subtitle">{text.lead}</h2><div class="meta"><div class="bylines"><div class="byline" itemscope><address class="name">{text.author}'
        f'</address></div></div><div class="dates"><span class="dateGroup">Publisert <time>torsdag {n % 27 + 1:02}. mars 2026 - 10:1{n % 10}</time></span></div>'
        f'</div></div><div class="bodytext">{_body(text, "labrador")}</div></article><div class="row">{_teasers(n, 6, excerpts=True)}</div></main>'
        '<footer><p>Fjordnytt AS, Strandgata 4</p><p>Vi bruker informasjonskapsler for å gi deg en bedre opplevelse.</p></footer>'
    ))  # fmt: skip


def government(text: Text, n: int) -> str:
    """A government's page: notices about scripts, the way to the page, kind and date above and below the headline."""
    return _page(text, "regjeringa.no", (
        '<a href="#i">Til hovedinnhald</a><div class="js-note">Aktiver Javascript i nettlesaren din for ei betre oppleving på regjeringa.no</div>'
        f'<header>{_menu("Tema|Dokument|Aktuelt|Departement|Regjering|English")}</header><nav class="breadcrumb"><span>Du er her:</span> <a href="/">Forsida</a> › <a href="/a">Aktuelt</a> › '
        f'<span>{text.title}</span></nav><main id="i"><div id="art"><header><h1>{text.title}</h1><div class="article-info"><span>Pressemelding</span> | <span>Dato: '
        f'{n % 27 + 1:02}.03.2026</span></div></header><div class="article-ingress"><p>{text.lead}</p></div><div class="article-body">{_body(text, "gov")}</div></div>'
        f'<section><h2>Relatert</h2>{_teasers(n, 2)}</section><section><h2>Tema</h2>{_menu("Landbruk|Kommunar", "div")}</section></main><footer><h2>Om nettstaden</h2>'
        f'{_menu("Om regjeringa.no|Ledige stillingar|Personvern|Kontakt oss", "div")}<p>Ansvarleg redaktør: Nils Berg Telefon: 22 24 90 90</p></footer>'
    ))  # fmt: skip


def wordpress(text: Text, n: int) -> str:
    """A blog system: date and name under the headline, keywords, neighbours, comments, a sidebar of latest posts."""
    return _page(text, "Grendebladet", (
        f'<a class="skip-link screen-reader-text" href="#p">Hopp til innhold</a><header class="site-header"><p class="site-title"><a href="/">Grendebladet</a></p>'
        f'{_menu("Heim|Om oss|Arkiv")}</header><div class="content-area"><main><article id="art" class="post type-post"><header class="entry-header"><h1 class="entry-title">{text.title}'
        f'</h1><div class="entry-meta"><span class="posted-on">{n % 27 + 1}. mars 2026</span> <span class="author">av <a href="/p">{text.author}</a></span></div></header>'
        f'<div class="entry-content"><p><strong>{text.lead}</strong></p>{_body(text, "wordpress")}</div><footer class="entry-footer"><span>Kategoriar: <a href="/c">{text.kicker}</a>'
        f'</span></footer></article><nav class="post-navigation"><a href="/x">Førre innlegg: {HEADLINES[n % 12]}</a></nav><div id="comments"><h2>1 kommentar</h2><p>Fint skrive, og godt å '
        f'høyre at det går så bra med dykk der oppe!</p></div></main></div><aside class="widget-area"><h2>Siste innlegg</h2><ul>'
        + "".join(f'<li><a href="/{m}">{HEADLINES[(n + m) % 12]}</a></li>' for m in range(5))
        + "</ul></aside><footer><p>Driven av WordPress</p></footer>"
    ))  # fmt: skip


def ghost(text: Text, n: int) -> str:
    """A newsletter's system: headline, excerpt, name with reading time, request to subscribe, cards of other posts."""
    return _page(text, "Bygdebrevet", (
        f'<header><div class="row"><a href="/">Bygdebrevet</a><a href="/o">Om</a><a href="#">Logg inn</a><a href="#">Abonner</a></div></header><main><article id="art" class="gh-article post">'
        f'<header><span class="gh-tag">{text.kicker}</span><h1 class="gh-article-title">{text.title}</h1><p class="gh-article-excerpt">{text.lead}</p><div class="gh-author"><h4>{text.author}</h4>'
        f'<div><time>{n % 27 + 1}. mars 2026</time> — <span>4 min lesetid</span></div></div></header><section class="gh-content">{_body(text, "ghost")}</section></article>'
        f'<section class="gh-subscribe"><h3>Meld deg på nyheitsbrevet</h3><p>Få saker frå bygda rett i innboksen kvar fredag.</p><button>Abonner</button></section>'
        f'<aside class="gh-read-more"><h3>Les meir</h3>{_teasers(n, 3, excerpts=True)}</aside></main><footer><p>Bygdebrevet © 2026</p><p>Powered by Ghost</p></footer>'
    ))  # fmt: skip


KINDS = {kind.__name__: kind for kind in (nrk, amedia, schibsted, labrador, government, wordpress, ghost)}
