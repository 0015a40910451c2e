"""Alembic: the environment and the revisions of the database."""

from __future__ import annotations
