"""All stores of one database and one folder, together: what `bootstrap` builds once and the service works with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.rules.quota_admin import QuotaAdmin
from bot.rules.quotas import Quotas
from bot.storage import (
    ApiKeyStore,
    AuditStore,
    BanStore,
    BlocklistStore,
    CastStore,
    Database,
    FrameFiles,
    IdempotencyStore,
    JobStore,
    LoginStore,
    OutboxStore,
    PeopleStore,
    ReportStore,
    ServerStore,
    StateStore,
)


@dataclass(frozen=True, slots=True)
class Stores:
    database: Database
    files: FrameFiles
    jobs: JobStore
    outbox: OutboxStore
    audit: AuditStore
    quotas: Quotas
    quota_admin: QuotaAdmin
    api_keys: ApiKeyStore
    idempotency: IdempotencyStore
    logins: LoginStore
    people: PeopleStore
    casts: CastStore
    servers: ServerStore
    bans: BanStore
    blocklist: BlocklistStore
    reports: ReportStore
    state: StateStore
