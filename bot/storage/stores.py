"""All stores of one database and one folder, together: what `bootstrap` builds once and the service works with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.storage import (
    ApiKeyStore,
    AuditStore,
    BanStore,
    BlocklistStore,
    CastStore,
    CreditStore,
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
from bot.storage.database.clock import Clock, utc_now
from bot.storage.files.shared_store import SharedStore


@dataclass(frozen=True, slots=True)
class Stores:
    database: Database
    files: FrameFiles
    jobs: JobStore
    outbox: OutboxStore
    audit: AuditStore
    credits: CreditStore
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

    @classmethod
    def build(
        cls,
        database: Database,
        folder: Path,
        now: Clock = utc_now,
        *,
        store: SharedStore | None = None,
        shared: bool = False,
    ) -> Stores:
        """Of one database and one folder of pictures, as `FrameFiles` takes them; nothing is opened yet."""
        credits, outbox, files = CreditStore(now), OutboxStore(now), FrameFiles(folder, store, shared=shared)
        return cls(
            database=database,
            files=files,
            jobs=JobStore(credits, outbox, files, now),
            outbox=outbox,
            audit=AuditStore(now),
            credits=credits,
            api_keys=ApiKeyStore(now),
            idempotency=IdempotencyStore(now),
            logins=LoginStore(now),
            people=PeopleStore(),
            casts=CastStore(),
            servers=ServerStore(),
            bans=BanStore(now),
            blocklist=BlocklistStore(now),
            reports=ReportStore(now),
            state=StateStore(),
        )
