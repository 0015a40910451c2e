"""The composition root: the only file that chooses implementations and puts the parts together."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.app import App, is_lasting
from bot.chat.chat import Chat
from bot.domain.credits import DefaultLimits
from bot.domain.limits import Limits, QueueLimits
from bot.features.privacy.retention import Retention
from bot.features.story_exports import StoryExports
from bot.frontends.port import Frontend, desk_url, forget_copies, outages
from bot.jobs.admission import Admission
from bot.jobs.attachments import Attachments
from bot.jobs.dispatcher import Dispatcher
from bot.jobs.estimates import Estimates
from bot.jobs.events import EventBus
from bot.jobs.gallery import Gallery
from bot.jobs.metrics import Metrics, Tally
from bot.jobs.outbox_relay import OutboxRelay
from bot.jobs.readiness import Health
from bot.jobs.results import Results
from bot.jobs.service import Service
from bot.jobs.signing import Signing
from bot.jobs.vitals import Vitals
from bot.rules.moderation import Gate
from bot.rules.quota_admin import QuotaAdmin
from bot.rules.quotas import Quotas
from bot.settings import Settings, SettingsError
from bot.storage import Database, FrameFiles
from bot.storage.files.data_folder import DataFolder
from bot.storage.files.shared_store import SharedStore, missing_package
from bot.storage.stores import Stores
from bot.worker.cluster.options import ClusterOptions
from bot.worker.cluster.workers import ClusterWorkers
from bot.worker.devices import devices
from bot.worker.scaling import Bounds
from bot.worker.starters import LocalProcesses, Starter
from generation.provenance.c2pa_manifest import Credentials

NO_RAY = "`queue` is “ray”, and Ray is not installed: run `make install EXTRAS=ray`, or leave `queue` as “processes”."
HOW_TO_INSTALL = "run `make install EXTRAS=s3` for S3, `make install WITH=` and its name for another"
FRAMES = "frames"  # the folder of pictures in the data folder


def app(settings: Settings, frontends: Sequence[Frontend]) -> App:
    """The program behind these front-ends, which it starts, feeds and closes. Raises EngineError."""
    kept = stores(settings)
    return build_app(
        kept,
        DataFolder(settings.data_dir),
        frontends,
        engines=engines(settings),
        limits=settings.limits.of_a_command,
        queue_limits=QueueLimits(settings.limits.queue_depth, settings.limits.queue_per_user),
        default_limits=default_limits(settings),
        lease=timedelta(seconds=settings.lease_seconds),
        keep_days=settings.storage.keep_days,
        signing=signing(settings, kept.files),
        default_blocklist=settings.moderation.default_blocklist,
        starter=starter(settings),
        bounds=bounds(settings),
    )


def build_app(
    stores: Stores,
    folder: DataFolder,
    frontends: Sequence[Frontend],
    *,
    engines: Sequence[Mapping[str, Any]],  # settings, one per worker
    limits: Limits,
    queue_limits: QueueLimits,
    default_limits: DefaultLimits,
    lease: timedelta,
    keep_days: int = 0,  # after which jobs are erased; 0: never
    signing: Signing | None = None,  # of what is drawn
    default_blocklist: bool = True,
    starter: Starter | None = None,  # of workers
    bounds: Bounds | None = None,  # of how many there are
) -> App:
    """Every part, given what it needs; nothing runs before `App.start`."""
    names = [frontend.name for frontend in frontends]
    admin = quota_admin(stores, default_limits)
    gate = Gate(stores, default_blocklist=default_blocklist)
    events, tally = EventBus(), Tally()
    metrics = Metrics(tally)
    estimates = Estimates(stores.database, stores.state, names)
    relay = OutboxRelay(
        stores.database, stores.outbox, stores.jobs, dict(zip(names, frontends, strict=True)), tally, stores.files
    )
    for listener in (metrics.on_event, estimates.on_event, relay.on_event):
        events.listen(listener)
    admission = Admission(stores, folder, limits, queue_limits, lease, estimates, gate, admin.quotas, names)
    dispatcher = Dispatcher(
        stores.database,
        stores.jobs,
        stores.files,
        stores.state,
        Results(stores, gate, events, signing),
        events,
        estimates,
        engines,
        admission.price,
        frontends=names,
        owner=_owner(names, folder),
        lease=lease,
        starter=starter or LocalProcesses(),
        bounds=bounds or Bounds(len(engines)),
    )
    vitals = Vitals(stores.database, stores.state, metrics)
    service = Service(
        stores,
        quotas=admin.quotas,
        quota_admin=admin,
        admission=admission,
        dispatcher=dispatcher,
        events=events,
        metrics=metrics,
        tally=tally,
        health=Health(stores, folder, dispatcher, vitals, partial(outages, frontends)),
        estimates=estimates,
        gallery=Gallery(stores.database, stores.jobs, stores.files, stores.audit),
        attachments=Attachments(stores, folder),
        forget_copies=partial(forget_copies, frontends),
        signing=signing,
        describes=any(each.get("describer") for each in engines),
        inspires=any(each.get("inspirer") for each in engines),
    )
    return App(
        service,
        Chat(service, limits, StoryExports(service.sign), gate, partial(desk_url, frontends)),
        frontends,
        folder=folder,
        events=events,
        dispatcher=dispatcher,
        relay=relay,
        vitals=vitals,
        retention=Retention(stores.database, stores.files, keep_days, service.remove_pictures),
        signing=signing,
    )


def stores(settings: Settings) -> Stores:
    """What is remembered; the database is not opened yet."""
    database, folder, pictures = Database(settings.database), settings.data_dir / FRAMES, settings.storage.pictures
    if "://" not in pictures:
        return Stores.build(database, Path(pictures).expanduser() if pictures else folder, shared=bool(pictures))
    if package := missing_package(pictures):
        raise SettingsError(f"`storage.pictures` is {pictures}, which needs the package {package}: {HOW_TO_INSTALL}.")
    return Stores.build(database, folder, store=SharedStore(pictures))


def quota_admin(stores: Stores, default_limits: DefaultLimits) -> QuotaAdmin:
    """Who may spend how much, and the admins' hand on it."""
    return QuotaAdmin(Quotas(stores.credits, default_limits), stores.credits, stores.audit)


