"""Format 1.2: following money, and the workbench: undoing, tags, notes, filters, views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Add the tables for following money."""
    _traces(op)
    _incidents(op)
    _measures(op)
    _requests(op)
    _restitutions(op)
    _services(op)
    _undoing(op)
    _attached(op)
    _views(op)


def _traces(op: Operations) -> None:
    op.create_table(
        "trace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("batches", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_time", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace")),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["trace.id"], name=op.f("fk_trace_previous_id_trace")
        ),
    )


def _withdrawable() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("withdrawn_time", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=True),
    )


def _from_list() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.Column("sheet", sa.String(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
    )


def _incidents(op: Operations) -> None:
    op.create_table(
        "incident_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_taken", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_list")),
    )
    op.create_index(op.f("ix_incident_list_sha256"), "incident_list", ["sha256"])
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        *_from_list(),
        sa.Column("case_no", sa.String(), nullable=True),
        sa.Column("victim", sa.String(), nullable=False),
        sa.Column("id_number", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("time", sa.DateTime(), nullable=True),
        sa.Column("exactness", sa.Integer(), nullable=True),
        sa.Column("manner", sa.String(), nullable=True),
        sa.Column("loss_fen", sa.Integer(), nullable=True),
        sa.Column("station", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        *_withdrawable(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["incident_list.id"], name=op.f("fk_incident_list_id_incident_list")
        ),
    )
    op.create_index(op.f("ix_incident_list_id"), "incident", ["list_id"])
    op.create_index(op.f("ix_incident_case_no"), "incident", ["case_no"])
    op.create_table(
        "incident_payment",
        sa.Column("id", sa.Integer(), nullable=False),
        *_from_list(),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("out_record", sa.Integer(), nullable=True),
        sa.Column("in_record", sa.Integer(), nullable=True),
        sa.Column("payer", sa.String(), nullable=True),
        sa.Column("payer_name", sa.String(), nullable=True),
        sa.Column("payee", sa.String(), nullable=True),
        sa.Column("payee_name", sa.String(), nullable=True),
        sa.Column("space", sa.String(length=40), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("exactness", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        *_withdrawable(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_payment")),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["incident_list.id"],
            name=op.f("fk_incident_payment_list_id_incident_list"),
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_payment_incident_id_incident")
        ),
    )
    op.create_index(op.f("ix_incident_payment_list_id"), "incident_payment", ["list_id"])
    op.create_index(op.f("ix_incident_payment_incident_id"), "incident_payment", ["incident_id"])


def _measures(op: Operations) -> None:
    """What officers record of measures; imported ones have none of it."""
    added: tuple[sa.Column[Any], ...] = (
        *_withdrawable(),
        sa.Column("action", sa.String(length=40), nullable=True),
        sa.Column("document_no", sa.String(), nullable=True),
        sa.Column("officer", sa.String(), nullable=True),
        sa.Column("recorded", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("major", sa.Boolean(), nullable=True),
        sa.Column("trace_id", sa.Integer(), nullable=True),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("lifted", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("lifted_why", sa.String(), nullable=True),
    )
    with op.batch_alter_table("measure") as table:
        for column in added:
            table.add_column(column)
        for name, other in (
            ("trace_id", "trace"), ("incident_id", "incident"), ("previous_id", "measure"),
        ):  # fmt: skip
            table.create_foreign_key(op.f(f"fk_measure_{name}_{other}"), other, [name], ["id"])


def _requests(op: Operations) -> None:
    op.create_table(
        "statement_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("asked", sa.DateTime(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("document_no", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=True),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        *_withdrawable(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_request")),
    )
    op.create_index(op.f("ix_statement_request_account"), "statement_request", ["account"])


def _restitutions(op: Operations) -> None:
    op.create_table(
        "restitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("frozen_fen", sa.Integer(), nullable=False),
        sa.Column("notice_since", sa.DateTime(), nullable=True),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        *_withdrawable(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restitution")),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_restitution_measure_id_measure")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["restitution.id"], name=op.f("fk_restitution_previous_id_restitution")
        ),
    )
    op.create_index(op.f("ix_restitution_account"), "restitution", ["account"])


def _services(op: Operations) -> None:
    op.create_table(
        "case_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("is_service", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_time", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_service")),
        sa.CheckConstraint(
            "(number IS NULL) <> (name IS NULL)", name=op.f("ck_case_service_number_or_name")
        ),
    )


def _undoing(op: Operations) -> None:
    op.create_table(
        "undo_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("originals", sa.Text(), nullable=False),
        sa.Column("images", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undo_step")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_undo_step_batch_id_import_batch")
        ),
    )
    op.create_index(op.f("ix_undo_step_state"), "undo_step", ["state"])
    op.create_table(
        "undo_value",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_undo_value")),
    )


def _attached(op: Operations) -> None:
    """Tags and notes, and what they hang on."""
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("colour", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("name", name=op.f("uq_tag_name")),
    )
    for table in ("tag_use", "note"):
        own: tuple[Any, ...] = (sa.Column("text", sa.String(), nullable=False),)
        if table == "tag_use":
            own = (
                sa.Column("tag_id", sa.Integer(), nullable=False),
                sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_tag_use_tag_id_tag")),
            )
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            *own,
            sa.Column("officer", sa.String(), nullable=False),
            sa.Column("time", sa.DateTime(), nullable=False),
            sa.Column("out_record", sa.Integer(), nullable=True),
            sa.Column("in_record", sa.Integer(), nullable=True),
            sa.Column("payer", sa.String(), nullable=True),
            sa.Column("payee", sa.String(), nullable=True),
            sa.Column("flow_time", sa.DateTime(), nullable=True),
            sa.Column("amount_fen", sa.Integer(), nullable=True),
            sa.Column("space", sa.String(length=40), nullable=True),
            sa.Column("account", sa.String(), nullable=True),
            sa.Column("party_id", sa.Integer(), nullable=True),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.ForeignKeyConstraint(
                ["party_id"], ["party.id"], name=op.f(f"fk_{table}_party_id_party")
            ),
        )
        for name in ("out_record", "in_record", "account", "party_id"):
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    op.create_index(op.f("ix_tag_use_tag_id"), "tag_use", ["tag_id"])


def _views(op: Operations) -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_filter_name")),
    )
    op.create_table(
        "view_state",
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("officer", "key", name=op.f("pk_view_state")),
    )
