"""Payment and clearing services (支付机构, 清算机构), through which many people's money runs.

Source: ``resources/tables/services.csv``; the one list for reading statements and for following
money.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.base.reference.tables import rows_of


@dataclass(frozen=True)
class Service:
    """One service: ``kind`` is wallet, acquirer or clearing.

    ``alone`` says that the bare name names it; longer texts name it wherever the name stands in
    them.
    """

    name: str
    kind: str
    alone: bool
    numbers: tuple[str, ...]


@cache
def services() -> tuple[Service, ...]:
    """All services in the order of the table."""
    return tuple(
        Service(name, kind, alone == "yes", tuple(numbers.split()))
        for name, kind, alone, numbers, _source in rows_of("services.csv")
    )


@cache
def _by_number() -> dict[str, Service]:
    return {number: service for service in services() for number in service.numbers}


def service_of_number(number: str) -> Service | None:
    """The service that statements name by this number."""
    return _by_number().get(number)


def service_named(text: str) -> Service | None:
    """The first service whose name stands in the text."""
    return next((service for service in services() if service.name in text), None)
