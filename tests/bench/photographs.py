"""JPEGs that compress like photographs: soft light, a few objects, and the noise of a small sensor."""

import io
import os
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageDraw


def photograph(random: Random, size: tuple[int, int], *, noise: float, quality: int) -> bytes:
    """A JPEG of this size."""
    width, height = size
    image = Image.merge("RGB", [_light(random, size) for _ in "RGB"])
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        left, top = random.randrange(width), random.randrange(height)
        box = (left, top, left + random.randrange(width // 20, width // 3), top + random.randrange(20, height // 3))
        draw.rounded_rectangle(box, 20, fill=tuple(random.randrange(40, 230) for _ in "RGB"))  # type: ignore[arg-type]
    grain = Image.effect_noise((width // 2, height // 2), noise).resize(size, Image.Resampling.BICUBIC)
    image = ImageChops.add(image, Image.merge("RGB", [grain] * 3), scale=1, offset=-128)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=quality)
    return written.getvalue()


def _light(random: Random, size: tuple[int, int]) -> Image.Image:
    fall = Image.linear_gradient("L").rotate(random.randrange(360)).crop((50, 50, 206, 206))
    glow = Image.radial_gradient("L").crop((0, 0, 200, 150))
    mixed = Image.blend(fall.resize(size), glow.resize(size), random.uniform(0.2, 0.5))
    return mixed.point(lambda value: 60 + value * 2 // 3)


def small_photographs(count: int) -> list[bytes]:
    """Different photographs as they stand in a report: 800 pixels, about a hundred kilobytes."""
    random = Random(60)
    return [photograph(random, (800, 600), noise=18 + number % 12, quality=80) for number in range(count)]


def camera_files(folder: Path, names: list[str]) -> int:
    """So many 12-megapixel files, six of them different; the bytes of all of them."""
    random = Random(12)
    folder.mkdir()
    for position, name in enumerate(names):
        if position < 6:
            (folder / name).write_bytes(photograph(random, (4000, 3000), noise=22 + position, quality=88))
        else:
            os.link(folder / names[position % 6], folder / name)
    return sum((folder / name).stat().st_size for name in names)
