"""The composition root: the only file that chooses implementations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from bot.frontends.port import Frontend
from bot.jobs.admission import QueueLimits
from bot.jobs.service import Service
from bot.rules.quota_admin import QuotaAdmin
from bot.rules.quotas import DefaultLimits, Quotas
from bot.settings import Settings
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
from bot.storage.files.data_folder import DataFolder
from bot.storage.stores import Stores
from bot.worker.devices import devices
from generation.provenance.c2pa_manifest import Credentials

FRAMES = "frames"  # the folder of pictures in the data folder


def stores(settings: Settings) -> Stores:
    """What is remembered; the database is not opened yet."""
    credits, outbox, audit = CreditStore(), OutboxStore(), AuditStore()
    files = FrameFiles(settings.data_dir / FRAMES)
    quotas = Quotas(credits, DefaultLimits(**settings.quotas.model_dump()))
    return Stores(
        database=Database(settings.database),
        files=files,
        jobs=JobStore(credits, outbox, files),
        outbox=outbox,
        audit=audit,
        quotas=quotas,
        quota_admin=QuotaAdmin(quotas, credits, audit),
        api_keys=ApiKeyStore(),
        idempotency=IdempotencyStore(),
        logins=LoginStore(),
        people=PeopleStore(),
        casts=CastStore(),
        servers=ServerStore(),
        bans=BanStore(),
        blocklist=BlocklistStore(),
        reports=ReportStore(),
        state=StateStore(),
    )


def engines(settings: Settings) -> list[dict[str, Any]]:
    """What each worker's engine is loaded from: one worker per device."""
    return [{**settings.engine.model_dump(), "device": device} for device in devices(settings.engine.devices)]


def credentials(settings: Settings) -> Credentials | None:
    """What signs pictures, where a certificate is configured. Raises EngineError for one that cannot sign."""
    given = settings.provenance
    if not given.certificate:
        return None
    return Credentials(Path(given.certificate), Path(given.key), given.algorithm, given.timestamps)


def service(settings: Settings, frontends: Sequence[Frontend]) -> Service:
    """The service behind these front-ends, which it starts, feeds and closes; nothing runs before its `start`."""
    return Service(
        stores(settings),
        DataFolder(settings.data_dir),
        engines=engines(settings),
        frontends=frontends,
        limits=settings.limits.of_a_command,
        queue_limits=QueueLimits(settings.limits.queue_depth, settings.limits.queue_per_user),
        lease=timedelta(seconds=settings.lease_seconds),
        keep_days=settings.storage.keep_days,
        credentials=credentials(settings),
    )


def frontends(settings: Settings) -> list[Frontend]:
    """The front-ends of `vignette run`: ours where they are set up, a plug-in where it is installed."""
    wanted = {"web": settings.web.enabled, "discord": settings.discord.token is not None, "console": False}
    found = sorted(entry_points(group="vignette.frontends"), key=lambda each: each.name)
    return [each.load()(settings) for each in found if wanted.get(each.name, True)]
