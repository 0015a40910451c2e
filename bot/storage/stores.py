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
from bot.storage.database.clock import Clock, LeaseClock, database_moment, utc_now
from bot.storage.files.shared_store import SharedStore
from bot.storage.rulebook import Rulebook


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
    rules: Rulebook

    @classmethod
    def build(
        cls,
        database: Database,
        folder: Path,
        now: Clock = utc_now,
        moment: LeaseClock = database_moment,
        *,
        store: SharedStore | None = None,
        shared: bool = False,
    ) -> Stores:
        """Of one database and one folder of pictures, as `FrameFiles` takes them; nothing is opened yet."""
        credits, outbox, files = CreditStore(now), OutboxStore(now, moment), FrameFiles(folder, store, shared=shared)
        bans, servers, blocklist = BanStore(now), ServerStore(), BlocklistStore(now)
        return cls(
            database=database,
            files=files,
            jobs=JobStore(credits, outbox, files, now, moment),
            outbox=outbox,
            audit=AuditStore(now),
            credits=credits,
            api_keys=ApiKeyStore(now),
            idempotency=IdempotencyStore(now),
            logins=LoginStore(now),
            people=PeopleStore(),
            casts=CastStore(),
            servers=servers,
            bans=bans,
            blocklist=blocklist,
            reports=ReportStore(now),
            state=StateStore(),
            rules=Rulebook(database, bans, servers, blocklist),
        )
