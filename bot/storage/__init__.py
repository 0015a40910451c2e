"""What is remembered: jobs, frames, credits, deliveries and the audit, in a database and a folder."""

from __future__ import annotations

from bot.storage.audit import AuditEntry, AuditStore
from bot.storage.credits import CreditStore
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.frame_files import FrameFiles
from bot.storage.jobs import JobStore
from bot.storage.outbox import Delivery, OutboxStore

__all__ = [
    "AuditEntry",
    "AuditStore",
    "CreditStore",
    "Database",
    "Delivery",
    "FrameFiles",
    "JobStore",
    "OutboxStore",
    "StorageError",
]
