"""WebFrontend: the page and its server, as a front-end of the service."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.chat.chat import Chat
from bot.domain.jobs import Job
from bot.frontends.web.api import register
from bot.frontends.web.application import application
from bot.frontends.web.server.app_keys import DERIVED_FILES
from bot.frontends.web.server.connections import HEAD_SECONDS, BoundedRunner, room_for_connections
from bot.frontends.web.server.malformed import server_logger
from bot.jobs.service import Service
from bot.settings import Settings, SettingsError

CLOSE_SECONDS = 3.0  # for requests under way
LINGER_SECONDS = 1.0  # for the rest of a body that was refused


class WebFrontend:
    """Serves the page at `url` between `start` and `close`."""

    name = "web"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._runner: BoundedRunner | None = None
        self._port = settings.web.port

    @property
    def url(self) -> str:
        """Where the page is, as a person at this machine types it."""
        return f"http://{self._settings.web.host_from_here}:{self._port}/"

    @property
    def address(self) -> str:
        """Where the page is, as people elsewhere reach it."""
        return self._settings.web.address or self.url

    @property
    def desk_url(self) -> str:
        """Where the admin's desk is, for a link that somebody gets elsewhere."""
        return f"{self.address.rstrip('/')}/desk"

    async def start(self, chat: Chat, service: Service) -> None:
        """Listen; SettingsError where the settings do not allow it."""
        settings = self._settings.web
        app = application(settings, self._settings.limits.of_a_command, chat, service)
        register(app, self._settings.api)
        self._runner = BoundedRunner(
            app,
            access_log=None,
            logger=server_logger(),
            shutdown_timeout=CLOSE_SECONDS,
            lingering_time=LINGER_SECONDS,
            keepalive_timeout=HEAD_SECONDS,
        )
        await self._runner.setup()
        self._runner.bound(room_for_connections(), settings.connections_per_address, service.tally)
        site = web.TCPSite(self._runner, settings.host, settings.port)
        try:
            await site.start()
        except OSError as error:
            await self.close()
            raise SettingsError(
                f"web.port: cannot listen on {self.url} ({error.strerror}); choose another port."
            ) from None
        self._port = self._runner.addresses[0][1]  # port 0 means any

    async def deliver(self, job: Job) -> None:
        """Nothing is left to send: an open page has heard it through /events, any other finds it in /jobs."""

    async def forget(self, names: Sequence[str]) -> None:
        """Remove what was made of jobs and pictures that are erased; `names` are ids and hashes."""
        if self._runner is not None and self._runner.app is not None:
            await self._runner.app[DERIVED_FILES].drop(*names)

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
