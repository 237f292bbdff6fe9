"""What a number is and what it tells by itself: card, phone, ID card, credit code, device, SIM.

A number can be several things (15 digits: an IMEI, an IMSI, an old ID card); every reading that
fits is given. Nothing is asked of a case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stdnum.cn import uscc

from app.base.i18n import N_, _
from app.base.reference import card_bins, prefixes
from app.base.reference.divisions import division_of
from app.base.reference.identity_card import check_identity_card
from app.base.reference.phones import (
    area_code_of,
    is_mobile,
    places_of_area_code,
    plain_phone,
    segment_of_phone,
)
from app.base.reference.services import service_of_number

if TYPE_CHECKING:
    from collections.abc import Callable

CARD_KINDS = {
    "DC": N_("debit card"),
    "CC": N_("credit card"),
    "SCC": N_("quasi-credit card"),
    "PC": N_("prepaid card"),
}
KINDS = {
    "card": N_("bank card"),
    "phone": N_("mobile number"),
    "landline": N_("landline number"),
    "machine_number": N_("number of a machine"),
    "resident_id": N_("ID card"),
    "uscc": N_("credit code"),
    "imei": N_("IMEI"),
    "imsi": N_("IMSI"),
    "iccid": N_("SIM card"),
    "service": N_("payment service"),
}
LONGEST = 64
_SHORTEST_CARD = 16
_IMEI_DIGITS = 15
_GROUPED = re.compile(r"\d{4}(-\d{4}){2,3}(-\d{1,4})?")
"""A card as it is printed, with strokes between its groups."""
_CHINA_SIM = "8986"


@dataclass(frozen=True)
class Reading:
    """One thing that a number can be: its kind and the facts, ``None`` where not known."""

    kind: str
    number: str
    facts: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """A part of the entry of ``xunxian lookup --json``."""
        return {"kind": self.kind, "number": self.number, **self.facts}

    def sentence(self) -> str:
        """The reading in words, for one line."""
        told = [_TOLD[key](value) for key, value in self.facts.items() if key in _TOLD]
        return " · ".join([_(KINDS[self.kind]), *(part for part in told if part)])


def look_up(text: str) -> list[Reading]:
    """Everything that a number can be; empty where it is nothing known."""
    number = re.sub(r"\s", "", text[:LONGEST]).upper()
    if _GROUPED.fullmatch(number):
        number = number.replace("-", "")
    if not number or len(text) > LONGEST:
        return []
    found = [_phone(text), _service(number), _identity(number), _uscc(number)]
    if number.isascii() and number.isdigit():
        found += [_card(number), _imei(number), _imsi(number)]
    found.append(_iccid(number))
    return [reading for reading in found if reading is not None]


def operator_name(operator: str, virtual: bool) -> str:
    """The operator, and whether a virtual one resells its numbers."""
    return _("{operator}, virtual").format(operator=operator) if virtual else operator


def _card(number: str) -> Reading | None:
    if not card_bins.SHORTEST <= len(number) <= card_bins.LONGEST:
        return None
    card, luhn = card_bins.bank_of_card(number), card_bins.fits_luhn(number)
    if card is None and not (luhn and len(number) >= _SHORTEST_CARD and number[0] in "3456"):
        return None
    facts = {
        "bank": card.name if card else None,
        "bank_code": card.code if card else None,
        "card_kind": card.kind if card else None,
        "check_digit": luhn,
    }
    return Reading("card", number, facts)


def _phone(text: str) -> Reading | None:
    number = plain_phone(text)
    if is_mobile(number):
        segment = segment_of_phone(number)
        virtual = segment.virtual if segment else prefixes.is_virtual_prefix(number) or None
        facts: dict[str, Any] = {
            "province": segment.place.province if segment else None,
            "city": segment.place.city if segment else None,
            "place": segment.place.name if segment else None,
            "area_code": segment.place.area_code if segment else None,
            "operator": segment.operator if segment else None,
            "virtual": virtual,
        }
        return Reading("phone", number, facts)
    code = area_code_of(number)
    if code:
        facts = {"area_code": code, "places": list(places_of_area_code(code))}
        return Reading("landline", number, facts)
    operator = prefixes.operator_of_machine(number)
    return None if operator is None else Reading("machine_number", number, {"operator": operator})


def _service(number: str) -> Reading | None:
    service = service_of_number(number)
    return None if service is None else Reading("service", number, {"name": service.name})


def _identity(number: str) -> Reading | None:
    check = check_identity_card(number)
    # 15 digits are an old number only with a birth date; 18 may have a mistyped one
    if not check.is_form or (check.checksum is None and check.birth is None):
        return None
    place = check.division
    if check.checksum is False and check.birth is None and place is None:
        return None
    facts = {
        "check_digit": check.checksum,
        "birth": check.birth.isoformat() if check.birth else None,
        "sex": check.sex,
        "division_code": number[:6],
        "division": place.full_name if place else None,
        "division_since": place.since if place else None,
        "division_until": place.until if place else None,
        "number_18": check.upgraded,
    }
    return Reading("resident_id", number, facts)


def _uscc(number: str) -> Reading | None:
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", number):
        return None
    fits = bool(uscc.is_valid(number))
    if not fits and check_identity_card(number).is_form:
        return None
    place = division_of(number[2:8])
    facts = {
        "check_digit": fits,
        "division": place.full_name if place else None,
    }
    return Reading("uscc", number, facts)


def _imei(number: str) -> Reading | None:
    fits = len(number) == _IMEI_DIGITS and card_bins.fits_luhn(number) and int(number) > 0
    return Reading("imei", number, {"check_digit": True}) if fits else None


def _imsi(number: str) -> Reading | None:
    operator = prefixes.operator_of_imsi(number)
    return None if operator is None else Reading("imsi", number, {"operator": operator})


def _iccid(number: str) -> Reading | None:
    if not re.fullmatch(_CHINA_SIM + r"\d{14,15}[\dA-Z]", number) or len(number) > 20:
        return None
    luhn = card_bins.fits_luhn(number) if number.isdigit() and len(number) == 20 else None
    facts = {"operator": prefixes.operator_of_iccid(number), "check_digit": luhn}
    return Reading("iccid", number, facts)


def _check(value: bool | None) -> str:
    if value is None:
        return ""
    return _("check digit fits") if value else _("check digit is wrong")


def _or_unknown(value: Any) -> str:
    return str(value) if value else _("unknown")


_SEXES = {"male": N_("male"), "female": N_("female")}
_TOLD: dict[str, Callable[[Any], str]] = {
    "name": str,
    "bank": _or_unknown,
    "card_kind": lambda kind: _(CARD_KINDS[kind]) if kind else "",
    "place": _or_unknown,
    "places": "、".join,
    "area_code": lambda code: _("area code {code}").format(code=code) if code else "",
    "operator": _or_unknown,
    "virtual": lambda virtual: _("virtual operator") if virtual else "",
    "birth": lambda day: _("born {day}").format(day=day) if day else _("birth date is no day"),
    "sex": lambda sex: _(_SEXES[sex]) if sex else "",
    "division": _or_unknown,
    "division_until": lambda year: _("until {year}").format(year=year) if year else "",
    "number_18": lambda number: number or "",
    "check_digit": _check,
}
