"""Payment and clearing services (支付机构, 清算机构), through which many people's money runs.

Source: ``resources/tables/services.csv``; the one list for reading statements and for following
money.
"""

from __future__ import annotations

import unicodedata
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


def service_that_is(name: str) -> Service | None:
    """The service whose holder name this is: its bare name, or the legal name of its company.

    A company is a service's when its name begins with the service's, after the place that company
    names begin with: 北京快钱支付 is, 大连连锁超市 and 支付宝-张三 are not. Names of banks'
    settlement accounts count wherever the clearing word stands in them.
    """
    text = "".join(unicodedata.normalize("NFKC", name).split())
    for service in services():
        if text == service.name:
            return service if service.alone or len(text) > _SHORT else None
    return next((service for service in services() if _is_company_of(text, service)), None)


def _is_company_of(text: str, service: Service) -> bool:
    if service.name not in text:
        return False
    if service.kind == "clearing" and service.name.endswith("清算"):
        return True
    if _COMPANY not in text:
        return False
    begins = {0, *(end for end in range(2, 9) if text[:end] in _places())}
    after = text.index(service.name) + len(service.name)
    if after - len(service.name) not in begins:
        return False
    return len(service.name) > 2 or text[after:].startswith(_NEXT)


_SHORT = 3
"""Names up to this length can be a person's; the table says which of them stand alone."""
_COMPANY = "公司"
_NEXT = (
    "支付", "清算", "结算", "商务", "银通", "数据", "国际", "网络", "电子", "信息", "金融", "股份",
    "天下", "(",
)  # fmt: skip
"""What follows a service's name of two characters in the legal name of its company."""


@cache
def _places() -> frozenset[str]:
    """How company names begin: provinces and prefectures with and without 省 and 市, 中国."""
    found = {"中国"}
    for code, name, _since, _until in rows_of("divisions.csv"):
        if code.endswith("00"):
            found |= {name, name.removesuffix("省").removesuffix("市"), name[:2]}
    return frozenset(found)
