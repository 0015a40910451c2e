"""One file per revision of the database."""

from __future__ import annotations
