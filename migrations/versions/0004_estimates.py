"""How much work a job is, and when it was said that its pictures would be there: beside when they were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("work", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("jobs", sa.Column("reckoned_seconds", sa.Double(), nullable=True))
    op.add_column("jobs", sa.Column("estimated_seconds", sa.Double(), nullable=True))


def downgrade() -> None:
    for name in ("estimated_seconds", "reckoned_seconds", "work"):
        op.drop_column("jobs", name)
