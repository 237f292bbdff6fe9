"""Colours reach the screen, are readable, and are the ones that the look names."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.base.errors import KnownError
from app.base.paths import resources
from app.gui import fonts, theme


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.fixture
def light_again(qapp: QApplication):
    yield
    theme.apply_theme(qapp, "light")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_theme_is_on_the_screen(qtbot, qapp, light_again, name):
    dressed = theme.apply_theme(qapp, name)
    assert theme.current() is dressed
    widget = QWidget()
    qtbot.addWidget(widget)
    button = QPushButton("导入", widget)
    button.setProperty("role", "primary")
    widget.resize(120, 60)
    widget.show()
    picture = widget.grab().toImage()
    assert picture.pixelColor(110, 55) == dressed.color("bg")
    assert picture.pixelColor(8, button.height() // 2) == dressed.color("accent")


def test_switching_tells_every_widget(qtbot, qapp, light_again):
    theme.apply_theme(qapp, "light")
    label = QLabel("金额")
    qtbot.addWidget(label)
    label.show()
    theme.apply_theme(qapp, "dark")
    assert label.palette().color(QPalette.ColorRole.WindowText) == theme.DARK.color("text")


@pytest.mark.parametrize("dressed", theme.THEMES.values(), ids=theme.THEMES)
def test_words_are_readable(dressed):
    for ground in (dressed.bg, dressed.surface, dressed.raised, dressed.accent_weak):
        assert contrast(dressed.text, ground) >= 7
        assert contrast(dressed.muted, ground) >= 4.5
    for token in ("accent", "money_in", "money_out", "good", "warn", "danger", "tainted"):
        assert contrast(getattr(dressed, token), dressed.surface) >= 3, token
    assert contrast(dressed.on_accent, dressed.accent) >= 4.5


def test_both_themes_have_the_same_groups():
    assert len(theme.LIGHT.categories) == len(theme.DARK.categories) == 8
    assert len(set(theme.DARK.categories)) == 8
    assert theme.LIGHT.category(8) == theme.LIGHT.category(0)


def test_style_sheet_has_tokens_only():
    text = (resources() / "qss" / "xunxian.qss").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(", text)
    for dressed in theme.THEMES.values():
        assert "@" not in theme._style_sheet(dressed)


def test_pictures_of_the_style_sheet_exist_in_colours_of_their_theme():
    text = (resources() / "qss" / "xunxian.qss").read_text(encoding="utf-8")
    names = re.findall(r'url\("@folder/([a-z]+)-@name\.svg"\)', text)
    assert set(names) >= {"check", "part", "dot"}
    for dressed in theme.THEMES.values():
        for name in names:
            drawing = (resources() / "qss" / f"{name}-{dressed.name}.svg").read_text("utf-8")
            colours = set(re.findall(r"#[0-9A-F]{6}", drawing))
            assert colours <= {dressed.on_accent, dressed.muted}


def test_every_icon_is_drawn(qapp):
    names = [path.stem for path in (resources() / "icons").glob("*.svg")]
    assert len(names) > 50
    for name in names:
        picture = theme.icon(name).pixmap(20, 20).toImage()
        shades = {picture.pixelColor(x, y).alpha() for x in range(20) for y in range(20)}
        assert len(shades) > 1, name


def test_icons_follow_the_theme(qapp, light_again):
    theme.apply_theme(qapp, "dark")
    picture = theme.icon("stop", "danger").pixmap(16, 16).toImage()
    shade = max((picture.pixelColor(x, y) for x in range(16) for y in range(16)), key=QColor.alpha)
    wanted = theme.DARK.color("danger").getRgb()[:3]
    assert all(abs(a - b) < 6 for a, b in zip(shade.getRgb()[:3], wanted, strict=True))


def test_missing_icon_is_a_clear_failure(qapp):
    with pytest.raises(KnownError, match="nonesuch"):
        theme.icon("nonesuch")


def test_shipped_fonts_know_rare_names(qapp):
    fonts.load_fonts.cache_clear()
    assert fonts.load_fonts() == [fonts.FAMILY]
    regular = QRawFont(str(resources() / "fonts" / fonts.FILES[0]), 13)
    for text in ("测试甲", "喆堃淼犇", "￥¥●▁█←→✓", "１２３（）。，"):
        for char in text:
            assert regular.supportsCharacter(ord(char)), char
    digits = regular.glyphIndexesForString("0123456789")
    assert len({point.x() for point in regular.advancesForGlyphIndexes(digits)}) == 1
    bold = QRawFont(str(resources() / "fonts" / fonts.FILES[1]), 13)
    assert all(bold.supportsCharacter(ord(char)) for char in "资金流0123456789")


def test_font_of_the_window_has_the_shipped_one_behind(qapp):
    font = fonts.ui_font(fonts.TABLE_PX, bold=True, tabular=True)
    assert font.families()[-1] == fonts.FAMILY
    assert (font.pixelSize(), font.bold()) == (12, True)


def test_missing_font_is_a_clear_failure(qapp, monkeypatch, tmp_path):
    fonts.load_fonts.cache_clear()
    monkeypatch.setattr(fonts, "resources", lambda: tmp_path)
    with pytest.raises(KnownError, match=r"NotoSansSC-Regular-subset\.otf"):
        fonts.load_fonts()
    monkeypatch.undo()
