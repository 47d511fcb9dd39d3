"""The edition's cover: drawn from its title, date and publisher, or cut from the user's picture."""

from __future__ import annotations

import colorsys
import hashlib
import io
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from audio_edition.disk import whole
from audio_edition.errors import SettingsError
from audio_edition.page import lettering
from audio_edition.page.wording import PageLanguage, Wording, wording

FEED_PX = 3000
"""Apple Podcasts takes square covers of 1400 to 3000 px."""
SMALLEST_FEED_PX = 1400
SMALLEST_PICTURE_PX = 300
EMBEDDED_PX = 1000
EMBEDDED_BYTES = 100_000
"""Covers inside MP3 files are repeated in every chapter file, so they stay small."""

_MARGIN_PX = 260
_TITLE_TOP_PX, _TITLE_BOTTOM_PX = 640, 2130
_WAVE_MIDDLE_PX, _WAVE_HEIGHT_PX, _BARS = 2400, 190, 62
_HUES = (0.985, 0.59, 0.47, 0.33, 0.08, 0.72)
_PAPER = (247, 243, 234)


def make_cover(
    title: str,
    date: datetime | None,
    publisher: str | None,
    *,
    picture: Path | None = None,
    language: PageLanguage = "nn",
) -> Image.Image:
    """A square RGB picture for the feed: 3000 px when drawn, 1400 to 3000 px when cut from `picture`.

    The colour is the publisher's (always the same for the same name), the row of bars the title's. Raises
    SettingsError when `picture` is not a picture that can be used.
    """
    if picture is not None:
        return _cut_square(picture)
    return _draw(title, date, publisher, wording(language))


def check_picture(path: Path) -> None:
    """Raises SettingsError when `path` is not a picture that can be a cover."""
    _cut_square(path)


def write_cover(cover: Image.Image, path: Path) -> None:
    """Write `cover` as JPEG, whole or not at all."""
    with whole(path) as temporary:
        cover.save(
            temporary, "JPEG", quality=88, optimize=True, progressive=True, subsampling=0, dpi=(72, 72)
        )


def embedded_cover(cover: Image.Image, size_px: int = EMBEDDED_PX, max_bytes: int = EMBEDDED_BYTES) -> bytes:
    """`cover` as JPEG of at most `size_px` pixels a side and `max_bytes` bytes, for the tags of a sound file."""
    while True:
        small = cover.resize((size_px, size_px), Image.Resampling.LANCZOS)
        for quality in (88, 80, 70, 60, 50):
            data = io.BytesIO()
            small.save(data, "JPEG", quality=quality, optimize=True)
            if data.tell() <= max_bytes:
                return data.getvalue()
        # A picture of pure noise: smaller is better than ugly.
        size_px = size_px * 3 // 4


def _cut_square(path: Path) -> Image.Image:
    """The middle square of the user's picture, upright, without transparency."""
    try:
        with Image.open(path) as opened:
            picture = ImageOps.exif_transpose(opened)
            if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
                picture = picture.convert("RGBA")
                ground = Image.new("RGBA", picture.size, (255, 255, 255, 255))
                picture = Image.alpha_composite(ground, picture)
            picture = picture.convert("RGB")
    except FileNotFoundError:
        raise SettingsError(f"cover: there is no file {path}") from None
    except UnidentifiedImageError:
        raise SettingsError(f"cover: {path} is not a picture; use a JPEG, PNG or WebP file") from None
    except Image.DecompressionBombError as error:
        raise SettingsError(f"cover: {path} has too many pixels to be a cover: {error}") from None
    except (OSError, SyntaxError, ValueError) as error:
        raise SettingsError(f"cover: {path} cannot be read as a picture: {error}") from None
    side = min(picture.size)
    if side < SMALLEST_PICTURE_PX:
        raise SettingsError(
            f"cover: {path} is {picture.width} x {picture.height} pixels; a cover needs at least "
            f"{SMALLEST_FEED_PX} a side to look good, {SMALLEST_PICTURE_PX} at the least"
        )
    target = min(FEED_PX, max(SMALLEST_FEED_PX, side))
    return ImageOps.fit(picture, (target, target), Image.Resampling.LANCZOS)


def _draw(title: str, date: datetime | None, publisher: str | None, t: Wording) -> Image.Image:
    house = " ".join((publisher or "").split())
    ground, light, soft = _colours(house)
    cover = Image.new("RGB", (FEED_PX, FEED_PX), ground)
    canvas = ImageDraw.Draw(cover)
    width = FEED_PX - 2 * _MARGIN_PX

    top = lettering.fit(house or t("edition"), width, 190, smallest_px=70, largest_px=160, weight="Semibold")
    lettering.draw(canvas, top, (_MARGIN_PX, 240), width, _PAPER)
    canvas.rectangle((_MARGIN_PX, 470, FEED_PX - _MARGIN_PX, 479), fill=light)

    height = _TITLE_BOTTOM_PX - _TITLE_TOP_PX
    headline = lettering.fit(title, width, height, smallest_px=90, largest_px=370, weight="Semibold")
    lettering.draw(canvas, headline, (_MARGIN_PX, _TITLE_TOP_PX), width, _PAPER)

    _draw_wave(canvas, title, light)
    # Without a publisher the word stands at the top.
    for text, colour, right in (
        (t.date(date) if date else "", _PAPER, False),
        (t("edition") if house else "", soft, True),
    ):
        line = lettering.fit(text, width // 2, 130, smallest_px=60, largest_px=104, weight="Regular")
        lettering.draw(canvas, line, (_MARGIN_PX, 2640), width, colour, right=right)
    return cover


def _colours(house: str) -> tuple[tuple[int, int, int], tuple[int, int, int], tuple[int, int, int]]:
    """Ground, lines and soft text: a dark hue that belongs to the publisher, and two light ones of it."""
    hue = _HUES[hashlib.blake2b(house.encode(errors="replace")).digest()[0] % len(_HUES)]

    def colour(lightness: float, saturation: float) -> tuple[int, int, int]:
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
        return round(red * 255), round(green * 255), round(blue * 255)

    return colour(0.17, 0.52), colour(0.68, 0.55), colour(0.80, 0.30)


def _draw_wave(draw: ImageDraw.ImageDraw, title: str, colour: tuple[int, int, int]) -> None:
    """A row of rounded bars, as sound is drawn; their heights come from the title, so every edition has its own."""
    digest = hashlib.blake2b(title.encode(errors="replace"), digest_size=_BARS).digest()
    pitch = (FEED_PX - 2 * _MARGIN_PX) / _BARS
    for index, value in enumerate(digest):
        # Syllables rise and fall, so neighbours are smoothed.
        smooth = (digest[index - 1] + 2 * value + digest[(index + 1) % _BARS]) / 1020
        reach = 12 + _WAVE_HEIGHT_PX * smooth**2.2
        left = _MARGIN_PX + index * pitch
        box = (left, _WAVE_MIDDLE_PX - reach, left + pitch * 0.42, _WAVE_MIDDLE_PX + reach)
        draw.rounded_rectangle(box, radius=pitch * 0.21, fill=colour)
