"""Twenty more ways to build a page, written before the reader had met any of them; for `bench_pages.py --unseen`.

Content management systems, newsletters and tools that `page_kinds.py` lacks. Structures only, around articles of our own.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from page_kinds import EXCERPTS, HEADLINES, Text

Page = Callable[[Text, int], str]
KINDS: dict[str, Page] = {}


def kind(make: Page) -> Page:
    KINDS[make.__name__] = make
    return make


def _page(text: Text, site: str, body: str, *, og: bool = True, style: str = "", lang: str = "nn") -> str:
    title = escape(text.title)
    meta = f'<meta property="og:title" content="{title}">' if og else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | {site}</title>{meta}'
        f"<style>{style}</style></head><body>{body}</body></html>"
    )


def _parts(
    text: Text,
    *,
    p: str = "<p>{}</p>",
    h: str = "<h2>{}</h2>",
    figure: str = "<figure><img src='a.jpg' alt=''><figcaption>{} Foto: {}</figcaption></figure>",
    box: tuple[str, str, str] = ("<div class='factbox'><h3>{}</h3><ul>", "<li>{}</li>", "</ul></div>"),
) -> str:
    out = []
    for key, value in text.parts:
        cells = [escape(cell, quote=False) for cell in value.split(" | ")]
        if key in "PQ":
            out.append(p.format(cells[0]))
        elif key == "H":
            out.append(h.format(cells[0]))
        elif key == "C":
            out.append(figure.format(cells[0], cells[1]))
        else:
            out.append(box[0].format(cells[0]) + "".join(box[1].format(cell) for cell in cells[1:]) + box[2])
    return "".join(out)


def _links(words: str) -> str:
    return "".join(f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate(words.split("|")))


def _other(n: int, count: int, form: str) -> str:
    return "".join(
        form.format(HEADLINES[(n + m) % len(HEADLINES)], EXCERPTS[(n + m) % len(EXCERPTS)], n + m)
        for m in range(count)
    )


@kind
def drupal(text: Text, n: int) -> str:
    """Fields in boxes in boxes; blocks of views beside; the date in a span of its own."""
    field = '<div class="field field--name-{} field--label-hidden field__item">{}</div>'
    return _page(text, "Øykommunen", (
        f'<a href="#main-content" class="visually-hidden focusable skip-link">Hopp til hovudinnhald</a><div class="dialog-off-canvas-main-canvas" data-off-canvas-main-canvas><div class="layout-container">'
        f'<header role="banner"><div class="region region-header"><div id="block-sitebranding">Øykommunen</div><nav role="navigation"><h2 class="visually-hidden">Hovudmeny</h2><ul class="menu">{_links("Tenester|Politikk|Om oss|Kontakt")}</ul></nav></div></header>'
        f'<main role="main"><div class="layout-content"><div class="region region-breadcrumb"><nav class="breadcrumb"><ol>{_links("Heim|Nyhende")}</ol></nav></div><div id="block-page-title"><h1><span class="field field--name-title">{text.title}</span></h1></div>'
        f'<div id="block-content"><article id="art" role="article" class="node node--type-article node--view-mode-full"><footer class="node__meta"><div class="node__submitted">Publisert av <span class="field--name-uid">{text.author}</span> den <span class="field--name-created">{n % 27 + 1}. mars 2026</span></div></footer>'
        f'<div class="node__content">{field.format("field-ingress", text.lead)}<div class="clearfix text-formatted field field--name-body field--type-text-with-summary">{_parts(text)}</div>{field.format("field-tags", "<a href=/t>" + text.kicker + "</a>")}</div></article></div></div>'
        f'<aside class="layout-sidebar-second" role="complementary"><div class="views-element-container block-views"><h2>Siste nytt</h2>{_other(n, 4, "<div class=views-row><div class=views-field><span class=field-content><a href=/n/{2}>{0}</a></span></div></div>")}</div></aside></main>'
        '<footer role="contentinfo"><div class="region region-footer"><p>Øykommunen, Rådhusplassen 1. Telefon 55 00 00 00</p></div></footer></div></div>'
    ))  # fmt: skip


@kind
def joomla(text: Text, n: int) -> str:
    """Details in a definition list, a list of icons, the neighbours as a pager, all in `com-content`."""
    return _page(text, "Bygdelaget", (
        f'<div class="container-header"><ul class="mod-menu mod-list nav">{_links("Heim|Aktivitetar|Styret|Lenkjer")}</ul></div><div class="site-grid"><div class="container-component"><main><div id="art" class="com-content-article item-page" itemscope itemtype="https://schema.org/Article">'
        f'<div class="page-header"><h1 itemprop="headline">{text.title}</h1></div><dl class="article-info text-muted"><dt class="article-info-term">Detaljar</dt><dd class="createdby">Skrive av: <span itemprop="name">{text.author}</span></dd><dd class="category-name">Kategori: <a href="/k">{text.kicker}</a></dd>'
        f'<dd class="published">Publisert: <time>{n % 27 + 1:02}. mars 2026</time></dd><dd class="hits">Treff: 1{n}4</dd></dl><div itemprop="articleBody" class="com-content-article__body"><p><strong>{text.lead}</strong></p>{_parts(text, h="<h3>{}</h3>")}</div></div>'
        f'<nav class="pagenavigation"><span>Førre artikkel: {HEADLINES[n % 12]}</span> <span>Neste artikkel: {HEADLINES[(n + 1) % 12]}</span></nav></main></div><div class="container-sidebar-right"><div class="card"><h3>Mest lese</h3><ul class="mostread">{_other(n + 2, 4, "<li><a href=/{2}>{0}</a></li>")}</ul></div></div></div>'
        "<footer>© 2026 Bygdelaget. Utvikla av Nettfiks.</footer>"
    ))  # fmt: skip


@kind
def blogger(text: Text, n: int) -> str:
    """No paragraphs: lines between double breaks in one box, share buttons and labels under."""
    body = _parts(
        text, p="{}<br><br>", h="<b>{}</b><br>",
        figure="<table class='tr-caption-container'><tr><td><img src='a.jpg'></td></tr><tr><td class='tr-caption'>{} Foto: {}</td></tr></table>",
        box=("<b>{}</b><ul>", "<li>{}</li>", "</ul>"),
    )  # fmt: skip
    return _page(text, "Fjellbloggen", (
        f'<div id="header-inner"><h1 class="title"><a href="/">Fjellbloggen</a></h1><p class="description">Tankar frå ein hyttevegg</p></div><div id="main"><h2 class="date-header"><span>søndag {n % 27 + 1}. mars 2026</span></h2>'
        f'<div class="post hentry" id="art"><h3 class="post-title entry-title">{text.title}</h3><div class="post-body entry-content"><i>{text.lead}</i><br><br>{body}</div><div class="post-footer"><span class="post-author">Lagt inn av {text.author}</span> <span>kl. 20:1{n % 10}</span><div class="post-share-buttons"><a>Send dette via e-post</a><a>Blogg dette!</a></div>'
        f'<span class="post-labels">Etikettar: <a href="/l">{text.kicker}</a></span></div></div><div class="comments"><h4>Ingen kommentarar:</h4><a href="#">Legg inn ein kommentar</a></div></div><div id="sidebar"><h2>Bloggarkiv</h2><ul>{_other(n, 5, "<li><a href=/{2}>{0}</a></li>")}</ul></div>'
    ), og=False)  # fmt: skip


@kind
def substack(text: Text, n: int) -> str:
    """A letter: subtitle as h3, the name with "Subscribe" beside it, a box to subscribe in the middle of the text."""
    body = _parts(
        text,
        figure="<div class='captioned-image-container'><figure><a><picture><img src='a.jpg'></picture></a><figcaption class='image-caption'>{} Foto: {}</figcaption></figure></div>",
    )
    middle = body.find("</p>", len(body) // 2) + 4
    ask = '<div class="subscription-widget-wrap"><div class="subscription-widget"><p class="cta-caption">Takk for at du les Kystbrev! Abonner gratis for å få nye brev.</p><form><input type="email"><button>Abonner</button></form></div></div>'
    return _page(text, "Kystbrev", (
        f'<div class="main-menu"><a href="/">Kystbrev</a><button>Abonner</button><button>Logg inn</button></div><div class="single-post-container"><article id="art" class="typography newsletter-post post"><div class="post-header"><h1 class="post-title published">{text.title}</h1><h3 class="subtitle">{text.lead}</h3>'
        f'<div class="byline-wrapper"><a href="/@x">{text.author}</a><div>{n % 27 + 1}. mars 2026</div></div><div class="post-ufi"><a>∙ 12</a><a>3</a><a>Del</a></div></div><div class="available-content"><div dir="auto" class="body markup">{body[:middle]}{ask}{body[middle:]}</div></div></article>'
        f'<div class="post-footer"><button>Del</button></div><div class="comments-section"><h4>Diskusjon om denne posten</h4><p>Kommentarar | Attendemeldingar</p></div><div class="portable-archive"><div>Nyaste</div>{_other(n, 3, "<div class=post-preview><a href=/p/{2}>{0}</a><div>{1}</div></div>")}</div></div><footer>© 2026 Kystbrev. Personvern ∙ Vilkår</footer>'
    ))  # fmt: skip


@kind
def squarespace(text: Text, n: int) -> str:
    """Blocks with numbers for names; every paragraph in a box of its own."""
    block = '<div class="sqs-block html-block sqs-block-html" id="block-{}"><div class="sqs-block-content"><div class="sqs-html-content">{}</div></div></div>'
    body = _parts(text, p=block.format("a", "<p class='' style='white-space:pre-wrap;'>{}</p>"), h=block.format("h", "<h2>{}</h2>"),
                  figure="<div class='sqs-block image-block'><figure class='sqs-block-image-figure'><img data-src='a.jpg'><figcaption class='image-caption-wrapper'><p>{} Foto: {}</p></figcaption></figure></div>")  # fmt: skip
    return _page(text, "Gardsutsalet", (
        f'<header class="header" data-test="header"><nav class="header-nav">{_links("Butikk|Historia|Blogg")}</nav><a class="showOnMobile">0</a></header><main class="container"><section class="page-section blog-item"><article id="art" class="h-entry"><div class="blog-item-wrapper"><div class="blog-item-top-wrapper"><div class="blog-item-title"><h1 class="entry-title">{text.title}</h1></div>'
        f'<div class="blog-item-meta-wrapper"><time class="dt-published">{n % 27 + 1}. mars</time><div class="blog-item-author"><span>Skrive av</span> <a href="/a">{text.author}</a></div></div></div><div class="blog-item-content-wrapper"><div class="blog-item-content e-content">{block.format("i", "<p>" + text.lead + "</p>")}{body}</div></div></div></article></section>'
        f'<section class="item-pagination"><a href="/p"><div>Førre</div><h2>{HEADLINES[n % 12]}</h2></a><a href="/n"><div>Neste</div><h2>{HEADLINES[(n + 3) % 12]}</h2></a></section></main><footer><p>Laga på garden.</p></footer>'
    ))  # fmt: skip


@kind
def hashed(text: Text, n: int) -> str:
    """An application whose classes say nothing, with everything in divs and the headline in an `h1` far down."""
    body = _parts(text, p="<div class='css-1x8p'><p class='css-9k2'>{}</p></div>", h="<div class='css-77a'><h2 class='css-k1'>{}</h2></div>",
                  figure="<div class='css-im'><div><img src='a.jpg' alt=''/></div><div class='css-cap'><span>{}</span><span class='css-cr'>Foto: {}</span></div></div>",
                  box=("<div class='css-box'><div class='css-bh'>{}</div>", "<div class='css-bi'>{}</div>", "</div>"))  # fmt: skip
    return _page(text, "Nordlyd", (
        f'<div id="__next"><div class="css-a1"><div class="css-top"><a href="/">Nordlyd</a><button>Meny</button><button>Søk</button></div><div class="css-b2"><div id="art" class="css-c3"><div class="css-d4"><span class="css-k9">{text.kicker}</span><h1 class="css-h">{text.title}</h1><div class="css-l">{text.lead}</div>'
        f'<div class="css-by"><span>{text.author}</span><span>{n % 27 + 1}. mars 2026 07:0{n % 10}</span></div></div><div class="css-txt">{body}</div></div><div class="css-rel"><div class="css-rh">Les meir</div>{_other(n, 4, "<a class=css-rc href=/{2}><div class=css-rt>{0}</div></a>")}</div></div><div class="css-ft">Ansvarleg redaktør Siv Lie</div></div></div>'
    ))  # fmt: skip


@kind
def mailchimp(text: Text, n: int) -> str:
    """A newsletter: tables in tables, a line of preview, buttons, the address and "meld deg av" at the end."""
    row = "<tr><td class='mcnTextContent' style='padding:9px'>{}</td></tr>"
    body = _parts(text, p=row, h=row.format("<h2>{}</h2>"), figure="<tr><td class='mcnImageContent'><img alt='' src='a.jpg'></td></tr><tr><td class='mcnTextContent'><em>{} Foto: {}</em></td></tr>",
                  box=("<tr><td class='mcnBoxedTextBlock'><strong>{}</strong><ul>", "<li>{}</li>", "</ul></td></tr>"))  # fmt: skip
    return _page(text, "Nyheitsbrev", (
        f'<span class="mcnPreviewText" style="display:none">Vekas sak frå {text.kicker}</span><center><table id="bodyTable"><tr><td><table class="templateContainer"><tr><td id="templatePreheader"><table><tr><td class="mcnTextContent"><a href="/v">Les brevet i nettlesaren</a></td></tr></table></td></tr><tr><td id="templateBody"><table id="art">'
        f'{row.format("<h1>" + text.title + "</h1>")}{row.format("<strong>" + text.lead + "</strong>")}{body}</table></td></tr><tr><td id="templateFooter"><table><tr><td class="mcnTextContent"><em>Copyright © 2026 Dalen musikklag.</em><br>Vil du endre korleis du får breva?<br><a>Meld deg av</a></td></tr></table></td></tr></table></td></tr></table></center>'
    ), og=False)  # fmt: skip


@kind
def mediawiki(text: Text, n: int) -> str:
    """A wiki: "[rediger]" behind each heading, a box at the right, categories and tools under and beside."""
    body = _parts(text, h="<div class='mw-heading mw-heading2'><h2>{}</h2><span class='mw-editsection'><span class='mw-editsection-bracket'>[</span><a href='/e'>rediger</a><span class='mw-editsection-bracket'>]</span></span></div>",
                  figure="<figure typeof='mw:File/Thumb'><a><img src='a.jpg'></a><figcaption>{} Foto: {}</figcaption></figure>")  # fmt: skip
    return _page(text, "Lokalwiki", (
        f'<div id="mw-page-base"></div><div id="content" class="mw-body" role="main"><h1 id="firstHeading" class="firstHeading"><span class="mw-page-title-main">{text.title}</span></h1><div id="bodyContent"><div id="siteSub">Frå Lokalwiki</div><a class="mw-jump-link" href="#n">Hopp til navigering</a><div id="mw-content-text"><div id="art" class="mw-parser-output"><p><b>{text.lead}</b></p>'
        f'<div id="toc" class="toc"><h2>Innhald</h2><ul><li><a href="#a"><span class="tocnumber">1</span> <span class="toctext">Bakgrunn</span></a></li></ul></div>{body}</div></div><div class="printfooter">Henta frå «https://lokalwiki.example/{n}»</div><div id="catlinks"><a>Kategori</a>: <a>{text.kicker}</a></div></div></div>'
        f'<div id="mw-navigation"><ul>{_links("Side|Diskusjon|Les|Endre|Vis historikk")}</ul><h3>Verktøy</h3><ul>{_links("Lenkjer hit|Last opp fil|Spesialsider")}</ul></div><footer><ul><li>Denne sida vart sist endra {n % 27 + 1}. mars 2026.</li></ul></footer>'
    ), og=False)  # fmt: skip


@kind
def amp(text: Text, n: int) -> str:
    """A fast page: elements with names of their own, advertisements between the paragraphs."""
    body = _parts(text, p="<p>{}</p><amp-ad width=300 height=250><div overflow>Annonse</div></amp-ad>",
                  figure="<figure class='amp-figure'><amp-img src='a.jpg' alt=''></amp-img><figcaption>{} <span class='credit'>Foto: {}</span></figcaption></figure>")  # fmt: skip
    return _page(text, "Sundavisa", (
        f'<amp-sidebar id="s"><ul>{_links("Nyheiter|Sport|Meiningar")}</ul></amp-sidebar><header><button on="tap:s.toggle">☰</button><a href="/">Sundavisa</a></header><main><article id="art" class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{text.title}</h1><div class="amp-wp-meta amp-wp-byline">{text.author}</div><div class="amp-wp-meta amp-wp-posted-on"><time>for 3 timar sidan</time></div></header>'
        f'<div class="amp-wp-article-content"><p class="lead">{text.lead}</p>{body}</div></article><amp-social-share type="x"></amp-social-share><section class="recommended"><h4>Tilrådd for deg</h4>{_other(n, 3, "<a href=/{2}><h5>{0}</h5></a>")}</section></main><footer class="amp-wp-footer"><p>Til toppen</p></footer><amp-consent><div id="c"><p>Vi og partnarane våre bruker informasjonskapslar.</p><button>Godta</button></div></amp-consent>'
    ))  # fmt: skip


@kind
def old_tables(text: Text, n: int) -> str:
    """A page from before there were style sheets: font tags, a menu in the left cell."""
    body = _parts(text, p="<p><font face='Verdana' size='2'>{}</font></p>", h="<p><font face='Verdana' size='2'><b>{}</b></font></p>",
                  figure="<table border=0><tr><td><img src='a.jpg'></td></tr><tr><td><font size='1'>{} Foto: {}</font></td></tr></table>",
                  box=("<table bgcolor='#eeeeee'><tr><td><b>{}</b><ul>", "<li>{}</li>", "</ul></td></tr></table>"))  # fmt: skip
    return _page(text, "Idrettslaget", (
        f'<table width="760"><tr><td colspan="2"><font size="5"><b>Idrettslaget</b></font></td></tr><tr><td width="150" valign="top"><a href="/">Heim</a><br><a href="/t">Treningstider</a><br><a href="/b">Bilete</a><br><a href="/g">Gjestebok</a></td><td valign="top" id="art"><font face="Verdana" size="4"><b>{text.title}</b></font>'
        f'<p><font face="Verdana" size="2"><b>{text.lead}</b></font></p>{body}<p><font size="1">Skrive av {text.author} {n % 27 + 1:02}.03.2026</font></p></td></tr><tr><td colspan="2"><font size="1">Sist oppdatert 1.4.2026. Du er besøkande nr. 104 28{n}.</font></td></tr></table>'
    ), og=False)  # fmt: skip


@kind
def sharepoint(text: Text, n: int) -> str:
    """A workplace's page: canvas zones, web parts, "likes" and comments."""
    part = '<div data-automation-id="CanvasControl"><div data-sp-feature-tag="Rich Text Editor"><div class="ck-content">{}</div></div></div>'
    return _page(text, "Intranett", (
        f'<div id="spSiteHeader"><a>Intranett</a><div role="navigation"><span>Heim</span><span>Nyheiter</span><span>Tilsett</span></div></div><div id="art" data-automation-id="contentScrollRegion"><div class="pageTitle" data-automation-id="pageHeader"><div data-automation-id="TitleTextId" role="heading" aria-level="1">{text.title}</div><div data-automation-id="authorByline"><div>{text.author}</div><div>Kommunikasjonsrådgjevar</div></div><div data-automation-id="publishedDate">Publisert {n % 27 + 1:02}.03.2026</div></div>'
        f'<div class="CanvasZone">{part.format("<p>" + text.lead + "</p>")}{part.format(_parts(text))}</div></div><div class="CanvasComments"><div>{n} likte dette</div><div>Kommentarar På</div><button>Legg til ein kommentar</button></div>'
    ))  # fmt: skip


