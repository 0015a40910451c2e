"""What is remembered: jobs, frames, credits, deliveries, people, rules and the audit, in a database and a folder."""

from __future__ import annotations

from bot.storage.api_keys import ApiKey, ApiKeyStore
from bot.storage.audit import AuditEntry, AuditStore
from bot.storage.bans import Ban, BanStore
from bot.storage.blocklist import Blocked, BlocklistStore
from bot.storage.casts import CastStore
from bot.storage.credits import CreditStore
from bot.storage.database.database import Database
from bot.storage.files.frame_files import FrameFiles
from bot.storage.idempotency import Answered, IdempotencyStore
from bot.storage.jobs import JobStore
from bot.storage.login_tokens import Login, LoginStore
from bot.storage.outbox import Delivery, OutboxStore
from bot.storage.person_defaults import PeopleStore
from bot.storage.reports import Report, ReportStore
from bot.storage.server_settings import ServerSettings, ServerStore
from bot.storage.service_state import StateStore

__all__ = [
    "Answered",
    "ApiKey",
    "ApiKeyStore",
    "AuditEntry",
    "AuditStore",
    "Ban",
    "BanStore",
    "Blocked",
    "BlocklistStore",
    "CastStore",
    "CreditStore",
    "Database",
    "Delivery",
    "FrameFiles",
    "IdempotencyStore",
    "JobStore",
    "Login",
    "LoginStore",
    "OutboxStore",
    "PeopleStore",
    "Report",
    "ReportStore",
    "ServerSettings",
    "ServerStore",
    "StateStore",
]
