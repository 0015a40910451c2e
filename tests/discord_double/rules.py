"""What Discord refuses in a message or a command and its description does not say, each with Discord's code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.discord_double.errors import empty_message, invalid
from tests.discord_double.world import ATTACHED, BUTTON, COMPONENTS_V2, GALLERY, MENU, TEXT, Json, inside

MAX_CONTENT = 2000
MAX_ROWS = 5
MAX_EMBED_TEXT = 6000
MAX_COMPONENTS = 40
MAX_DISPLAYED = 4000  # characters of a layout
SETTABLE_FLAGS = 1 << 2 | 1 << 12 | 1 << 13 | COMPONENTS_V2
EPHEMERAL = 1 << 6
ROW = 1
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")
LINK_STYLE, PREMIUM_STYLE = 5, 6


def check_message(body: Json, *, settable_flags: int = SETTABLE_FLAGS) -> None:
    """Length, flags, embeds and components of a message to be created or edited."""
    content = body.get("content") or ""
    if len(content) > MAX_CONTENT:
        raise invalid(f"content: Must be {MAX_CONTENT} or fewer in length.")
    flags = body.get("flags") or 0
    if flags & ~settable_flags:
        raise invalid("flags: only the documented flags can be set here.")
    if sum(map(_embed_text, body.get("embeds") or ())) > MAX_EMBED_TEXT:
        raise invalid(f"embeds: Embed size exceeds maximum size of {MAX_EMBED_TEXT}.")
    _check_components(body.get("components") or (), bool(flags & COMPONENTS_V2))
    if flags & COMPONENTS_V2:
        _check_layout(body.get("components") or ())
    elif any(item["type"] in (TEXT, GALLERY) for item in inside(body.get("components") or ())):
        raise invalid("components: a layout needs the flag IS_COMPONENTS_V2.")
    if flags & COMPONENTS_V2 and (content or body.get("embeds")):
        raise invalid("flags: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")


def displayed(components: Sequence[Json]) -> str:
    """The text that people read in a layout."""
    return "\n".join(item["content"] for item in inside(components) if item["type"] == TEXT)


def _check_layout(components: Sequence[Json]) -> None:
    if len(displayed(components)) > MAX_DISPLAYED:
        raise invalid(f"components: at most {MAX_DISPLAYED} characters are displayed in all.")


def check_shown(components: Sequence[Json], names: Sequence[str]) -> None:
    """Every picture of a gallery is attached, and everything attached is shown: Discord shows nothing else of it."""
    items = [item for part in inside(components) if part["type"] == GALLERY for item in part["items"]]
    wanted = [
        item["media"]["url"].removeprefix(ATTACHED) for item in items if item["media"]["url"].startswith(ATTACHED)
    ]
    if missing := set(wanted) - set(names):
        raise invalid(f"components: {sorted(missing)} is not attached.")
    if unseen := set(names) - set(wanted):
        raise invalid(f"attachments: {sorted(unseen)} would not be seen by anybody.")


def check_form(form: Json) -> None:
    """What a modal holds: fields with labels, each under a name of its own."""
    items = list(inside(form["components"]))
    _check_unique("data.components.custom_id", [item["custom_id"] for item in items if item.get("custom_id")])
    if not 1 <= len(form["components"]) <= MAX_ROWS:
        raise invalid(f"data.components: Must be between 1 and {MAX_ROWS} in length.")


def check_not_empty(content: str, *parts: Sequence[object]) -> None:
    if not content.strip() and not any(parts):
        raise empty_message()


def check_commands(commands: Sequence[Json]) -> None:
    """Names and descriptions of the application commands."""
    for command in commands:
        if command.get("type", 1) == 1:
            _check_name(command["name"])
            if not command.get("description"):
                raise invalid(f"{command['name']}: description: This field is required")
        for option in command.get("options") or ():
            _check_name(option["name"])
        _check_unique("options", [option["name"] for option in command.get("options") or ()])
        _check_required_first(command)
    _check_unique("commands", [(command.get("type", 1), command["name"]) for command in commands])


def _check_components(components: Sequence[Json], version_2: bool) -> None:
    everything = list(inside(components))
    if not version_2 and len(components) > MAX_ROWS:
        raise invalid(f"components: Must be {MAX_ROWS} or fewer in length.")
    if len(everything) > MAX_COMPONENTS:
        raise invalid(f"components: at most {MAX_COMPONENTS} in all.")
    for item in everything:
        if item["type"] == BUTTON:
            _check_button(item)
        elif item["type"] == MENU:
            _check_unique("components.options.value", [option["value"] for option in item["options"]])
        elif item["type"] == ROW and len(item["components"]) > 1:
            _check_row(item["components"])
    _check_unique("components.custom_id", [item["custom_id"] for item in everything if item.get("custom_id")])


def _check_row(items: Sequence[Json]) -> None:
    if any(item["type"] != BUTTON for item in items):
        raise invalid("components: a row holds up to five buttons, or one menu.")


def _check_button(button: Json) -> None:
    if button["style"] == LINK_STYLE:
        if not button.get("url") or button.get("custom_id"):
            raise invalid("components: a link button has a url and no custom_id.")
    elif button["style"] != PREMIUM_STYLE:
        if not button.get("custom_id"):
            raise invalid("components: custom_id: This field is required")
        if button.get("url"):
            raise invalid("components: only a link button has a url.")
        if not button.get("label") and not button.get("emoji"):
            raise invalid("components: a button has a label or an emoji.")


def _check_name(name: str) -> None:
    if not COMMAND_NAME.fullmatch(name) or name != name.lower():
        raise invalid(f"name {name!r}: Command name is invalid (APPLICATION_COMMAND_INVALID_NAME)")


def _check_required_first(command: Json) -> None:
    required = [bool(option.get("required")) for option in command.get("options") or ()]
    if required != sorted(required, reverse=True):
        raise invalid(f"{command['name']}: required options must be placed before non-required options")


def _check_unique(what: str, values: Sequence[object]) -> None:
    if len(set(values)) != len(values):
        raise invalid(f"{what}: duplicated")


def _embed_text(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    texts += [field[key] for field in embed.get("fields") or () for key in ("name", "value")]
    return sum(len(text) for text in texts if text)
