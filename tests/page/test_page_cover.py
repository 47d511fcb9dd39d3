"""Covers: any title fits, any picture is cut or refused in one sentence."""

from __future__ import annotations

import inspect
import io
from datetime import datetime

import pytest
from PIL import Image

from audio_edition.errors import SettingsError
from audio_edition.page import cover as cover_module
from audio_edition.page import lettering
from audio_edition.page.cover import EMBEDDED_BYTES, FEED_PX, embedded_cover, make_cover, write_cover

DATE = datetime(2026, 11, 18)


@pytest.fixture(autouse=True)
def _as_large_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere covers are half as wide: see tests/cover_once.py."""
    monkeypatch.setattr(cover_module, "_draw", inspect.unwrap(cover_module._draw))


ARABIC = "الحرب في أوكرانيا"


@pytest.mark.parametrize(
    "title",
    [
        "Ferja fekk straum frå land",
        "Kort",
        "",
        "🎉🎉🎉",
        f"{ARABIC} og språket x̂ 👩‍👩‍👧 " + "Sentralbanksjefen åtvarar mot høgare rente " * 6,
        "Å" * 300,
        "ord " * 75,
        "\x00\u202e\ufffe\ud800 linje\nskift",
    ],
    ids=["plain", "short", "empty", "emoji", "mixed", "one word", "many words", "control"],
)
def test_a_cover_for_every_title(title):
    cover = make_cover(title, DATE, "Sognebladet")
    assert (cover.size, cover.mode) == ((FEED_PX, FEED_PX), "RGB")
    # Nothing reaches the edges: the ground is one colour all round.
    ground = cover.getpixel((0, 0))
    for box in ((0, 0, 3000, 200), (0, 2850, 3000, 3000), (0, 0, 240, 3000), (2770, 0, 3000, 3000)):
        assert cover.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), ground)]


def test_every_letter_of_nynorsk_is_in_the_typeface():
    for letter in "abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅéèêôóòüöäçáñšžđ0123456789«»–—…“”’§½€%&!?.,:;-()":
        assert lettering._face_for(letter) == 0, letter


def test_what_no_typeface_has_is_left_out():
    assert lettering._drawable("a\U000e0041b\u200dc\ue000") == ["a", "b", "c"]
    assert lettering._drawable("e\u0301") == ["é"]


def test_right_to_left_titles_end_at_the_right():
    text = lettering.fit(ARABIC, 2000, 1000, smallest_px=90, largest_px=300, weight="Semibold")
    assert text.right_to_left
    assert not lettering.fit(
        "Krig " + ARABIC, 2000, 900, smallest_px=90, largest_px=300, weight="Regular"
    ).right_to_left


def test_text_that_cannot_fit_ends_in_an_ellipsis():
    text = lettering.fit("ord " * 400, 1000, 300, smallest_px=90, largest_px=90, weight="Regular")
    assert text.lines[-1][-1].text.endswith("…")
    assert len(text.lines) * text.size_px * text.leading <= 300


def test_a_title_without_end_is_measured_no_oftener_than_a_long_one(monkeypatch):
    counted = []
    holds = lettering._Column.holds

    def counting(column, clusters):
        counted.append(len(clusters))
        return holds(column, clusters)

    monkeypatch.setattr(lettering._Column, "holds", counting)
    for title in ("x" * 20_000, "ord " * 5_000, "ord " * 100 + "y" * 20_000):
        counted.clear()
        text = lettering.fit(title, 1100, 700, smallest_px=40, largest_px=170, weight="Semibold")
        drawn = " ".join("".join(run.text for run in line) for line in text.lines)
        assert drawn.endswith("…") and title.startswith(drawn[:20].split()[0][:20])
        assert len(counted) < 12_000


def test_the_same_edition_has_the_same_cover_and_another_one_has_another():
    one = make_cover("Ferja", DATE, "Sognebladet").tobytes()
    assert one == make_cover("Ferja", DATE, "Sognebladet").tobytes()
    assert one != make_cover("Ferje", DATE, "Sognebladet").tobytes()
    make_cover("Ferja", None, None)


def test_files_are_jpeg_and_small_ones_small(tmp_path):
    cover = make_cover("Ferja fekk straum frå land", DATE, "Sognebladet")
    write_cover(cover, tmp_path / "cover.jpg")
    with Image.open(tmp_path / "cover.jpg") as read:
        assert (read.format, read.mode, read.size, read.info["dpi"]) == (
            "JPEG",
            "RGB",
            (3000, 3000),
            (72, 72),
        )
    assert [path.name for path in tmp_path.iterdir()] == ["cover.jpg"]
    small = Image.open(io.BytesIO(embedded_cover(cover)))
    assert 600 <= small.width <= 1400 and small.width == small.height


def test_even_noise_fits_into_the_tags():
    noise = Image.effect_noise((1400, 1400), 120).convert("RGB")
    assert len(embedded_cover(noise)) <= EMBEDDED_BYTES


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "CMYK", "1", "I;16"])
def test_pictures_of_every_kind_become_square_rgb(tmp_path, mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    path = tmp_path / "bilete æøå"
    Image.new(mode, (800, 500)).save(path, form)
    cover = make_cover("x", None, None, picture=path)
    assert (cover.mode, cover.size) == ("RGB", (1400, 1400))


def test_a_picture_is_turned_upright_and_cut_in_the_middle(tmp_path):
    picture = Image.new("RGB", (3200, 1600), "white")
    picture.paste("red", (0, 0, 700, 1600))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / "p.jpg", exif=exif)
    cover = make_cover("x", None, None, picture=tmp_path / "p.jpg")
    assert cover.size == (1600, 1600)
    assert cover.getpixel((800, 800))[1] > 240  # the red edge was cut away


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "there is no file"),
        (b"this is no picture", "is not a picture"),
        (b"", "is not a picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "cover:"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a picture"),
    ],
)
def test_what_is_no_picture_is_told_in_one_sentence(tmp_path, data, says):
    path = tmp_path / "cover.png"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(SettingsError, match=says) as caught:
        make_cover("x", None, None, picture=path)
    assert "\n" not in str(caught.value) and "cover.png" in str(caught.value)


def test_a_truncated_picture_a_folder_and_a_tiny_one_are_told(tmp_path):
    whole = io.BytesIO()
    Image.effect_noise((900, 900), 90).save(whole, "JPEG")
    (tmp_path / "cut.jpg").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    Image.new("RGB", (64, 64)).save(tmp_path / "tiny.png")
    for name, says in (("cut.jpg", "cannot be read"), ("tiny.png", "64 x 64"), (".", "cannot be read")):
        with pytest.raises(SettingsError, match=says):
            make_cover("x", None, None, picture=tmp_path / name)
