"""`vignette keys`: the keys that other programs use the HTTP API with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.output import print_note, print_result
from bot.cli.parameters import Config, Json

if TYPE_CHECKING:
    from bot.storage.api_keys import ApiKey

keys = typer.Typer(help="Make and revoke keys of the HTTP API.", no_args_is_help=True)

SHOWN_ONCE = "Keep it now: it is not shown again."
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the key is for, as in home-assistant.")]
Owner = Annotated[
    str, typer.Option(metavar="WHO", help="Whose credits and jobs, as in discord:1234; else an account of its own.")
]
Scope = Annotated[
    list[str], typer.Option(metavar="SCOPE", help="draw, read or admin; repeat it for more. Else draw and read.")
]


@keys.command()
def create(name: Name, owner: Owner = "", scope: Scope = [], config: Config = None, json: Json = False) -> None:  # noqa: B006
    """Make a key and show it, this once: vignette keys create home-assistant"""
    from bot.cli.stores import with_stores
    from bot.features.access import api_keys
    from bot.frontends.console.requester import terminal_requester

    scopes = scope or api_keys.DEFAULT_SCOPES
    made = with_stores(config, lambda stores: api_keys.create(stores, terminal_requester(), name, owner, scopes))
    print_result({"key": made.text, **_record(made.key)}, [made.text], as_json=json)
    print_note(SHOWN_ONCE)


@keys.command(name="list")
def list_keys(owner: Owner = "", config: Config = None, json: Json = False) -> None:
    """Show all keys, or one owner's: their beginnings, never the keys themselves."""
    from bot.cli.stores import with_stores
    from bot.features.access import api_keys

    found = with_stores(config, lambda stores: api_keys.listed(stores, owner or None))
    lines = []
    for key in found:
        used = "never used" if key.last_used_at is None else f"last used {key.last_used_at:%Y-%m-%d %H:%M}"
        state = "revoked" if key.revoked_at else used
        lines.append(f"vg_{key.prefix}  {key.name}  {key.owner}  {' '.join(key.scopes)}  {state}")
    document = {"keys": [_record(key) for key in found]}
    print_result(document, lines or ["There are no keys yet."], as_json=json)


@keys.command()
def revoke(
    prefix: Annotated[str, typer.Argument(metavar="PREFIX", help="The key's beginning, as `list` shows it.")],
    config: Config = None,
    json: Json = False,
) -> None:
    """End a key for good; what was drawn with it stays."""
    from bot.cli.stores import with_stores
    from bot.features.access import api_keys
    from bot.frontends.console.requester import terminal_requester

    key = with_stores(config, lambda stores: api_keys.revoke(stores, terminal_requester(), prefix))
    print_result({"revoked": key.prefix}, [f"The key vg_{key.prefix} ({key.name}) is revoked."], as_json=json)


def _record(key: ApiKey) -> dict[str, Any]:
    return {
        "prefix": key.prefix,
        "name": key.name,
        "owner": key.owner,
        "scopes": list(key.scopes),
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }
