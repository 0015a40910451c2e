"""People at their keyboards: they type, use slash commands, press buttons and delete messages."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from tests.discord_double import permissions, shapes
from tests.discord_double.interactions import FORM, Interaction
from tests.discord_double.mentions import pinged
from tests.discord_double.uploads import file_limit, new
from tests.discord_double.world import Channel, Json, Message, Role, User, inside

if TYPE_CHECKING:
    from tests.discord_double.double import DiscordDouble

COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
NAMED = {User: 6, Channel: 7, Role: 8}  # options whose value is somebody's or something's id
TEXT_FIELD, LABEL = 4, 18
OPTION_TYPES = {str: 3, int: 4, bool: 5, float: 10, bytes: 11} | NAMED

Given = str | float | bytes | User | Channel | Role


class Person:
    """A user, and what a user can do."""

    def __init__(self, double: DiscordDouble, user: User) -> None:
        self._double = double
        self.user = user

    @property
    def inbox(self) -> Channel:
        """The direct messages between this person and the bot."""
        return self._double.world.direct(self.user)

    def says(self, text: str, channel: Channel, *, kind: int = 0, **files: bytes) -> Message:
        """A message, and the files attached to it by name; of another `kind`, a note of Discord's about them."""
        world, pings = self._double.world, pinged(self._double.world, channel, text, None, None)
        attached = [new(world, name, content) for name, content in files.items()]
        message = world.new_message(
            channel, self.user, content=text, pings=pings, seen=[text], attachments=attached, type=kind
        )
        self._double.publish(message)
        return message

    def uses(self, name: str, channel: Channel, **options: Given) -> Interaction:
        """A slash command, filled in as the client would let a person fill it in."""
        command = next(item for item in self._double.commands if item["name"] == name)
        _check_filled(command, options)
        resolved: Json = {}
        given = [self._filled(channel, key, value, resolved) for key, value in options.items()]
        data = {"id": command["id"], "name": name, "type": 1, "options": given}
        if resolved:
            data["resolved"] = {"attachments": resolved}
        return self._interact(channel, COMMAND, data)

    def types(self, name: str, channel: Channel, field: str, words: str, **options: str) -> Interaction:
        """Types into one field of a slash command, and looks at what is offered."""
        command = next(item for item in self._double.commands if item["name"] == name)
        form = {option["name"]: option for option in command["options"]}
        assert form[field].get("autocomplete"), f"nothing is offered for {field}"
        given: list[Json] = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        given.append({"name": field, "type": form[field]["type"], "value": words, "focused": True})
        return self._interact(channel, AUTOCOMPLETE, {"id": command["id"], "name": name, "type": 1, "options": given})

    def _filled(self, channel: Channel, name: str, value: Given, resolved: Json) -> Json:
        """One option; a file is handed over at once, and named by its id."""
        option: Json = {"name": name, "type": OPTION_TYPES[type(value)], "value": value}
        if isinstance(value, User | Channel | Role):
            option["value"] = str(value.id)
        if isinstance(value, bytes):
            item = new(self._double.world, f"{name}.png", value)
            self._double.handed_over.append(item)
            resolved[str(item.id)] = shapes.attachment(item, self._double.cdn.url(channel, item))
            option["value"] = str(item.id)
        return option

    def clicks(self, message: Message, label: str) -> Interaction:
        data = {"component_type": 2, "custom_id": message.buttons[label], "id": 1}
        return self._interact(message.channel, COMPONENT, data, message)

    def chooses(self, message: Message, menu: str, label: str) -> Interaction:
        """An option of a menu, by what people read."""
        shown = message.menus[menu]
        value = next(option["value"] for option in shown["options"] if option["label"] == label)
        data = {"component_type": 3, "custom_id": shown["custom_id"], "id": 1, "values": [value]}
        return self._interact(message.channel, COMPONENT, data, message)

    def sends(self, opened: Interaction, words: str | None = None) -> Interaction:
        """The form that an interaction was answered with, as it came up or with other words in its one field."""
        form = opened.extra
        assert form is not None, "no form came up"
        field = next(item for item in inside(form["components"]) if item["type"] == TEXT_FIELD)
        said = field.get("value") or "" if words is None else words
        assert said or not field.get("required", True), "the field may not be empty"
        assert len(said) <= field.get("max_length", 4000), "the field takes less"
        answer = {"type": TEXT_FIELD, "id": 2, "custom_id": field["custom_id"], "value": said}
        labelled = {"type": LABEL, "id": 1, "component": answer}
        return self._interact(
            opened.channel, FORM, {"custom_id": form["custom_id"], "components": [labelled]}, opened.source
        )

    def removes(self, message: Message) -> None:
        """Deletes a message, their own or, as a moderator, another's."""
        assert message.author is self.user or permissions.may(message.channel, self.user, "manage_messages")
        self._double.remove(message)

    def _interact(self, channel: Channel, kind: int, data: Json, source: Message | None = None) -> Interaction:
        double = self._double
        number, token = double.world.snowflake(), secrets.token_urlsafe(64)
        interaction = Interaction(number, token, kind, channel, self.user, double.clock.now(), source)
        event: Json = {
            "id": str(number),
            "application_id": str(double.world.bot.id),
            "type": kind,
            "token": token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": shapes.channel(channel),
            "data": data,
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": self._owners(channel),
            "context": 0 if channel.guild else 1,
            "attachment_size_limit": file_limit(channel),
            "app_permissions": str(permissions.granted(channel, double.world.bot) or permissions.EVERYONE),
        }
        if channel.guild is not None:
            event |= {"guild_id": str(channel.guild.id), "guild_locale": "en-US", "guild": _partial(channel)}
            event["member"] = shapes.interacting_member(channel, self.user)
        else:
            event["user"] = shapes.user(self.user)
        if source is not None:
            event["message"] = double.shape(source)
        double.start_interaction(interaction, event)
        return interaction

    def _owners(self, channel: Channel) -> dict[str, str]:
        """Who brought the bot here: the server, or where it is no member this person."""
        if channel.guild and not channel.guild.has(self._double.world.bot):
            return {"1": str(self.user.id)}
        return {"0": str(channel.guild.id if channel.guild else 0)}


def _partial(channel: Channel) -> Json:
    assert channel.guild is not None
    return {"id": str(channel.guild.id), "locale": "en-US", "features": []}


def _check_filled(command: Json, given: dict[str, Any]) -> None:
    """The client offers only the command's own options, wants the required ones, and keeps to types and bounds."""
    options = {option["name"]: option for option in command.get("options", [])}
    assert given.keys() <= options.keys(), f"{command['name']} has no option {given.keys() - options.keys()}"
    missing = [name for name, option in options.items() if option.get("required") and name not in given]
    assert not missing, f"{command['name']} needs {missing}"
    for name, value in given.items():
        option = options[name]
        assert option["type"] == OPTION_TYPES[type(value)], f"{name} is of another type"
        assert not isinstance(value, int) or value >= option.get("min_value", value), f"{name} is too small"
        assert not isinstance(value, int) or value <= option.get("max_value", value), f"{name} is too large"
        allowed = [choice["value"] for choice in option.get("choices", [])]
        assert not allowed or value in allowed, f"{name} is one of {allowed}"
