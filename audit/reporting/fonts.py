"""The fonts of every printed page: made once from the pinned font package, the same on every machine.

A static TrueType font lays out and subsets several times faster than the collections a distribution ships, so
the variable Noto Sans SC is cut into a regular and a bold of the characters that Chinese business text needs;
rare characters come from its full-size siblings behind it.
"""

import json
import os
import shutil
import sys
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp

FAMILY = "StarAudit Sans"
COVERED = "covered.json"  # the first and last code of every run of characters that some font has
_RARE = "StarAudit Rare"
_LATIN = "StarAudit Latin"
_EDITION = "4"  # raise it when this file makes other fonts from the same package
_WEIGHTS = {"Regular": 400, "Bold": 700}
_Job = tuple[Path, Path, str, str, int]  # source, target, family, style, weight


def fonts_folder() -> Path:
    """Where the made fonts and their fonts.conf stand: in the environment, so they go with it."""
    return Path(sys.prefix) / "share" / "star-audit" / f"fonts-{_EDITION}"


def use_fonts() -> None:
    """Points fontconfig at the made fonts alone; to be called before anything loads Pango."""
    os.environ["FONTCONFIG_FILE"] = str(ensure_fonts() / "fonts.conf")


def ensure_fonts() -> Path:
    """The folder with the fonts, made now if it is missing; raises OSError where it cannot be written."""
    folder = fonts_folder()
    if not (folder / "fonts.conf").is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(mkdtemp(dir=folder.parent))
        fresh.chmod(0o755)
        _make(fresh)
        _configure(fresh, folder)
        try:
            fresh.rename(folder)
        except OSError:  # another process was faster; its fonts are the same
            shutil.rmtree(fresh)
    return folder


def _package() -> Path:
    spec = find_spec("justmytype_intl_cjk")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("justmytype-intl-cjk")
    return Path(spec.origin).parent / "fonts" / "ofl"


def _make(folder: Path) -> None:
    chinese = _package() / "notosanssc" / "NotoSansSC[wght].ttf"
    # Chinese quotation marks are as wide as a character; English ones come from the Korean sibling, where
    # they are not.
    korean = _package() / "notosanskr" / "NotoSansKR[wght].ttf"
    jobs = [(chinese, folder / "rare.ttf", _RARE, "Regular", 400)]
    for style, weight in _WEIGHTS.items():
        jobs.append((chinese, folder / f"sans-{style.lower()}.ttf", FAMILY, style, weight))
        jobs.append((korean, folder / f"latin-{style.lower()}.ttf", _LATIN, style, weight))
    for first in range(0, len(jobs), 2):
        _cut_together(jobs[first : first + 2])
    # The Japanese sibling holds some rare name characters that the Chinese one lacks.
    japanese = _package() / "notosansjp" / "NotoSansJP[wght].ttf"
    shutil.copy(japanese, folder / "rarest.ttf")
    (folder / COVERED).write_text(json.dumps(_covered(chinese, japanese)), encoding="utf-8")


def _covered(*fonts: Path) -> list[tuple[int, int]]:
    from fontTools.ttLib import TTFont

    spans: list[tuple[int, int]] = []
    for code in sorted({code for font in fonts for code in TTFont(font, lazy=True).getBestCmap()}):
        if spans and spans[-1][1] == code - 1:
            spans[-1] = (spans[-1][0], code)
        else:
            spans.append((code, code))
    return spans


def _cut_together(jobs: list[_Job]) -> None:
    """A process each; a pool would need shared semaphores, which not every container gives."""
    workers = [get_context("fork").Process(target=_cut, args=(job,)) for job in jobs]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise OSError("the fonts could not be made")


def _cut(job: _Job) -> None:
    """One weight of a variable font as a static font of the characters its family is for."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    source, target, family, style, weight = job
    # Without the original's timestamp two machines would make two fonts.
    font = TTFont(source, recalcTimestamp=False)
    options = Options(layout_features=["kern", "tnum"], hinting=False, name_IDs=["*"], notdef_outline=True)
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "GPOS", "VVAR"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_wanted(family, set(font.getBestCmap())))
    subsetter.subset(font)
    static = instantiateVariableFont(font, {"wght": weight})
    _name(static, family, style)
    static.save(target)


def _wanted(family: str, there: set[int]) -> set[int]:
    if family == _LATIN:
        return there & {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2040)}
    common = _common_characters()
    return there & common if family == FAMILY else there - common


def _common_characters() -> set[int]:
    """Latin, typographic signs, and every character of GBK: what nearly all text is written with."""
    codes = {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2000, 0x2700)}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            codes.update(map(ord, bytes([lead, trail]).decode("gbk", errors="ignore")))
    return codes


def _name(font, family: str, style: str) -> None:  # type: ignore[no-untyped-def]
    table = font["name"]
    for name_id, text in {1: family, 2: style, 4: f"{family} {style}", 16: None, 17: None}.items():
        table.removeNames(nameID=name_id)
        if text:
            table.setName(text, name_id, 3, 1, 0x409)
    table.setName(f"{family.replace(' ', '')}-{style}", 6, 3, 1, 0x409)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["head"].macStyle = 1 if bold else 0


def _configure(fresh: Path, folder: Path) -> None:
    (fresh / "fonts.conf").write_text(
        f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <cachedir>{folder}/cache</cachedir>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
""",
        encoding="utf-8",
    )


if __name__ == "__main__":
    ensure_fonts()
