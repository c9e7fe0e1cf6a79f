"""Photographs come out upright, small and clean, or are all refused at once with their places."""

import io
import time
import warnings
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from audit.reporting.photos import load_photos, photos_of, reduced
from audit.reporting.press import printed
from audit.scoring.problems import RefusedError
from tests.reporting.pages import elements, pages_under, pdftotext, squeezed
from tests.reporting.reports import sheets, small_answers, small_checklist

RED, GREEN, BLUE, WHITE = (200, 20, 20), (20, 160, 20), (20, 20, 200), (255, 255, 255)


def quarters() -> Image.Image:
    """Wide; red above left, green above right, blue below."""
    image = Image.new("RGB", (120, 80), BLUE)
    image.paste(RED, (0, 0, 60, 40))
    image.paste(GREEN, (60, 0, 120, 40))
    return image


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", TURNS)
def test_a_turned_photograph_comes_out_upright(orientation: int, form: str) -> None:
    turn = TURNS[orientation]
    image = quarters() if turn is None else quarters().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "maker"
    done = opened(reduced(encoded(image, form, exif=exif.tobytes())))
    assert done.size == (120, 80)
    assert near(done.getpixel((20, 20)), RED)
    assert near(done.getpixel((100, 20)), GREEN)
    assert near(done.getpixel((20, 60)), BLUE)


def test_nothing_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-maker"
    exif.get_ifd(0x8825)[1] = "N"
    data = encoded(quarters(), exif=exif.tobytes(), comment=b"SECRET-comment", icc_profile=b"SECRET-profile" * 20)
    assert b"SECRET" in data
    done = reduced(data)
    assert b"SECRET" not in done
    assert b"Exif" not in done
    assert set(opened(done).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("size", [(7300, 5500), (5500, 7300)])
def test_forty_megapixels_are_quick(size: tuple[int, int]) -> None:
    data = encoded(Image.new("RGB", size, RED))
    started = time.process_time()
    done = opened(reduced(data))
    assert time.process_time() - started < 1.5
    assert max(done.size) == 800
    assert near(done.getpixel((100, 100)), RED)


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (799, 801), (3, 900)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    done = opened(reduced(encoded(Image.new("RGB", size, GREEN), "PNG")))
    assert max(done.size) <= 800
    assert min(done.size) >= 1


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_shows_through_is_white(form: str) -> None:
    image = Image.new("RGBA", (60, 40), (*RED, 0))
    image.paste((*GREEN, 255), (30, 0, 60, 40))
    done = opened(reduced(encoded(image, form, lossless=True)))
    assert near(done.getpixel((10, 20)), WHITE)
    assert near(done.getpixel((50, 20)), GREEN)


def test_what_shows_through_a_palette_is_white() -> None:
    image = Image.new("P", (60, 40), 1)
    image.putpalette([*WHITE, *RED])
    assert near(opened(reduced(encoded(image, "PNG", transparency=1))).getpixel((10, 10)), WHITE)


def test_sixteen_bits_of_grey_stay_grey() -> None:
    data = encoded(Image.new("I;16", (60, 40), 30_000), "PNG")
    assert near(opened(reduced(data)).getpixel((10, 10)), (117, 117, 117))


@pytest.mark.parametrize("mode", ["L", "1", "CMYK", "RGB", "YCbCr"])
def test_every_kind_of_jpeg(mode: str) -> None:
    image = Image.new(mode, (60, 40))
    assert opened(reduced(encoded(image if mode != "1" else image.convert("L")))).mode == "RGB"


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_the_first_picture_of_several_is_taken_or_none(form: str) -> None:
    data = encoded(quarters(), form, save_all=True, append_images=[Image.new("RGB", (120, 80), RED)])
    if form == "GIF":
        with pytest.raises(OSError, match="identify"):
            reduced(data)
    else:
        assert near(opened(reduced(data)).getpixel((20, 60)), BLUE)


def test_a_hundred_megapixels_are_taken_without_a_word() -> None:
    data = encoded(Image.new("L", (10_000, 10_000)))
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        taken = reduced(data)
    assert max(opened(taken).size) == 800
    assert heard == []


# -- the folder


def eps() -> bytes:
    return b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n"


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that says it is as large."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_more_pixels_than_any_camera_has_are_refused() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(Image.DecompressionBombError):
            reduced(bomb(12_001, 10_000))


def with_photos(*files: str) -> dict[str, Any]:
    return small_answers(photos=[{"file": file, "caption": f"说明{n}"} for n, file in enumerate(files)])


def test_all_bad_photographs_are_named_at_once_with_their_places(tmp_path: Path) -> None:
    good = encoded(quarters())
    (tmp_path / "good.jpg").write_bytes(good)
    (tmp_path.parent / "outside.jpg").write_bytes(good)
    (tmp_path / "eps.jpg").write_bytes(eps())
    (tmp_path / "bomb.png").write_bytes(bomb())
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "folder.jpg").mkdir()
    with (tmp_path / "huge.jpg").open("wb") as huge:
        huge.truncate(64_000_001)
    expected = {
        "good.jpg": None,
        "eps.jpg": "photo-unreadable",
        "bomb.png": "photo-too-large",
        "empty.jpg": "photo-unreadable",
        "folder.jpg": "photo-unreadable",
        "huge.jpg": "photo-too-large",
        "none.jpg": "photo-missing",
        "../outside.jpg": "photo-name",
        str(tmp_path / "good.jpg"): "photo-name",
        "..": "photo-name",
        ".": "photo-name",
        "a/../good.jpg": "photo-name",
        "./good.jpg": "photo-name",
        "x" * 300 + ".jpg": "photo-unreadable",
    }
    document = with_photos(*expected)
    with pytest.raises(RefusedError) as refused:
        load_photos(document, tmp_path)
    found = {document_file(document, problem.path): problem.code for problem in refused.value.problems}
    assert found == {file: code for file, code in expected.items() if code}


