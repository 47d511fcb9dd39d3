"""Pages of a paper as PDF: columns of lines broken at a width, with hyphens, pictures' captions, heads and jump lines."""

from __future__ import annotations

from tests.article.small_documents import pdf

Placed = tuple[float, float, float, str]

HEADLINE = "Gamle garn vert til nye golvteppe i Skogvika"
LEAD = "Ein fabrikk med ni tilsette tek imot utslitne fiskegarn frå heile kysten og vev teppe av dei."
BODY = (
    "Kvar måndag kjem det ein lastebil med sju tonn garn til den gamle ullvarefabrikken ved elva.",
    "Garna vert vaska i sjøvatn, kutta opp og smelta om før dei vert spunne til tråd på maskiner frå 1962.",
    "Dagleg leiar Åshild Myklebust fekk ideen då ho såg eit fjell av kasserte garn på kaia i heimbygda si.",
    "Ho ringde til ein kamerat som hadde vore vevar, og saman søkte dei kommunen om eit lite lån.",
    "No sel dei teppe til hotell i fire land, og i vinter må dei leige eit lager på andre sida av fjorden.",
    "Naboane er mest glade for at det luktar sjø og ikkje plast når vinden står frå fabrikken.",
)
REST = (
    "Til våren skal bedrifta tilsetje to lærlingar som skal lære å reparere dei gamle spinnemaskinene.",
    "Fylket har lova pengar til eit kurs, og dei første søknadene har alt kome frå Sogn og Sunnmøre.",
    "Myklebust trur at kysten har garn nok til tjue nye år, om fiskarane hugsar å levere dei inn.",
)
CAPTION = "Åshild Myklebust viser fram eit teppe som ein gong var garn."
OTHER = (
    "Ny benk ved kyrkja",
    "Sokneråd og velforening har sett opp ein benk der dei som ventar på bussen kan sitje.",
)


def column(
    x: float, y: float, paragraphs: tuple[str, ...], width: int, size: float = 9, *, indent: float = 9
) -> list[Placed]:
    """Paragraphs from (x, y) down in lines of `width` letters; long words are cut with a hyphen, new paragraphs indented."""
    lines: list[Placed] = []
    for number, paragraph in enumerate(paragraphs):
        for at, line in enumerate(_broken(paragraph, width)):
            lines.append((x + (indent if number and not at else 0), y, size, line))
            y -= 1.2 * size
    return lines


def _broken(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            room = width - len(line) - 2
            if room >= 3 and len(word) - room >= 3 and word.isalpha():
                lines.append(f"{line} {word[:room]}-")
                line = word[room:]
                continue
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def head(number: int) -> list[Placed]:
    """What stands at the top and the foot of each page."""
    return [
        (40, 812, 8, "NYHENDE"),
        (440, 812, 8, "Laurdag 14. februar 2026"),
        (292, 22, 8, str(number)),
        (40, 22, 8, "Vikaposten"),
    ]


def two_columns() -> bytes:
    """One page: headline and lead over both columns, a caption under the picture in the right one."""
    return pdf([[
        *head(3),
        (40, 770, 22, HEADLINE),
        *column(40, 742, (LEAD,), 85, 12),
        *column(40, 690, BODY[:3], 46, indent=9),
        *column(310, 690, BODY[3:], 46, indent=9),
        (310, 440, 7, CAPTION),
        (310, 430, 7, "Foto: Idar Sunde"),
    ]])  # fmt: skip


def three_columns() -> bytes:
    """Two pages: three columns, a jump line at the end of the first page and one where the article goes on."""
    return pdf([
        [
            *head(3),
            (40, 770, 24, HEADLINE),
            *column(40, 742, (LEAD,), 80, 12),
            *column(40, 690, BODY[:2], 30),
            *column(222, 690, BODY[2:4], 30),
            *column(404, 690, BODY[4:], 30),
            (404, 500, 8, "Framhald side 4"),
        ],
        [
            *head(4),
            (40, 780, 8, "Framhald frå side 3"),
            *column(40, 760, REST[:1], 30),
            *column(222, 760, REST[1:2], 30),
            *column(404, 760, REST[2:], 30),
        ],
    ])  # fmt: skip


def split_paragraph() -> bytes:
    """Two pages of two columns; a paragraph, and in it a word, goes on over the column's and the page's end."""
    left, right = column(40, 690, BODY, 46)[:9], column(40, 690, BODY, 46)[9:]
    upper, lower = right[:5], right[5:]
    return pdf([
        [
            *head(3), (40, 770, 22, HEADLINE), *column(40, 742, (LEAD,), 85, 12), *left,
            *[(x + 270, 690 - 10.8 * at, size, text) for at, (x, _, size, text) in enumerate(upper)],
        ],
        [*head(4), *[(x, 760 - 10.8 * at, size, text) for at, (x, _, size, text) in enumerate(lower)]],
    ])  # fmt: skip


def with_notice() -> bytes:
    """Three columns, and under them a notice of its own with a headline in smaller letters."""
    return pdf([[
        *head(5),
        (40, 770, 22, HEADLINE),
        *column(40, 742, (LEAD,), 85, 12),
        *column(40, 690, BODY[:2], 30),
        *column(222, 690, BODY[2:4], 30),
        *column(404, 690, BODY[4:], 30),
        (40, 420, 14, OTHER[0]),
        *column(40, 402, OTHER[1:], 100),
    ]])  # fmt: skip


def as_html(columns: int) -> str:
    """The same article as a page for a browser to print: justified columns with hyphens, a picture in the text."""
    parts = []
    for number, paragraph in enumerate((*BODY, *REST)):
        parts.append(f"<p>{paragraph}</p>")
        if number == 2:
            parts.append(
                f"<figure><div></div><figcaption>{CAPTION} <i>Foto: Idar Sunde</i></figcaption></figure>"
            )
        if number == 5:
            parts.append(f"<h3>{SUBHEAD}</h3>")
    style = (
        "body{font:9pt serif}h1{font-size:26pt;margin:4pt 0}.lead{font-size:13pt;font-weight:bold}p{margin:0;text-indent:8pt}"
        f".text{{columns:{columns};column-gap:14pt;text-align:justify;hyphens:auto}}figcaption{{font:7pt sans-serif}}"
        "h3{font:bold 10pt sans-serif;margin:3pt 0}figure{margin:4pt 0;break-inside:avoid}figure div{height:60px;background:#888}"
        ".kicker{font:bold 8pt sans-serif}"
    )
    return (
        f'<!doctype html><html lang="nn"><style>{style}</style><div class="kicker">NÆRING</div><h1>{HEADLINE}</h1>'
        f'<p class="lead">{LEAD}</p><p class="kicker">Av Siri Moe</p><div class="text">{"".join(parts)}</div>'
    )


SUBHEAD = "Lærlingar til våren"
HEADED = {
    "display_header_footer": True,
    "header_template": '<div style="font-size:8px;width:100%;padding:0 40px">Vikaposten 14. februar 2026</div>',
    "footer_template": '<div style="font-size:8px;width:100%;text-align:center"><span class=pageNumber></span></div>',
    "margin": {"top": "60px", "bottom": "60px"},
    "height": "5in",
}
PRINTS: dict[str, tuple[int, dict[str, object]]] = {
    "two": (2, {}), "three": (3, {}), "four on a wide page": (4, {"width": "11in", "height": "8in"}), "heads on low pages": (3, HEADED),
}  # fmt: skip
"""Number of columns, and how the browser prints them."""
