"""`vignette desk`: a one-time link to the admin's desk, for whoever runs this machine."""

from __future__ import annotations

from bot.cli.errors import USAGE, CliError
from bot.cli.output import print_result
from bot.cli.parameters import Config, Json

OFF = "The desk is on the web page, which is off: set `web.enabled`."
NOBODY = "No Vignette runs on this data folder, so the link would lead nowhere: start `vignette run`, then ask again."
ANY_PORT = "The page has another port at every start: set `web.port` or `web.address`, or say .desk on the page."


def desk(config: Config = None, json: Json = False) -> None:
    """Print a link to the admin's desk on the web page, good for one use within ten minutes."""
    from bot.cli.stores import with_stores
    from bot.features.access.login_links import LASTING, new_link
    from bot.frontends.console.requester import terminal_requester
    from bot.frontends.web.frontend import WebFrontend
    from bot.settings import load
    from bot.storage.files.data_folder import is_taken

    settings = load(config)
    if not settings.web.enabled:
        raise CliError(OFF, USAGE)
    if not (settings.web.port or settings.web.address):
        raise CliError(ANY_PORT, USAGE)
    if not settings.web.address and not is_taken(settings.data_dir):
        raise CliError(NOBODY)
    url = WebFrontend(settings).desk_url
    link = with_stores(config, lambda stores: new_link(stores, terminal_requester(), url))
    print_result({"link": link, "seconds": int(LASTING.total_seconds())}, [link], as_json=json)