@kind
def typo3(text: Text, n: int) -> str:
    """Content elements with numbers; the news extension's list of related news."""
    element = '<div id="c{}" class="frame frame-default frame-type-textmedia"><div class="ce-textpic ce-left"><div class="ce-bodytext">{}</div></div></div>'
    return _page(text, "Høgskulen", (
        f'<div class="body-bg"><a class="sr-only" href="#page-content">Til innhaldet</a><header id="page-header"><ul class="navbar-nav">{_links("Studium|Forsking|Om oss|Tilsette|For pressa")}</ul></header><div id="page-content"><div class="section"><div class="news news-single"><div id="art" class="article" itemscope><div class="header"><h1 itemprop="headline">{text.title}</h1></div><div class="footer"><p><span class="news-list-date"><time>{n % 27 + 1:02}.03.26</time></span> <span class="news-list-author">Av {text.author}</span></p></div>'
        f'<div class="teaser-text"><p>{text.lead}</p></div><div class="news-text-wrap">{element.format(n, _parts(text, h="<h3>{}</h3>"))}</div></div><div class="news-related news-related-news"><h4>Relaterte nyheiter</h4><ul>{_other(n, 3, "<li><span class=news-related-news-date>12.02.26</span> <a href=/{2}>{0}</a></li>")}</ul></div><div class="news-backlink-wrap"><a href="/">Tilbake</a></div></div></div></div><footer id="page-footer"><p>Postadresse: Postboks 100, 6800 Førde</p></footer></div>'
    ))  # fmt: skip


