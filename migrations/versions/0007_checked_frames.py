"""What a panel checker found about each frame of a story."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("frames", sa.Column("checked", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("frames", "checked")
