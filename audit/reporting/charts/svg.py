"""What every chart is drawn with: colours of the report, figures without needless digits, safe text."""

from html import escape

INK, MUTED, LINE, PAPER = "#1b2a3d", "#5c6b7d", "#d5dce4", "#ffffff"
BLUE, BLUE_SOFT, GOLD, RED = "#1f4e79", "#dce7f1", "#b07d1e", "#b3352b"


def n(figure: float) -> str:
    """A coordinate with at most two decimals, the same text on every machine."""
    text = f"{figure:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def text(
    x: float, y: float, words: str, *, size: float, anchor: str = "start", fill: str = INK, bold: bool = False
) -> str:
    """A line of text; `anchor` is start, middle or end."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{n(x)}" y="{n(y)}" font-size="{n(size)}" text-anchor="{anchor}" fill="{fill}"{weight}>'
        f"{escape(words)}</text>"
    )


def drawing(width: float, height: float, parts: list[str]) -> bytes:
    """The whole SVG, in units of which it is `width` by `height`."""
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(width)} {n(height)}" '
        f'width="{n(width)}" height="{n(height)}" font-family="StarAudit Sans">{body}</svg>'
    ).encode()


def shortened(words: str, most: int) -> str:
    """At most about `most` Latin letters or half as many Chinese characters, an ellipsis for the rest."""
    room = float(most)
    for position, sign in enumerate(words):
        room -= 1 if sign.isascii() else 2
        if room < 0:
            return words[: max(1, position - 1)].rstrip() + "…"
    return words


def wrapped(words: str, most: int) -> list[str]:
    """Latin text in lines of about `most` letters, Chinese in lines of half as many; at most two lines."""
    if " " not in words:
        half = most // 2 + 1
        return [words] if words.isascii() or len(words) <= half else [words[:half], words[half:]]
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most and len(lines) < 2:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
