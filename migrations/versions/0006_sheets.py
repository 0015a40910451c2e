"""A picture of each saved character: the file, where it was drawn, and who gave it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = (("sheet", 64), ("sheet_of", 16), ("sheet_by", 192))


def upgrade() -> None:
    for name, length in COLUMNS:
        op.add_column("casts", sa.Column(name, sa.String(length), server_default="", nullable=False))
    op.create_index(op.f("ix_casts_sheet"), "casts", ["sheet"])


def downgrade() -> None:
    op.drop_index(op.f("ix_casts_sheet"), "casts")
    for name, _ in reversed(COLUMNS):
        op.drop_column("casts", name)