def default_limits(settings: Settings) -> DefaultLimits:
    """Credits where no admin decided otherwise."""
    return DefaultLimits(**settings.quotas.model_dump())


def engines(settings: Settings) -> list[dict[str, Any]]:
    """What each worker's engine is loaded from: one per device, one for an image server, or a cluster's most."""
    own = settings.engine
    if settings.queue == "ray":
        return [{**own.model_dump(), "device": "auto"}] * settings.ray.max_workers
    places = own.devices[:1] if own.name == "remote" else devices(own.devices)
    return [{**own.model_dump(), "device": device} for device in places]


def starter(settings: Settings) -> Starter:
    """Where workers run. Raises SettingsError without Ray."""
    if settings.queue == "processes":
        return LocalProcesses()
    if find_spec("ray") is None:
        raise SettingsError(NO_RAY)
    given = settings.ray
    token = given.token.get_secret_value() if given.token else ""
    return ClusterWorkers(ClusterOptions(given.address, token, given.gpus, given.cpus, given.labels))


def bounds(settings: Settings) -> Bounds | None:
    """Of the number of workers, where it may change."""
    return Bounds(settings.ray.min_workers, settings.ray.idle_seconds) if settings.queue == "ray" else None


def credentials(settings: Settings) -> Credentials | None:
    """What signs pictures, where a certificate is configured. Raises EngineError for one that cannot sign."""
    given = settings.provenance
    if not given.certificate:
        return None
    return Credentials(
        Path(given.certificate).expanduser(), Path(given.key).expanduser(), given.algorithm, given.timestamps
    )


def signing(settings: Settings, files: FrameFiles) -> Signing | None:
    """Signs new files, where a certificate is configured. Raises EngineError for one that cannot sign."""
    return None if (given := credentials(settings)) is None else Signing(given, files)


def frontends(settings: Settings) -> list[Frontend]:
    """The front-ends of `vignette run`: ours where they are set up, a plug-in where it is installed."""
    wanted = {"web": settings.web.enabled, "discord": settings.discord.token is not None, "console": False}
    found = sorted(entry_points(group="vignette.frontends"), key=lambda each: each.name)
    return [each.load()(settings) for each in found if wanted.get(each.name, True)]


def _owner(names: Sequence[str], folder: DataFolder) -> str:
    """Whose leases ours are. Who holds the data folder is the same after a restart; a passing front-end is not."""
    if not is_lasting(names):
        return "+".join(names)
    place = f"{socket.gethostname()} {folder.path.resolve()}"
    return f"run:{hashlib.sha256(place.encode()).hexdigest()[:16]}"