@kind
def optimizely(text: Text, n: int) -> str:
    """A county's page: skip links, a box of "Kontakt", the lead in a preamble, sharing and a poll under it."""
    return _page(text, "Fylkeskommunen", (
        f'<div class="skip"><a href="#m">Gå til hovudinnhaldet</a><a href="#s">Gå til søk</a></div><header><div class="logo">Fylkeskommunen</div><nav>{_links("Vegar|Kultur|Tannhelse|Utdanning")}</nav></header><main id="m"><div class="grid"><article id="art" class="article-page"><h1>{text.title}</h1><p class="preamble">{text.lead}</p><div class="page-meta"><span>Publisert: {n % 27 + 1:02}.03.2026</span><span>Sist endra: {n % 27 + 1:02}.03.2026</span></div>'
        f'<div class="main-body">{_parts(text)}</div></article><div class="contact-block"><h2>Kontakt</h2><p>{text.author}</p><p>Seksjonsleiar</p><a href="tel:1">Telefon 900 00 00{n % 10}</a></div><div class="share"><span>Del</span><a>Facebook</a><a>E-post</a></div><div class="feedback"><h2>Fann du det du leita etter?</h2><button>Ja</button><button>Nei</button></div></div></main><footer><h2>Kontakt oss</h2><p>Opningstider: kl. 08.00–15.30</p></footer>'
    ))  # fmt: skip


