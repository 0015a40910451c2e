"""Commands carried out: lines of chat and buttons in, answers and jobs out; all through the one `Chat`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeGuard

import discord

from bot.chat.actions import Press, command_of
from bot.chat.chat import Chat
from bot.chat.context import Answer
from bot.commands import (
    CastAdd,
    CastSheet,
    Command,
    CommandError,
    Continue,
    Describe,
    Enlarge,
    Imagine,
    Inspire,
    Panel,
    Plan,
    Restyle,
    Story,
    Vary,
    Verify,
    Video,
    parse,
)
from bot.commands.anyway import anyway
from bot.commands.parse import not_understood
from bot.domain.limits import Limits
from bot.domain.requester import Address
from bot.domain.requests import Attachment, Request, attached_images, prompt_text, source_images
from bot.frontends.discord.attachments import fetch_attachments
from bot.frontends.discord.buttons import anyway_row, view
from bot.frontends.discord.custom_ids import CustomId
from bot.frontends.discord.interaction_responder import InteractionResponder
from bot.frontends.discord.message_ref import FRONTEND, MessageRef
from bot.frontends.discord.messenger import Messenger
from bot.frontends.discord.progress import ProgressEdits
from bot.frontends.discord.responder import Responder
from bot.jobs.service import Service
from bot.text import escape_markdown
from generation.engine import ImageRequest
from generation.errors import UserError

NOT_YOURS = "Only who asked for it, or who may manage messages here, can delete it."
MOMENT = "One moment…"
NOWHERE = Address(FRONTEND, {})  # of commands that draw nothing
OVER = "That question is too old: type its command again, with `--anyway`."
MOST_QUESTIONS = 1000  # that can still be answered
AGAIN = "The same again, from another seed: one moment…"

_WithPicture = Imagine | Story | Describe | Verify | CastAdd | CastSheet


class Conversation:
    """What is said to the bot on Discord, and what it does about it."""

    def __init__(
        self,
        chat: Chat,
        service: Service,
        messenger: Messenger,
        progress: ProgressEdits,
        *,
        prefix: str,
        limits: Limits,
    ) -> None:
        self._chat, self._service = chat, service
        self._messenger, self._progress = messenger, progress
        self._prefix, self._limits = prefix, replace(limits, any_style=True)  # the chat knows those of servers
        self._asked: dict[int, list[tuple[str, Command]]] = {}  # what each question of ours, by its message, is about

    async def handle_line(self, line: str, responder: Responder, attachments: Sequence[Attachment] = ()) -> None:
        """A line of chat and the stored pictures with it; what is no command is passed over in silence."""
        await self._answer(self._read(line, attachments), responder)

    async def handle_line_with_uploads(
        self, line: str, responder: Responder, attached: Sequence[discord.Attachment], *, to_us: bool = False
    ) -> None:
        """The same for pictures that are still on Discord; they are fetched only for a command that takes them.

        What was said `to_us`, after a mention, is answered even where it is no command.
        """
        # They stand for pictures that were not fetched yet, so that a line is read once, before that.
        unseen = [Attachment(f"{number:064x}") for number in range(len(attached))]
        command = self._read(line, unseen)
        if command is None and to_us:
            command = Answer(not_understood(line, self._prefix), refused=True)
        if responder.missing or not _takes_picture(command, unseen):
            await self._answer(command, responder)
            return
        await responder.defer(alone=isinstance(command, Verify))
        try:
            async with self._service.attachments.taken(await fetch_attachments(attached)) as pictures:
                seen = {each.sha256: picture.sha256 for each, picture in zip(unseen, pictures, strict=True)}
                await self._answer(_with_pictures(command, seen), responder)
        except UserError as error:
            await responder.reply(Answer(str(error), refused=True))

    async def act(self, custom_id: CustomId, words: str, responder: InteractionResponder) -> None:
        """A button, or the words of a menu or a form."""
        index = None if custom_id.place is None else custom_id.place - 1
        press = Press(custom_id.verb, custom_id.job, index, words)
        try:
            command: Command | Answer | None = command_of(press, prefix=self._prefix, limits=self._limits)
        except CommandError as error:
            command = Answer(str(error), refused=True)
        await self._answer(command, responder)

    async def redo(self, job_id: str, responder: InteractionResponder) -> None:
        if responder.missing:
            await responder.reply_ephemeral(responder.missing)
            return
        place = await responder.post(AGAIN)
        await self._show_answer(await self._chat.redo(responder.requester, job_id, place.address), place)

    async def draw_anyway(self, responder: InteractionResponder) -> None:
        """What was asked about under the message whose button was pressed, and what would have come after it."""
        commands = self._asked.get(responder.pressed or 0)
        if responder.missing or commands is None:
            await responder.reply_ephemeral(responder.missing or OVER)
        else:
            await self._draw([(title, anyway(command)) for title, command in commands], responder)

    async def delete(self, job_id: str, responder: InteractionResponder) -> None:
        """The message with a job's pictures, for whoever asked for it or moderates the channel."""
        await responder.acknowledge()
        job = await self._service.job(job_id)
        if responder.moderates or (job is not None and responder.requester.is_same_person(job.requester)):
            await responder.remove()
        else:
            await responder.reply_ephemeral(NOT_YOURS)

    def _read(self, line: str, attachments: Sequence[Attachment]) -> Command | Answer | None:
        """The command in a line, or what is wrong with it."""
        try:
            return parse(line, prefix=self._prefix, limits=self._limits, attachments=attachments)
        except CommandError as error:
            return Answer(str(error), refused=True)

    async def _answer(self, command: Command | Answer | None, responder: Responder) -> None:
        """A command, or what is wrong with it; nothing for what is none."""
        if command is None:
            return
        if responder.missing:
            await responder.reply_ephemeral(responder.missing)
        elif isinstance(command, Answer):
            await responder.reply(command)
        else:
            await self._handle(command, responder)

    async def _handle(self, command: Command, responder: Responder) -> None:
        match command:
            case Imagine(requests):
                await self._draw([(_title(each), replace(command, requests=(each,))) for each in requests], responder)
            case Story(request):
                await self._draw([(_title(request), command)], responder)
            case Continue() | Describe() | Enlarge() | Panel() | Plan() | Restyle() | Vary() | Video():
                await self._draw([("", command)], responder)
            case CastSheet(draws=True):
                await self._draw([("", command)], responder)
            case Inspire() if self._service.inspires:  # a job, too
                await self._draw([("", command)], responder)
            case _:
                await responder.defer_ephemeral()
                for answer in await self._chat.handle(responder.requester, command, NOWHERE, prefix=self._prefix):
                    await responder.reply(answer)

    async def _draw(self, commands: list[tuple[str, Command]], responder: Responder) -> None:
        """A message for each picture, there before its job is, so that the job can keep its address."""
        for number, (title, command) in enumerate(commands):
            place = await responder.post(f"{title}{MOMENT}")
            (answer,) = await self._chat.handle(responder.requester, command, place.address, prefix=self._prefix)
            if answer.asks and not _attached(command):  # what is attached is kept for jobs alone
                self._asked[place.message] = commands[number:]
                self._asked = dict(list(self._asked.items())[-MOST_QUESTIONS:])
                await self._messenger.edit(place, answer.text, buttons=view([anyway_row()]))
            else:
                await self._show_answer(answer, place)
            if answer.refused:
                break  # what refused one refuses the next

    async def _show_answer(self, answer: Answer, place: MessageRef) -> None:
        if answer.job is not None:
            self._progress.show(answer.job, answer.text)
        else:
            await self._messenger.edit(place, answer.text)


