"""A real service with the page as its front-end, that can be stopped and started again on its folder and its port."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot import bootstrap
from bot.app import App
from bot.frontends.web import WebFrontend
from bot.settings import Settings


class Restartable:
    def __init__(self, folder: Path, engine: dict[str, Any]) -> None:
        self.url = ""
        self._folder, self._engine = folder, engine
        self._app: App | None = None

    async def start(self) -> None:
        port = urlsplit(self.url).port or 0
        settings = Settings(data_dir=self._folder, engine=self._engine, web={"port": port})
        frontend = WebFrontend(settings)
        self._app = bootstrap.app(settings, [frontend])
        await self._app.start()
        await self._app.service.ready()
        self.url = frontend.url

    async def stop(self) -> None:
        if self._app is not None:
            await self._app.stop()
            self._app = None
