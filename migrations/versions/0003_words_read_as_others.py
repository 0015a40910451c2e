"""Which words of a prompt were read as others: beside those that were ignored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("read_as", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("jobs", "read_as")
