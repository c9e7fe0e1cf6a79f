"""What every picture goes through, whatever its size is to be: colours that print, and nothing but pixels."""

import io

from PIL import Image


def in_colour(image: Image.Image) -> Image.Image:
    """Eight bits a colour: deep greys scaled down, a palette's transparent colour made transparent."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda grey: grey / 256).convert("L")
    if image.mode in {"P", "PA"} or "transparency" in image.info:
        return image.convert("RGBA")
    return image


def only_pixels(image: Image.Image) -> Image.Image:
    """The pixels in a new picture: a plain save would keep comments and profiles."""
    if image.mode == "RGB":
        clean = image.copy()
        clean.info.clear()
        return clean
    clean = Image.new("RGB", image.size, "white")
    clean.paste(image.convert("RGB"), mask=image.getchannel("A") if "A" in image.getbands() else None)
    return clean


def jpeg(image: Image.Image, quality: int) -> bytes:
    """The picture as a JPEG file."""
    written = io.BytesIO()
    image.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
