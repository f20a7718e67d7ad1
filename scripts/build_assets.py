"""Make what is derived from tracked files: compiled translations, and fonts that the PDF engine reads.

Writes ``locale/*/LC_MESSAGES/*.mo`` beside each ``.po``,
and ``var/fonts/*.ttf``. Nothing else is touched.
"""

import sys
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "var" / "fonts"
SUBSETS = ("latin", "latin-ext")
# package, family as reports name it, then (weight, style, name of the cut)
FAMILIES = [
    (
        "source-sans-3",
        "Source Sans 3",
        [
            (400, "normal", "Regular"),
            (400, "italic", "Italic"),
            (600, "normal", "SemiBold"),
            (700, "normal", "Bold"),
        ],
    ),
    ("bricolage-grotesque", "Bricolage Grotesque", [(600, "normal", "SemiBold"), (700, "normal", "Bold")]),
]
NARROW_NO_BREAK_SPACE = 0x202F
STYLE_NAMES = {"Regular", "Italic", "Bold"}


def compile_translations() -> int:
    """Compile every catalogue; fuzzy entries are left out. Returns how many were compiled."""
    catalogues = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    for source in catalogues:
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)
    return len(catalogues)


def build_fonts() -> int:
    """Join the subsets of each web font into one TrueType file under its own name. Returns how many were written."""
    FONTS.mkdir(parents=True, exist_ok=True)
    written = 0
    for package, family, cuts in FAMILIES:
        folder = ROOT / "node_modules" / "@fontsource" / package / "files"
        for weight, style, cut in cuts:
            files = [folder / f"{package}-{subset}-{weight}-{style}.woff2" for subset in SUBSETS]
            font = join([path for path in files if path.exists()])
            give_narrow_space(font)
            rename(font, family, cut)
            font.save(FONTS / f"{package}-{weight}-{style}.ttf")
            written += 1
    return written


def join(files: list[Path]) -> TTFont:
    """Decompress the web fonts and merge them; the first one gives the metrics."""
    with tempfile.TemporaryDirectory() as folder:
        plain: list[str] = []
        for number, path in enumerate(files):
            font = TTFont(path)
            font.flavor = None
            plain.append(f"{folder}/{number}.ttf")
            font.save(plain[-1])
        return Merger().merge(plain)


def give_narrow_space(font: TTFont) -> None:
    """Add U+202F, which French sets before ; : ! ? and which web subsets leave out: half a space wide."""
    cmap = font.getBestCmap()
    if NARROW_NO_BREAK_SPACE in cmap:
        return
    space = cmap[0x20]
    name = "uni202F"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = font["glyf"][space]
    font["hmtx"][name] = (font["hmtx"][space][0] // 2, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[NARROW_NO_BREAK_SPACE] = name


def rename(font: TTFont, family: str, cut: str) -> None:
    """Replace the names left over from the variable master, so that a family and a weight find the right file."""
    legacy = family if cut in STYLE_NAMES else f"{family} {cut}"
    names = {
        1: legacy,
        2: cut if cut in STYLE_NAMES else "Regular",
        4: f"{family} {cut}",
        6: f"{family.replace(' ', '')}-{cut}",
        16: family,
        17: cut,
    }
    table = font["name"]
    table.names = [record for record in table.names if record.nameID not in {*names, 21, 22, 25}]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    if "STAT" in font:
        del font["STAT"]


if __name__ == "__main__":
    (ROOT / "var" / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is missing
    translations, fonts = compile_translations(), build_fonts()
    sys.stdout.write(f"Built {translations} translations and {fonts} fonts.\n")
