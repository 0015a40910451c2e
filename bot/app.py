"""The running program: service, chat and front-ends, started together and stopped in reverse."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace

from bot.chat.chat import Chat
from bot.domain.errors import Refused, StorageError
from bot.domain.requester import is_ephemeral
from bot.features.privacy.retention import Retention
from bot.frontends.port import Frontend
from bot.jobs.dispatcher import Dispatcher
from bot.jobs.events import EventBus
from bot.jobs.outbox_relay import OutboxRelay
from bot.jobs.service import Service
from bot.jobs.signing import Signing
from bot.jobs.vitals import Vitals
from bot.storage.files.data_folder import DataFolder


class App:
    """Built by `bootstrap.app`; nothing runs before its `start`."""

    def __init__(
        self,
        service: Service,
        chat: Chat,
        frontends: Sequence[Frontend],
        *,
        folder: DataFolder,
        events: EventBus,
        dispatcher: Dispatcher,
        relay: OutboxRelay,
        vitals: Vitals,
        retention: Retention,
        signing: Signing | None = None,
    ) -> None:
        self.service, self.chat, self.frontends = service, chat, tuple(frontends)
        self._folder, self._events, self._signing = folder, events, signing
        self._dispatcher, self._relay, self._retention, self._vitals = dispatcher, relay, retention, vitals
        self._running = AsyncExitStack()

    async def start(self) -> None:
        """Take the data folder, open the database, take up what was queued, listen. Raises StorageError."""
        stores = self.service.stores
        lasting = is_lasting([frontend.name for frontend in self.frontends])
        async with AsyncExitStack() as stack:
            if lasting:
                self._folder.take()
                stack.callback(self._folder.leave)
                stores.database.take()
                stack.callback(stores.database.leave)
            await stores.database.open()
            stack.push_async_callback(stores.database.close)
            await stores.files.sweep()
            if self._signing is not None:
                stack.callback(self._signing.close)
            stack.callback(self._events.close)
            await self._dispatcher.start()
            stack.push_async_callback(self._dispatcher.stop)
            stack.push_async_callback(self._cancel_ephemeral)
            for frontend in self.frontends:
                await frontend.start(self.chat, self.service)
                stack.push_async_callback(frontend.close)
            self._relay.start()
            stack.push_async_callback(self._relay.stop)
            if lasting:
                self._vitals.start()
                stack.push_async_callback(self._vitals.stop)
                self._retention.start()
                stack.push_async_callback(self._retention.stop)
            self._running = stack.pop_all()

    async def drain(self, seconds: float) -> None:
        """Before a stop: what is being drawn may end; what comes in waits for the next start."""
        await self._dispatcher.drain(seconds)

    async def stop(self) -> None:
        """In reverse: replies under way go out, front-ends close, unfinished jobs go back to the queue."""
        await self._running.aclose()

    async def _cancel_ephemeral(self) -> None:
        """What a front-end that ends with this process asked for ends with it."""
        names = {frontend.name for frontend in self.frontends}
        with suppress(Refused, StorageError):  # then they fail when their lease ends
            for job in await self.service.queue():
                if job.address.frontend in names and job.address.ephemeral:
                    await self.service.cancel(job.id, replace(job.requester, admin=True))


def is_lasting(names: Sequence[str]) -> bool:
    """Whether any front-end is more than this process's own; then the data folder has to be ours alone."""
    return not all(map(is_ephemeral, names))
