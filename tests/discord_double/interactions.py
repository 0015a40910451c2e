"""Interactions: what a person started, how the bot answered, and the webhook that stays open for 15 minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.discord_double import posts
from tests.discord_double.errors import ApiError, invalid, unknown_message
from tests.discord_double.exchange import Call
from tests.discord_double.rules import EPHEMERAL, SETTABLE_FLAGS, check_form
from tests.discord_double.world import Channel, Json, Message, User

if TYPE_CHECKING:
    from tests.discord_double.double import DiscordDouble

ANSWER_WITHIN = 3.0  # seconds
TOKEN_LIVES = 900.0
FORM = 5  # the kind of an interaction that a sent form starts
LOADING = 1 << 7
MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, AUTOCOMPLETE, MODAL = 4, 5, 6, 7, 8, 9


@dataclass(slots=True)
class Interaction:
    """One use of a slash command or a button."""

    id: int
    token: str
    kind: int  # 2: command, 3: component, 4: autocomplete, 5: form
    channel: Channel
    user: User
    started: float
    source: Message | None = None  # the message whose component was used
    answer: int | None = None  # the callback type the bot chose
    original: Message | None = None
    private: list[Message] = field(default_factory=list)  # ephemeral messages only this user sees
    extra: Json | None = None  # autocomplete choices or a modal

    @property
    def whispers(self) -> list[str]:
        """The texts in ephemeral messages."""
        return [message.content for message in self.private if not message.flags & LOADING]


def create_interaction_response(double: DiscordDouble, call: Call) -> tuple[int, Json | None]:
    interaction = double.interactions.get(call.values["interaction_token"])
    if interaction is None or double.clock.now() - interaction.started > double.answer_within:
        raise ApiError(404, 10062, "Unknown interaction")
    if interaction.answer is not None:
        raise ApiError(400, 40060, "Interaction has already been acknowledged.")
    interaction.answer = kind = call.body["type"]
    data = call.body.get("data") or {}
    if kind in (MESSAGE, DEFERRED_MESSAGE):
        _open(double, interaction, call, data, deferred=kind == DEFERRED_MESSAGE)
    elif kind in (DEFERRED_UPDATE, UPDATE):
        _touch_source(double, interaction, call, data, update=kind == UPDATE)
    elif kind == MODAL:
        if interaction.kind == FORM:
            raise invalid("type: a form is no answer to a form")
        check_form(data)
        interaction.extra = data
    else:
        interaction.extra = data
    return (200, _callback(double, interaction)) if call.query.get("with_response") in ("1", "true") else (204, None)


def execute_webhook(double: DiscordDouble, call: Call) -> tuple[int, Json | None]:
    """A follow-up; the first one after a deferral becomes the original answer."""
    interaction = _open_webhook(double, call)
    message = interaction.original
    if message is not None and message.flags & LOADING:
        _fill(double, message, call)
    else:
        settable = SETTABLE_FLAGS | EPHEMERAL
        message = posts.compose(double, interaction.channel, call, call.body, settable_flags=settable)
        _publish(double, interaction, message)
    return 200, double.shape(message)


def get_original(double: DiscordDouble, call: Call) -> tuple[int, Json]:
    return 200, double.shape(_original(double, call))


def update_original(double: DiscordDouble, call: Call) -> tuple[int, Json]:
    message = _original(double, call)
    _fill(double, message, call)
    return 200, double.shape(message)


def update_follow_up(double: DiscordDouble, call: Call) -> tuple[int, Json]:
    interaction, wanted = _open_webhook(double, call), int(call.values["message_id"])
    answers = [interaction.original, *interaction.private, *interaction.channel.messages.values()]
    message = next((item for item in answers if item and item.id == wanted and item.author is double.world.bot), None)
    if message is None:
        raise unknown_message()
    _fill(double, message, call)
    return 200, double.shape(message)


def delete_original(double: DiscordDouble, call: Call) -> tuple[int, None]:
    double.remove(_original(double, call))
    return 204, None


def _open(double: DiscordDouble, interaction: Interaction, call: Call, data: Json, *, deferred: bool) -> None:
    if deferred:
        if (data.get("flags") or 0) & ~EPHEMERAL:
            raise invalid("data.flags: only EPHEMERAL goes with a deferred answer")
        flags = LOADING | (data.get("flags") or 0)
        message = double.world.new_message(interaction.channel, double.world.bot, flags=flags)
    else:
        settable = SETTABLE_FLAGS | EPHEMERAL
        message = posts.compose(double, interaction.channel, call, data, settable_flags=settable)
    interaction.original = message
    _publish(double, interaction, message)


def _publish(double: DiscordDouble, interaction: Interaction, message: Message) -> None:
    if message.flags & EPHEMERAL:
        interaction.private.append(message)
    else:
        double.publish(message)


def _touch_source(double: DiscordDouble, interaction: Interaction, call: Call, data: Json, *, update: bool) -> None:
    if interaction.source is None:
        raise invalid("type: only a component has a message to update")
    interaction.original = interaction.source
    if update:
        posts.revise(double, interaction.source, call, data)
        double.tell_update(interaction.source)


def _fill(double: DiscordDouble, message: Message, call: Call) -> None:
    message.flags &= ~LOADING
    posts.revise(double, message, call, call.body)
    if not message.flags & EPHEMERAL:
        double.tell_update(message)


def _open_webhook(double: DiscordDouble, call: Call) -> Interaction:
    interaction = double.interactions.get(call.values["webhook_token"])
    if interaction is None or interaction.answer is None:
        raise ApiError(404, 10015, "Unknown Webhook")
    if double.clock.now() - interaction.started > TOKEN_LIVES:
        raise ApiError(401, 50027, "Invalid Webhook Token")
    return interaction


def _original(double: DiscordDouble, call: Call) -> Message:
    message = _open_webhook(double, call).original
    if message is None:
        raise unknown_message()
    return message


def _callback(double: DiscordDouble, interaction: Interaction) -> Json:
    shape: Json = {"interaction": {"id": str(interaction.id), "type": interaction.kind}}
    message = interaction.original
    if message is not None:
        shape["interaction"] |= {
            "response_message_id": str(message.id),
            "response_message_loading": bool(message.flags & LOADING),
            "response_message_ephemeral": bool(message.flags & EPHEMERAL),
        }
        if interaction.answer in (MESSAGE, UPDATE):
            shape["resource"] = {"type": interaction.answer, "message": double.shape(message)}
    return shape


HANDLERS = {
    "create_interaction_response": create_interaction_response,
    "execute_webhook": execute_webhook,
    "get_original_webhook_message": get_original,
    "update_original_webhook_message": update_original,
    "update_webhook_message": update_follow_up,
    "delete_original_webhook_message": delete_original,
}