@kind
def arc(text: Text, n: int) -> str:
    """A large house's platform: "b-" classes, an audio bar, a gallery, promo items with times."""
    body = _parts(text, p="<p class='c-paragraph'>{}</p>", h="<h2 class='c-heading'>{}</h2>", figure="<figure class='c-media-item'><img src='a.jpg' alt=''><figcaption class='c-media-item__fig-caption'><span class='c-media-item__caption'>{}</span><span class='c-media-item__credit'>(Foto: {})</span></figcaption></figure>")  # fmt: skip
    return _page(text, "Vestposten", (
        f'<header class="b-header-nav-chain"><button>Seksjonar</button><a href="/">Vestposten</a><a class="b-header__cta">Bli abonnent</a></header><section role="main" id="main"><div class="b-article"><div id="art"><div class="b-overline"><a>{text.kicker}</a></div><h1 class="b-headline">{text.title}</h1><h2 class="b-subheadline">{text.lead}</h2><div class="b-byline"><span class="b-byline__by">Av</span> <a class="b-byline__name">{text.author}</a></div><time class="b-date">{n % 27 + 1}. mars 2026 kl. 06:4{n % 10}</time>'
        f'<div class="b-audio"><button aria-label="Spel av">Spel av</button><span>Lytt til saka · 4 min</span></div><article class="b-article-body">{body}</article></div><aside class="b-right-rail"><div class="b-promo"><h3>Fleire saker</h3>{_other(n, 5, "<article><a href=/{2}><h2>{0}</h2></a><time>kl. 05:1{2}</time></article>")}</div></aside></div></section><footer class="b-footer"><ul>{_links("Om Vestposten|Annonser|Personvern")}</ul></footer>'
    ))  # fmt: skip