def document_file(document: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


@pytest.mark.parametrize("kept", [0.02, 0.5, 0.99])
def test_half_a_photograph_is_refused_whoever_loaded_the_renderer(kept: float) -> None:
    import weasyprint

    assert weasyprint.HTML
    data = encoded(Image.effect_noise((300, 300), 90))
    with pytest.raises(OSError, match=r"truncated|Truncated"):
        reduced(data[: int(len(data) * kept)])


def test_a_photograph_that_is_named_twice_is_loaded_once(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encoded(quarters()))
    document = with_photos("a.jpg", "a.jpg")
    assert [file for _path, file in photos_of(document)] == ["a.jpg", "a.jpg"]
    assert [(name, photo.number) for name, photo in load_photos(document, tmp_path).items()] == [("a.jpg", 1)]


def test_photographs_are_printed_with_their_captions(tmp_path: Path) -> None:
    captions = ["<b>说明</b>", "", '"引号"', "长" * 300]
    photos = []
    for number, caption in enumerate(captions):
        (tmp_path / f"{number}.jpg").write_bytes(encoded(quarters(), quality=90 - number))
        photos.append({"file": f"{number}.jpg", "caption": caption})
    document = small_answers(photos=photos)
    data = printed(sheets(small_checklist(), document, "exceptions", "zh", load_photos(document, tmp_path)))
    read = squeezed("".join(pdftotext(data, "-raw")))
    for number, caption in enumerate(captions, 1):
        assert f"图1-{number}" in read
        assert read.count(caption[:1]) >= len(caption) if number == 4 else squeezed(caption) in read
    with pikepdf.open(io.BytesIO(data)) as pdf:
        alts = [str(figure.Alt) for figure in elements(pdf.Root.StructTreeRoot, "/Figure")]
        assert "图1-1　<b>说明</b>" in alts
        assert "图1-2" in alts


def test_forty_photographs_of_one_criterion_are_all_printed(tmp_path: Path) -> None:
    photos = []
    for number in range(40):
        (tmp_path / f"{number}.jpg").write_bytes(encoded(Image.new("RGB", (300, 200), (number * 6, 90, 90))))
        photos.append({"file": f"{number}.jpg", "caption": f"第{number}张"})
    document = small_answers(photos=photos)
    data = printed(sheets(small_checklist(), document, "exceptions", "zh", load_photos(document, tmp_path)))
    read = squeezed("".join(pdftotext(data)))
    assert [number for number in range(40) if f"第{number}张" not in read] == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        figures = [f for f in elements(pdf.Root.StructTreeRoot, "/Figure") if "张" in str(f.Alt)]
        assert len(figures) == 40
        assert all(len(pages_under(pdf, figure)) == 1 for figure in figures)
        pages = [page for figure in figures for page in pages_under(pdf, figure)]
        assert max(map(pages.count, pages)) <= 18


@pytest.mark.parametrize("kind", ["full", "exceptions"])
def test_many_photographs_of_a_criterion_keep_headings_and_column_titles_with_them(tmp_path: Path, kind: str) -> None:
    photos = []
    for number in range(14):
        (tmp_path / f"{number}.jpg").write_bytes(encoded(Image.new("RGB", (300, 400), (number * 6, 90, 90))))
        photos.append({"file": f"{number}.jpg", "caption": f"第{number}张"})
    document = small_answers(photos=photos)
    texts = pdftotext(printed(sheets(small_checklist(), document, kind, "zh", load_photos(document, tmp_path))))
    pictured = [page for page, text in enumerate(texts) if "张" in text]
    title = {"full": "评分表", "exceptions": "扣分明细"}[kind]
    assert title in texts[pictured[0]], "the heading stands alone"
    assert [page for page in pictured if "扣分原因" not in texts[page]] == []
    assert len(pictured) == 2