def _title(request: Request) -> str:
    return f"**{escape_markdown(prompt_text(request))}**\n"


def _attached(command: Command) -> tuple[str, ...]:
    """The pictures that came along with it."""
    match command:
        case Imagine(requests):
            return attached_images(requests[0])
        case Story(request):
            return attached_images(request)
        case _:
            return ()


def _takes_picture(command: Command | Answer | None, unseen: Sequence[Attachment]) -> TypeGuard[_WithPicture]:
    """Whether pictures that came along, as yet `unseen`, are part of the command."""
    match command:
        case Imagine(requests):
            return any(each.sha256 in source_images(request) for each in unseen for request in requests[:1])
        case Story(request):
            return any(each.sha256 in source_images(request) for each in unseen)
        case Verify(attached=attached):
            return attached
        case CastAdd(image=image) | CastSheet(image=image):
            return bool(image)
        case _:
            return isinstance(command, Describe)


def _with_pictures(command: _WithPicture, seen: Mapping[str, str]) -> Command:
    """The command with the stored pictures in the place of the unseen ones: `seen` has both by their hashes."""

    def drawing(asked: ImageRequest) -> ImageRequest:
        image = None if asked.image is None else seen.get(asked.image, asked.image)
        references = (replace(each, sha256=seen.get(each.sha256, each.sha256)) for each in asked.references)
        mask = None if asked.mask is None else seen.get(asked.mask, asked.mask)
        control = asked.control and replace(asked.control, sha256=seen.get(asked.control.sha256, asked.control.sha256))
        return replace(asked, image=image, mask=mask, control=control, references=tuple(references))

    match command:
        case Imagine(requests):
            return replace(command, requests=tuple(map(drawing, requests)))
        case Story(request):
            return replace(command, request=replace(request, drawing=drawing(request.drawing)))
        case Describe() | CastAdd() | CastSheet():
            return replace(command, image=seen[command.image])
        case Verify():
            return replace(command, hash=seen[command.hash])