@kind
def webcomponents(text: Text, n: int) -> str:
    """Every part an element of its own name, slots instead of classes."""
    body = _parts(text, p="<np-paragraph><p>{}</p></np-paragraph>", h="<np-subheading><h2>{}</h2></np-subheading>", figure="<np-image><img src='a.jpg' alt=''><np-caption>{}</np-caption><np-credit>Foto: {}</np-credit></np-image>",
                  box=("<np-factbox><h3>{}</h3><ul>", "<li>{}</li>", "</ul></np-factbox>"))  # fmt: skip
    return _page(text, "Indre Avis", (
        f'<np-app><np-header><np-menu><ul>{_links("Framside|Lokalt|Debatt")}</ul></np-menu></np-header><np-article id="art"><np-kicker>{text.kicker}</np-kicker><h1 slot="title">{text.title}</h1><np-standfirst>{text.lead}</np-standfirst><np-byline><np-author>{text.author}</np-author><np-timestamp>{n % 27 + 1}.03.2026 09:0{n % 10}</np-timestamp></np-byline><np-body>{body}</np-body></np-article>'
        f'<np-teasers><np-teaser-list>{_other(n, 4, "<np-teaser><a href=/{2}><h2>{0}</h2></a></np-teaser>")}</np-teaser-list></np-teasers><np-footer><p>Indre Avis er medlem av Landslaget for lokalaviser.</p></np-footer></np-app>'
    ))  # fmt: skip


