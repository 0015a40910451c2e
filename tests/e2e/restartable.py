"""A real service with the page as its front-end, that can be stopped and started again on its folder and its port."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot import bootstrap
from bot.frontends.web import WebFrontend
from bot.jobs.service import Service
from bot.settings import Settings


class Restartable:
    def __init__(self, folder: Path, engine: dict[str, Any]) -> None:
        self.url = ""
        self._folder, self._engine = folder, engine
        self._service: Service | None = None

    async def start(self) -> None:
        port = urlsplit(self.url).port or 0
        settings = Settings(data_dir=self._folder, engine=self._engine, web={"port": port})
        frontend = WebFrontend(settings)
        self._service = bootstrap.service(settings, [frontend])
        await self._service.start()
        await self._service.ready()
        self.url = frontend.url

    async def stop(self) -> None:
        if self._service is not None:
            await self._service.stop()
            self._service = None
