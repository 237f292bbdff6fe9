"""What tags and notes hang on: a flow, an account or a party."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.model.account_space import AccountSpace  # noqa: TC001 - SQLAlchemy reads it


class Attached:
    """Mixin of what hangs on one flow, one account or one party.

    A flow is kept by its records, because its id changes when its other side is imported; payer,
    payee, time and amount repeat what it said, so that it is found again when its file is taken
    back and imported anew. An account is kept by space and key.
    """

    out_record: Mapped[int | None] = mapped_column(index=True)
    in_record: Mapped[int | None] = mapped_column(index=True)
    payer: Mapped[str | None]
    payee: Mapped[str | None]
    flow_time: Mapped[datetime | None]
    amount_fen: Mapped[int | None]
    space: Mapped[AccountSpace | None]
    account: Mapped[str | None] = mapped_column(index=True)

    @declared_attr
    def party_id(cls) -> Mapped[int | None]:  # noqa: N805 - a class method to SQLAlchemy
        """The party, where it hangs on one."""
        return mapped_column(sa.ForeignKey("party.id"), index=True)

    @property
    def about(self) -> str:
        """On what it hangs: flow, account or party."""
        if self.party_id is not None:
            return "party"
        return "account" if self.account is not None else "flow"
