"""The first tables: requesters, jobs, frames, credits, limits, outbox, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=192), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=192), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "limits",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=192), nullable=False),
        sa.Column("window", sa.String(length=8), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('user', 'role', 'server', 'default')", name=op.f("ck_limits_kind")),
        sa.CheckConstraint("\"window\" IN ('day', 'month')", name=op.f("ck_limits_window")),
        sa.PrimaryKeyConstraint("kind", "subject", "window", name=op.f("pk_limits")),
    )
    op.create_table(
        "requesters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("user", sa.String(length=128), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requesters")),
        sa.UniqueConstraint("platform", "user", name=op.f("uq_requesters_platform_user")),
    )
    op.create_table(
        "jobs",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("server", sa.String(length=128), nullable=True),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("frontend", sa.String(length=32), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=128), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("context", sa.String(), nullable=True),
        sa.Column("ignored_words", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name=op.f("ck_jobs_status")
        ),
        sa.ForeignKeyConstraint(["requester_id"], ["requesters.id"], name=op.f("fk_jobs_requester_id_requesters")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_jobs")),
        sa.UniqueConstraint("id", name=op.f("uq_jobs_id")),
    )
    op.create_index(op.f("ix_jobs_requester_id_number"), "jobs", ["requester_id", "number"])
    op.create_index(op.f("ix_jobs_status_number"), "jobs", ["status", "number"])

    op.create_table(
        "credits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("job_id", sa.String(length=32), nullable=True),
        sa.Column("window", sa.String(length=8), nullable=True),
        sa.Column("user", sa.String(length=192), nullable=True),
        sa.Column("role", sa.String(length=192), nullable=True),
        sa.Column("server", sa.String(length=192), nullable=True),
        sa.CheckConstraint(
            "(job_id IS NOT NULL) = (kind IN ('hold', 'capture', 'release'))", name=op.f("ck_credits_job")
        ),
        sa.CheckConstraint("kind IN ('hold', 'capture', 'release', 'grant', 'reset')", name=op.f("ck_credits_kind")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_credits_amount")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_credits_job_id_jobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credits")),
        sa.UniqueConstraint("job_id", "kind", name=op.f("uq_credits_job_id_kind")),
    )
    op.create_index(op.f("ix_credits_server_month"), "credits", ["server", "month"])
    op.create_index(op.f("ix_credits_user_month"), "credits", ["user", "month"])
    op.create_index(
        "uq_credits_settled",
        "credits",
        ["job_id"],
        unique=True,
        sqlite_where=sa.text("kind IN ('capture', 'release')"),
        postgresql_where=sa.text("kind IN ('capture', 'release')"),
    )

    op.create_table(
        "frames",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("cast", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_frames_job_id_jobs")),
        sa.PrimaryKeyConstraint("job_id", "index", name=op.f("pk_frames")),
    )
    op.create_table(
        "outbox",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("frontend", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_outbox_job_id_jobs")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_next_at"), "outbox", ["next_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_outbox_next_at"), table_name="outbox")

    op.drop_table("outbox")
    op.drop_table("frames")
    op.drop_index(
        "uq_credits_settled",
        table_name="credits",
        sqlite_where=sa.text("kind IN ('capture', 'release')"),
        postgresql_where=sa.text("kind IN ('capture', 'release')"),
    )
    op.drop_index(op.f("ix_credits_user_month"), table_name="credits")
    op.drop_index(op.f("ix_credits_server_month"), table_name="credits")

    op.drop_table("credits")
    op.drop_index(op.f("ix_jobs_status_number"), table_name="jobs")
    op.drop_index(op.f("ix_jobs_requester_id_number"), table_name="jobs")

    op.drop_table("jobs")
    op.drop_table("requesters")
    op.drop_table("limits")
    op.drop_table("audit")