@kind
def notion(text: Text, n: int) -> str:
    """A page out of a notes' tool: properties in a table above the text, toggles, no header and no foot."""
    return _page(text, "Notat", (
        f'<article id="art" class="page sans"><header><div class="page-header-icon"><span class="icon">📝</span></div><h1 class="page-title">{text.title}</h1><table class="properties"><tbody><tr class="property-row"><th><span class="icon"></span>Forfattar</th><td>{text.author}</td></tr><tr class="property-row"><th>Dato</th><td><time>@{n % 27 + 1}. mars 2026</time></td></tr><tr class="property-row"><th>Status</th><td><span class="status-value">Ferdig</span></td></tr></tbody></table></header>'
        f'<div class="page-body"><p id="b1" class="">{text.lead}</p>{_parts(text)}</div></article>'
    ), og=False)  # fmt: skip


@kind
def live(text: Text, n: int) -> str:
    """A story above a running report of another matter, with times and "Vis fleire"."""
    return _page(text, "Morgonavisa", (
        f'<nav>{_links("Direkte|Nyheiter|Vêr")}</nav><main><article id="art"><h1>{text.title}</h1><p class="intro">{text.lead}</p><span class="authors"><a>{text.author}</a></span><div class="story">{_parts(text)}</div></article><section class="live-feed" aria-label="Siste"><h2>Siste døgnet</h2>{_other(n, 5, "<article class=live-post><time>1{2}.05</time><h3>{0}</h3><p>{1}</p></article>")}<button>Vis fleire</button></section></main><footer>Morgonavisa</footer>'
    ))  # fmt: skip


