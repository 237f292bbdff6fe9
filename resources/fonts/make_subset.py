"""How the fonts in this folder are made from Noto Sans CJK (SIL Open Font License 1.1).

    pip install fonttools
    python make_subset.py NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc

The program ships a cut of the Simplified Chinese face, so that names of suspects, banks and places
are shown and printed alike on every machine, with or without Chinese fonts. Regular has every
character of GBK (names in statements use rare ones); Bold has GB2312, which headings need.
The digits of this face are all of one width: amounts line up without a font feature.

The licence lets the font be cut and renamed; the cut has a family name of its own, so that it is
never mixed up with a Noto Sans that the machine has.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Xunxian Sans SC"
HERE = Path(__file__).resolve().parent

MARKS: list[tuple[int, int]] = [
    (0x20, 0x7E),  # ASCII
    (0xA0, 0xFF),  # Latin-1
    (0x100, 0x17F),  # Latin Extended-A: names in passports
    (0x1CD, 0x1DC),  # pinyin vowels with tone
    (0x391, 0x3C9),  # Greek, part of GB2312
    (0x401, 0x451),  # Cyrillic, part of GB2312
    (0x2010, 0x2051),  # dashes, quotes, ellipsis, per mille
    (0x20A0, 0x20BF),  # currency signs
    (0x2103, 0x213B),  # letter-like: degree Celsius, numero, trade mark
    (0x2150, 0x218B),  # number forms
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2300, 0x23FF),  # technical: keys
    (0x2460, 0x2473),  # circled numbers to twenty
    (0x2500, 0x259F),  # box drawing, blocks (sparklines)
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2600, 0x27BF),  # signs and dingbats
    (0x3000, 0x303F),  # CJK punctuation
    (0x3041, 0x30FF),  # kana, part of GB2312
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),  # full-width signs of currencies
]


def characters_of(encoding: str) -> set[int]:
    """Every character that a two-byte Chinese encoding knows."""
    found: set[int] = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                text = bytes((lead, trail)).decode(encoding)
            except UnicodeDecodeError:
                continue
            found.update(ord(char) for char in text)
    return found


def simplified_face(collection: Path) -> TTFont:
    """The face for Simplified Chinese, chosen by name."""
    for font in TTCollection(str(collection), lazy=True).fonts:
        if font["name"].getDebugName(6).startswith("NotoSansCJKsc-"):
            return font
    raise SystemExit(f"{collection} holds no Noto Sans CJK SC")


def rename(font: TTFont, style: str) -> None:
    """Give the cut its own family name and keep copyright and licence."""
    names = font["name"]
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    texts = {1: FAMILY, 2: style, 3: postscript, 4: f"{FAMILY} {style}", 6: postscript}
    names.names = [
        record
        for record in names.names
        if record.nameID in (0, 5, 7, 13, 14) and (record.platformID, record.langID) == (3, 0x409)
    ]
    for name_id, text in texts.items():
        names.setName(text, name_id, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [postscript]
    top.topDictIndex[0].FullName = f"{FAMILY} {style}"
    top.topDictIndex[0].FamilyName = FAMILY


def cut(collection: Path, style: str, encoding: str) -> Path:
    """Write the cut of one weight beside this script."""
    font = simplified_face(collection)
    wanted = {code for first, last in MARKS for code in range(first, last + 1)}
    wanted |= characters_of(encoding)
    if encoding == "gbk":
        wanted |= set(range(0x4E00, 0x9FA6))
    options = subset.Options()
    options.layout_features = ["ccmp", "locl", "kern", "vert", "tnum", "mark", "mkmk"]
    options.layout_scripts = ["DFLT", "latn", "hani"]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.hinting = False  # the rasterisers of today hint by themselves
    options.desubroutinize = False
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    rename(font, style)
    target = HERE / f"NotoSansSC-{style}-subset.otf"
    font.save(str(target))
    return target


def main() -> None:
    """Cut both weights and say how large they are."""
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    for collection, style, encoding in (
        (Path(sys.argv[1]), "Regular", "gbk"),
        (Path(sys.argv[2]), "Bold", "gb2312"),
    ):
        target = cut(collection, style, encoding)
        sys.stdout.write(f"{target.name}: {target.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
