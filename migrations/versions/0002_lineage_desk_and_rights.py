"""Lineage of jobs, kinds of frames, grants that expire, a chained audit; tables for people, the desk and the API."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("parent_id", sa.String(length=32), nullable=True))
    op.add_column("jobs", sa.Column("parent_index", sa.Integer(), nullable=True))
    op.add_column("jobs", sa.Column("parent_verb", sa.String(length=16), nullable=True))
    op.add_column("jobs", sa.Column("text", sa.String(), server_default="", nullable=False))
    op.create_index(op.f("ix_jobs_parent_id"), "jobs", ["parent_id"])
    op.add_column("frames", sa.Column("phash", sa.String(length=16), server_default="", nullable=False))
    op.add_column("frames", sa.Column("mime", sa.String(length=32), server_default="image/png", nullable=False))
    op.add_column("credits", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("audit", sa.Column("previous", sa.String(length=64), server_default="", nullable=False))
    op.add_column("audit", sa.Column("hash", sa.String(length=64), server_default="", nullable=False))
    chain_audit(op.get_bind())
    create_people_tables()
    create_desk_tables()


def chain_audit(connection: sa.Connection) -> None:
    """Seal the entries that were written before there was a chain, as the code of this revision seals new ones."""
    audit = sa.table(
        "audit",
        sa.column("id", sa.Integer()),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("actor", sa.String()),
        sa.column("action", sa.String()),
        sa.column("subject", sa.String()),
        sa.column("detail", sa.JSON()),
        sa.column("previous", sa.String()),
        sa.column("hash", sa.String()),
    )
    rows = connection.execute(sa.select(audit).order_by(audit.c.id)).mappings().all()
    previous = ""
    for row in rows:
        sealed = seal(previous, row)
        values = {"previous": previous, "hash": sealed}
        connection.execute(sa.update(audit).where(audit.c.id == row["id"]).values(values))
        previous = sealed


def seal(previous: str, row: sa.RowMapping) -> str:
    content: dict[str, Any] = {name: row[name] for name in ("actor", "action", "subject", "detail")}
    content["at"] = in_utc(row["at"]).isoformat()
    written = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return sha256(f"{previous}\n{written}".encode()).hexdigest()


def in_utc(moment: datetime) -> datetime:
    """SQLite has forgotten the zone."""
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def create_people_tables() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=192), nullable=False),
        sa.Column("defaults", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "casts",
        sa.Column("server", sa.String(length=192), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("server", "name", name=op.f("pk_casts")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(length=192), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
    )
    op.create_index(op.f("ix_api_keys_owner"), "api_keys", ["owner"])
    op.create_table(
        "idempotency",
        sa.Column("owner", sa.String(length=192), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_at"), "idempotency", ["at"])
    op.create_table(
        "logins",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=192), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_logins")),
    )


def create_desk_tables() -> None:
    op.create_table(
        "bans",
        sa.Column("subject", sa.String(length=192), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=192), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_bans")),
    )
    op.create_table(
        "blocklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=192), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=192), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('word', 'phrase', 'regex')", name=op.f("ck_blocklist_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocklist")),
        sa.UniqueConstraint("scope", "pattern", name=op.f("uq_blocklist_scope_pattern")),
    )
    op.create_table(
        "servers",
        sa.Column("id", sa.String(length=192), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_servers")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=192), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(length=192), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("job_id", "index", "by", name=op.f("uq_reports_job_id_index_by")),
    )
    op.create_index(op.f("ix_reports_settled_at"), "reports", ["settled_at"])
    op.create_table(
        "service_state",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_service_state")),
    )


def downgrade() -> None:
    op.drop_table("service_state")
    op.drop_index(op.f("ix_reports_settled_at"), table_name="reports")
    op.drop_table("reports")
    op.drop_table("servers")
    op.drop_table("blocklist")
    op.drop_table("bans")
    op.drop_table("logins")
    op.drop_index(op.f("ix_idempotency_at"), table_name="idempotency")
    op.drop_table("idempotency")
    op.drop_index(op.f("ix_api_keys_owner"), table_name="api_keys")
    op.drop_table("api_keys")
    op.drop_table("casts")
    op.drop_table("people")
    op.drop_column("audit", "hash")
    op.drop_column("audit", "previous")
    op.drop_column("credits", "expires_at")
    op.drop_column("frames", "mime")
    op.drop_column("frames", "phash")
    op.drop_index(op.f("ix_jobs_parent_id"), table_name="jobs")
    for name in ("text", "parent_verb", "parent_index", "parent_id"):
        op.drop_column("jobs", name)