@kind
def parish(text: Text, n: int) -> str:
    """A parish paper on a builder for small sites: headline in an h2, the site's name in the only h1."""
    return _page(text, "Kyrkjelydsbladet", (
        f'<div class="wsite-header"><h1 id="wsite-title">Kyrkjelydsbladet</h1><ul class="wsite-menu">{_links("Heim|Gudstenester|Kalender|Givarteneste")}</ul></div><div id="wsite-content"><div id="art" class="blog-post"><div class="blog-header"><h2 class="blog-title"><a class="blog-title-link" href="/b">{text.title}</a></h2><p class="blog-date">{n % 27 + 1}/3/2026</p></div><div class="blog-content"><div class="paragraph"><strong>{text.lead}</strong></div>{_parts(text, p="<div class=paragraph>{}</div>", h="<h2 class=wsite-content-title>{}</h2>")}</div></div>'
        f'<div class="blog-sidebar"><h2>Forfattar</h2><p>{text.author} er diakon og redaktør.</p><h2>Arkiv</h2><p class="blog-archive-list"><a>Mars 2026</a><a>Februar 2026</a></p></div></div><div id="footer">Besøk oss på kyrkjekontoret. Vipps 1234{n}</div>'
    ), og=False)  # fmt: skip


@kind
def magazine(text: Text, n: int) -> str:
    """A magazine: a drop capital, a pulled quotation, captions in a strip, a bio of the author at the end."""
    body = _parts(text, figure="<div class='wide-image'><img src='a.jpg' alt=''></div><p class='image-text'>{} <span class='photographer'>Foto: {}</span></p>")  # fmt: skip
    return _page(text, "Fjordmagasinet", (
        f'<header class="mag-head"><a href="/">Fjordmagasinet</a><span>Nr. {n % 9 + 1} 2026</span></header><article id="art" class="feature"><div class="hero"><p class="overline">{text.kicker}</p><h1>{text.title}</h1><p class="deck">{text.lead}</p><p class="credits">Tekst <a rel="author">{text.author}</a></p></div><div class="prose">{body}</div><div class="author-bio"><p><em>{text.author} er journalist i Fjordmagasinet og bur i Dale.</em></p></div></article>'
        f'<section class="next"><h2>Les òg</h2>{_other(n, 3, "<a href=/{2}><h3>{0}</h3><p>{1}</p></a>")}</section><section class="paywall-offer"><h2>Få bladet heim i postkassa</h2><p>Seks nummer i året for berre 399 kroner.</p></section>'
    ))  # fmt: skip


@kind
def radio(text: Text, n: int) -> str:
    """A local radio: a player with a name of the programme, text under it, a list of other clips with lengths."""
    return _page(text, "Radio Sunnfjord", (
        f'<div class="topbar"><span>På lufta no: Morgonstund</span><button>Lytt direkte</button></div><ul class="nav">{_links("Nyheiter|Program|Bingo|Kontakt")}</ul><div class="content"><div class="single" id="art"><h1 class="single-title">{text.title}</h1><div class="single-meta"><i class="fa fa-clock"></i> {n % 27 + 1}. mars 2026 <i class="fa fa-user"></i> {text.author}</div><div class="single-excerpt">{text.lead}</div><audio controls src="a.mp3"></audio><div class="player-label">Høyr innslaget (02:14)</div><div class="single-content">{_parts(text)}</div><div class="tags">Stikkord: <a>{text.kicker}</a></div></div>'
        f'<div class="clips"><h3>Fleire innslag</h3>{_other(n, 4, "<div class=clip><a href=/{2}>{0}</a> <span>03:1{2}</span></div>")}</div></div><footer><p>Radio Sunnfjord, konsesjon frå Medietilsynet.</p></footer>'
    ))  # fmt: skip
