"""Words: English is the source, zh_CN is complete, both from gettext catalogues.

``_`` translates now, ``N_`` marks a text for the catalogue and translates later.
"""

from __future__ import annotations

import gettext
import locale
import os

from app.base.paths import resources

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}
DEFAULT_LANGUAGE = "zh_CN"

_active: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def N_(text: str) -> str:  # noqa: N802 - gettext's own name
    """Mark ``text`` for the catalogue without translating it yet."""
    return text


def _(text: str) -> str:
    """Translate ``text`` into the language in use."""
    return _active.gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """Translate with the number ``n``."""
    return _active.ngettext(one, many, n)


def use_language(language: str) -> None:
    """Switch the language of the process; an unknown one falls back to English."""
    global _active, _language  # noqa: PLW0603 - one language per process, by gettext's nature
    _active = gettext.translation(
        "xunxian", resources() / "locale", languages=[language], fallback=True
    )
    _language = language if language in LANGUAGES else "en"


def language() -> str:
    """The language in use, a key of ``LANGUAGES``."""
    return _language


def preferred_language() -> str:
    """The language to start with: ``XUNXIAN_LANG``, else the system's, else Chinese."""
    wanted = os.environ.get("XUNXIAN_LANG") or ""
    if not wanted:
        wanted = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    if not wanted:
        wanted = locale.getlocale()[0] or ""
    if wanted.lower().startswith("zh"):
        return "zh_CN"
    if wanted.lower().startswith("en"):
        return "en"
    return DEFAULT_LANGUAGE
