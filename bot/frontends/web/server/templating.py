"""Templates → the text of pages; the navigation and the assets are known to all of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.frontends.web.server.assets import Assets
from bot.frontends.web.server.navigation import PLACES

FOLDER = Path(__file__).parents[1] / "templates"


class Templates:
    """All are read at once, so that nothing is looked for on disk while somebody waits."""

    def __init__(self, assets: Assets) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["asset"] = assets.url
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    @classmethod
    @cache
    def load(cls) -> Templates:
        """Those of this process: to compile them takes longer than the rest of a page server's start."""
        return cls(Assets.load())

    def html(self, name: str, *, path: str, admin: bool, **values: object) -> str:
        """The page for somebody who is at that path."""
        places = [place for place in PLACES if admin or not place.admin]
        return self._environment.get_template(name).render(places=places, path=path, admin=admin, **values)
