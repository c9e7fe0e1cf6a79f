"""Photographs of a branch that does not exist, drawn: facade, hall, counter, machine, records, notice."""

import io
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFont

from audit.reporting.fonts import ensure_fonts

SIZE = (1200, 900)
_Colour = tuple[int, int, int]
_BRAND: _Colour = (31, 78, 121)
_GOLD: _Colour = (196, 148, 58)
_RED: _Colour = (196, 60, 50)


def photograph(scene: str, sign: str, seed: int) -> bytes:
    """A JPEG of one of SCENES with a short sign in it; the same seed draws the same picture."""
    random = Random(seed)
    image = Image.new("RGB", SIZE, (226, 228, 226))
    SCENES[scene](ImageDraw.Draw(image), random, sign)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=72, optimize=True)
    return written.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(ensure_fonts() / "sans-bold.ttf", size)


def _shade(colour: _Colour, by: int) -> _Colour:
    red, green, blue = (max(0, min(255, part + by)) for part in colour)
    return red, green, blue


def _ground(draw: ImageDraw.ImageDraw, wall: _Colour, floor: _Colour, horizon: int) -> None:
    """A wall and a floor that lose light towards their edges."""
    for y in range(0, horizon, 6):
        draw.rectangle((0, y, SIZE[0], y + 6), fill=_shade(wall, 14 - 30 * y // horizon))
    for y in range(horizon, SIZE[1], 6):
        draw.rectangle((0, y, SIZE[0], y + 6), fill=_shade(floor, 24 * (y - horizon) // (SIZE[1] - horizon) - 12))


def _mark(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    """The inspector's circle around what is wrong."""
    draw.ellipse((x - radius, y - radius * 0.7, x + radius, y + radius * 0.7), outline=_RED, width=9)


def _facade(draw: ImageDraw.ImageDraw, random: Random, sign: str) -> None:
    _ground(draw, (196, 204, 212), (150, 150, 148), 720)
    draw.rectangle((90, 150, 1110, 290), fill=_BRAND)
    draw.ellipse((130, 175, 220, 265), fill=_GOLD)
    draw.text((250, 172), sign, font=_font(76), fill="white")
    for left in (120, 420, 720):
        draw.rectangle((left, 350, left + 250, 720), fill=(120, 148, 170), outline=(70, 80, 90), width=8)
        draw.line((left + 30, 680, left + 200, 380), fill=(168, 190, 206), width=16)
    draw.rectangle((990, 380, 1090, 720), fill=(96, 104, 112))
    draw.rectangle((1000, 410, 1080, 500), fill=(236, 236, 230))
    _mark(draw, 1040, 455, 90 + random.randrange(20))


def _hall(draw: ImageDraw.ImageDraw, random: Random, sign: str) -> None:
    _ground(draw, (222, 220, 212), (176, 164, 148), 520)
    draw.rectangle((60, 90, 560, 190), fill=_BRAND)
    draw.text((90, 106), sign, font=_font(56), fill="white")
    for row in range(2):
        for seat in range(5):
            left, top = 90 + seat * 150 + row * 50, 560 + row * 150
            draw.rounded_rectangle((left, top, left + 120, top + 70), 14, fill=(66, 104, 138))
            draw.rectangle((left + 12, top + 70, left + 22, top + 110), fill=(90, 90, 90))
            draw.rectangle((left + 98, top + 70, left + 108, top + 110), fill=(90, 90, 90))
    draw.rectangle((930, 260, 1090, 640), fill=(74, 84, 96))
    draw.rectangle((950, 290, 1070, 410), fill=(180, 214, 232))
    _mark(draw, 240 + random.randrange(4) * 150, 610, 110)


def _counter(draw: ImageDraw.ImageDraw, random: Random, sign: str) -> None:
    _ground(draw, (214, 218, 222), (160, 150, 140), 600)
    draw.rectangle((0, 470, 1200, 640), fill=(120, 92, 66))
    draw.rectangle((0, 450, 1200, 480), fill=(160, 128, 96))
    for window in range(3):
        left = 70 + window * 380
        draw.rectangle((left, 150, left + 320, 450), fill=(182, 204, 216), outline=(96, 104, 112), width=8)
        draw.ellipse((left + 120, 220, left + 200, 300), fill=(224, 188, 160))
        draw.rounded_rectangle((left + 80, 300, left + 240, 450), 30, fill=_BRAND)
        draw.rectangle((left + 60, 80, left + 260, 140), fill=_GOLD)
        draw.text((left + 84, 86), f"{window + 1}号窗口", font=_font(38), fill="white")
    draw.rectangle((420, 660, 780, 740), fill="white", outline=(120, 120, 120), width=4)
    draw.text((446, 672), sign, font=_font(44), fill=(40, 50, 60))
    _mark(draw, 230 + random.randrange(3) * 380, 400, 130)


def _machine(draw: ImageDraw.ImageDraw, random: Random, sign: str) -> None:
    _ground(draw, (206, 212, 220), (150, 152, 156), 700)
    for machine in range(3):
        left = 120 + machine * 340
        draw.rounded_rectangle((left, 220, left + 260, 740), 18, fill=(88, 98, 112))
        draw.rectangle((left + 30, 270, left + 230, 420), fill=(52, 92, 132))
        draw.rectangle((left + 50, 460, left + 210, 500), fill=(30, 34, 40))
        for key in range(12):
            x, y = left + 70 + key % 3 * 44, 530 + key // 3 * 40
            draw.rectangle((x, y, x + 32, y + 28), fill=(196, 200, 204))
    broken = 120 + random.randrange(3) * 340
    draw.rectangle((broken + 40, 290, broken + 220, 400), fill=(250, 246, 220))
    draw.text((broken + 56, 318), sign, font=_font(40), fill=_RED)
    _mark(draw, broken + 130, 345, 140)


def _records(draw: ImageDraw.ImageDraw, random: Random, sign: str) -> None:
    _ground(draw, (150, 118, 86), (138, 106, 76), 20)
    draw.polygon([(180, 120), (1040, 80), (1080, 800), (160, 830)], fill=(250, 249, 244))
    draw.text((250, 140), sign, font=_font(58), fill=(40, 44, 52))
    blank = 3 + random.randrange(5)
    for line in range(10):
        y = 250 + line * 54
        draw.line((230, y, 1010, y - 10), fill=(176, 180, 186), width=3)
        if line != blank:
            width = 300 + random.randrange(380)
            draw.line((250, y - 22, 250 + width, y - 28), fill=(70, 84, 120), width=7)
    _mark(draw, 560, 250 + blank * 54 - 26, 240)


def _notice(draw: ImageDraw.ImageDraw, random: Random, sign: str) -> None:
    _ground(draw, (216, 210, 200), (170, 160, 150), 780)
    draw.rectangle((120, 100, 1080, 720), fill=(228, 232, 236), outline=(120, 128, 136), width=14)
    for place in range(6):
        left, top = 170 + place % 3 * 300, 150 + place // 3 * 280
        draw.rectangle((left, top, left + 260, top + 240), fill="white", outline=(190, 196, 202), width=3)
        draw.rectangle((left, top, left + 260, top + 50), fill=_BRAND if place % 2 else _GOLD)
        for line in range(4):
            y = top + 84 + line * 34
            draw.line((left + 24, y, left + 230, y), fill=(150, 156, 164), width=6)
    wrong = random.randrange(6)
    left, top = 170 + wrong % 3 * 300, 150 + wrong // 3 * 280
    draw.text((left + 22, top + 6), sign[:6], font=_font(34), fill="white")
    _mark(draw, left + 130, top + 120, 165)


SCENES: dict[str, Callable[[ImageDraw.ImageDraw, Random, str], None]] = {
    "facade": _facade,
    "hall": _hall,
    "counter": _counter,
    "machine": _machine,
    "records": _records,
    "notice": _notice,
}
