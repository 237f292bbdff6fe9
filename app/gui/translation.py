"""Qt's own words (buttons of its dialogs, menus of text fields) in the language in use."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.base.i18n import _, language

_installed: list[QTranslator] = []


class MissingWords(QTranslator):
    """What Qt's own catalogue leaves in English: its words of today, spelt otherwise there."""

    def __init__(self, parent: QCoreApplication) -> None:
        super().__init__(parent)
        self._words = {
            "&Look in:": _("Look in:"),
            "&File name:": _("File name:"),
            "Files of &type:": _("Files of type:"),
            "Computer": _("Computer"),
            "Drive": _("Drive"),
            "File": _("File"),
            "%1 File": _("%1 file"),
            "Folder": _("Folder"),
            "Shortcut": _("Shortcut"),
        }

    def isEmpty(self) -> bool:  # noqa: N802
        """It has words."""
        return False

    def translate(
        self, context: str, source: str, _about: str | None = None, _n: int = -1
    ) -> str | None:
        """The word, for dialogs of files only."""
        if not context.startswith(("QFile", "QAbstractFileIcon")):
            return None
        return self._words.get(source)


def translate_qt() -> None:
    """Load Qt's catalogue of the language in use in place of the last one."""
    app = QCoreApplication.instance()
    if app is None:
        return
    while _installed:
        app.removeTranslator(_installed.pop())
    QLocale.setDefault(QLocale(language()))
    if language() == "en":
        return
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for each in (translator, MissingWords(app)):
        if each is translator and not translator.load(f"qtbase_{language()}", folder):
            continue
        app.installTranslator(each)
        _installed.append(each)
