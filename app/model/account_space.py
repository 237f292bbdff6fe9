"""Accounts are named by a key inside a space; the accounts themselves stand in the ledger."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column


class AccountSpace(StrEnum):
    """Whose numbering an account key belongs to (账户类别)."""

    BANK = "bank"
    TENPAY = "tenpay"
    ALIPAY = "alipay"
    OTHER = "other"


class OfAccount:
    """Mixin of what is said about one account: the space and the key within it."""

    space: Mapped[AccountSpace]
    account: Mapped[str] = mapped_column(index=True)
