"""Whether the service is of use just now, and if not, why: for probes, for Prometheus and for `vignette check`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.domain.errors import StorageError
from bot.jobs.dispatcher import Dispatcher
from bot.jobs.vitals import Vitals
from bot.rules.service_mode import Mode, mode_of
from bot.storage.files.data_folder import RESERVE, DataFolder
from bot.storage.statistics import Backlog, backlog
from bot.storage.stores import Stores

LOADING = "The model is still loading."
SILENT = "No worker gives a sign of life."
NO_WRITES = "The database takes no writes."
FULL = "The disk is almost full."
LEAVING = "It is about to stop and takes nothing new."

FOR_ANYBODY = frozenset({LOADING, SILENT, NO_WRITES, FULL, LEAVING})  # others may name files and models

Outages = Callable[[], Mapping[str, str]]  # of front-ends that have an outside world to lose: name → why, or ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What works; `reasons` says in a sentence, by name, why the rest does not."""

    worker: bool
    database: bool
    disk: bool
    draining: bool
    frontends: Mapping[str, bool]
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        return not self.reasons


class Health:
    """Looks at every part anew each time."""

    def __init__(
        self, stores: Stores, folder: DataFolder, dispatcher: Dispatcher, vitals: Vitals, outages: Outages
    ) -> None:
        self._stores, self._folder, self._dispatcher = stores, folder, dispatcher
        self._vitals, self._outages = vitals, outages

    async def readiness(self) -> Readiness:
        reasons: dict[str, str] = {}
        if worker := self._worker_trouble():
            reasons["worker"] = worker
        if not (writes := await self._vitals.writes()):
            reasons["database"] = NO_WRITES
        if not (disk := await self._free() >= RESERVE):
            reasons["disk"] = FULL
        try:
            async with self._stores.database.read() as session:
                draining = await mode_of(self._stores.state, session) is Mode.DRAINING
        except StorageError:
            draining, writes = False, False
            reasons["database"] = NO_WRITES
        if draining := draining or self._dispatcher.draining:
            reasons["draining"] = LEAVING
        outages = self._outages()
        reasons |= {name: reason for name, reason in outages.items() if reason}
        frontends = {name: not reason for name, reason in outages.items()}
        return Readiness(not worker, writes, disk, draining, frontends, reasons)

    async def gauges(self) -> dict[str, float]:
        """Figures of this moment, by the names that `bot.jobs.metrics.GAUGES` explains. Raises StorageError."""
        room = self._dispatcher.room
        async with self._stores.database.read() as session:
            owed: Backlog = await backlog(session)
        return {
            "workers": len(room),
            "workers_alive": room.answering,
            "workers_down": room.given_up,
            "model_down": bool(room.broken or room.down),
            "ready": not self._worker_trouble(),
            "queue_oldest_seconds": owed.queue_seconds,
            "outbox_depth": owed.outbox,
            "outbox_oldest_seconds": owed.outbox_seconds,
            "disk_free_bytes": await self._free(),
        }

    def frontends(self) -> dict[str, bool]:
        """Which of those that can lose their outside world have it."""
        return {name: not reason for name, reason in self._outages().items()}

    def _worker_trouble(self) -> str:
        room = self._dispatcher.room
        if room.answering:
            return ""
        return room.broken or room.down or (SILENT if self._dispatcher.info is not None else LOADING)

    async def _free(self) -> int:
        """Bytes; 0 where nobody can say."""
        try:
            return await self._folder.free()
        except StorageError:
            return 0
