"""What Discord tells a client: messages, slash commands, buttons, menus and forms, each taken to who answers it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Awaitable, Collection
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.chat.chat import MISTAKE
from bot.chat.context import Answer
from bot.commands.parse import takes_ids
from bot.domain.limits import Limits
from bot.domain.requester import Requester
from bot.frontends.discord import slash_commands
from bot.frontends.discord.autocomplete import Autocomplete
from bot.frontends.discord.component_handler import ComponentHandler
from bot.frontends.discord.conversation import Conversation
from bot.frontends.discord.custom_ids import ANYWAY, CustomId
from bot.frontends.discord.deduplication import RecentIds
from bot.frontends.discord.interaction_responder import InteractionResponder
from bot.frontends.discord.mentions import Names, names_in, names_resolved, with_names
from bot.frontends.discord.message_responder import MessageResponder
from bot.frontends.discord.messenger import Messenger
from bot.frontends.discord.modals import read_words
from bot.frontends.discord.refusals import is_final, refusal_reason
from bot.frontends.discord.requesters import requester
from bot.frontends.discord.responder import Responder
from bot.frontends.discord.slash_options import IMAGES, uploads
from bot.redaction import brief

log = structlog.get_logger(__name__)


class Listeners:
    """The ears of one client."""

    def __init__(
        self,
        conversation: Conversation,
        components: ComponentHandler,
        autocomplete: Autocomplete,
        messenger: Messenger,
        *,
        prefix: str,
        limits: Limits,
        admin_servers: Collection[str],  # whose managers are admins; empty: every server's
    ) -> None:
        self._conversation, self._components = conversation, components
        self._autocomplete, self._messenger = autocomplete, messenger
        self._prefix, self._limits, self._admin_servers = prefix, limits, admin_servers
        self._recent = RecentIds()

    async def message(self, message: discord.Message, me: int) -> None:
        """Said by anybody where the bot, which is `me`, can read it. What Discord itself says there is not heard."""
        if not _is_of_a_person(message) or self._recent.before(message.id):
            return
        responder = MessageResponder(self._messenger, message, requester(message.author, self._admin_servers))
        said, to_us = self._line(message, me)
        line = self._with_names(said, names_in(message))
        answer = self._conversation.handle_line_with_uploads(line, responder, message.attachments, to_us=to_us)
        await self._answer(answer, responder)

    async def interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Not all are ours: custom_ids of others are passed over."""
        if self._recent.before(interaction.id):
            return
        data: dict[str, Any] = {**(interaction.data or {})}
        who = requester(interaction.user, self._admin_servers)
        responder = InteractionResponder(self._messenger, interaction, who)
        if interaction.type is discord.InteractionType.autocomplete:
            await self._offer(data, who, interaction)
        elif interaction.type is discord.InteractionType.application_command:
            await self._answer(self._use(data, interaction, responder), responder)
        elif data.get("custom_id") == ANYWAY:
            await self._answer(self._components.on_anyway(responder), responder)
        elif press := CustomId.read(data.get("custom_id", "")):
            await self._answer(self._pressed(interaction.type, press, data, responder), responder)

    async def _pressed(
        self, kind: discord.InteractionType, press: CustomId, data: dict[str, Any], responder: InteractionResponder
    ) -> None:
        if kind is discord.InteractionType.modal_submit:
            await self._components.on_modal(press, read_words(data), responder)
        else:
            await self._components.on_press(press, "".join(data.get("values", ())), responder)

    async def _use(self, used: dict[str, Any], interaction: discord.Interaction[Any], responder: Responder) -> None:
        options = used.get("options", [])
        values = {option["name"]: option["value"] for option in options}
        given = uploads(values)
        values = {name: value for name, value in values.items() if name not in IMAGES}
        pictures = [app_commands.Namespace(interaction, used["resolved"], options)[name] for name in given]
        line = slash_commands.line(self._prefix, used["name"], values, self._limits)
        line = self._with_names(line, names_resolved(used, interaction.guild))
        await self._conversation.handle_line_with_uploads(line, responder, pictures)

    async def _offer(self, used: dict[str, Any], who: Requester, interaction: discord.Interaction[Any]) -> None:
        with contextlib.suppress(discord.HTTPException):  # somebody types on, and this answer is late
            await interaction.response.autocomplete(await self._autocomplete.of(used, who))

    def _line(self, message: discord.Message, me: int) -> tuple[str, bool]:
        """The line of chat in a message, and whether it is said to the bot: a mention in front stands for the prefix,
        and alone it asks for help.

        People who type @Vignette often take the role of that name, which Discord gives every bot.
        """
        role = message.guild.self_role if message.guild else None
        own = f"<@!?{me}>" if role is None else f"<@!?{me}>|<@&{role.id}>"
        mention = re.match(rf"\s*(?:{own})\s*", message.content)
        if mention is None:
            return message.content, False
        words = message.content[mention.end() :]
        return words if words.startswith(self._prefix) else f"{self._prefix}{words or 'help'}", True

    def _with_names(self, line: str, names: Names) -> str:
        """What is drawn and stored is what people read; a command about people and places needs their numbers."""
        return line if takes_ids(line, self._prefix) else with_names(line, names)

    async def _answer(self, work: Awaitable[None], responder: Responder) -> None:
        """The outermost loop of everything people do: what goes wrong is logged, and told without its details."""
        try:
            await work
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.warning("an answer did not reach Discord", user=responder.requester.user, reason=brief(error))
            if isinstance(error, discord.HTTPException) and is_final(error):
                with contextlib.suppress(discord.DiscordException, aiohttp.ClientError, OSError):
                    await responder.reply(Answer(f"I cannot answer that here. {refusal_reason(error)}", refused=True))
        except Exception:  # discord.py would only log it, and whoever asked would wait for ever
            log.exception("a command on Discord could not be answered", user=responder.requester.user)
            with contextlib.suppress(discord.DiscordException):
                await responder.reply_ephemeral(MISTAKE)


def _is_of_a_person(message: discord.Message) -> bool:
    """Whether somebody wrote it: no bot, no webhook, and no note of Discord's, such as a thread's new name."""
    written = message.type in (discord.MessageType.default, discord.MessageType.reply)
    return written and not message.author.bot and message.webhook_id is None
