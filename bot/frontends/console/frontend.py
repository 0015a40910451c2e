"""ConsoleFrontend: the chat in the terminal of this process, one line after the other."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog
from rich.console import Console

from bot.background import Tasks
from bot.chat.chat import MISTAKE, Chat
from bot.chat.names import Name, names
from bot.commands import Kind
from bot.commands.parse import not_understood, with_prefix
from bot.domain.errors import Refused, StorageError
from bot.domain.jobs import Job, JobStatus
from bot.domain.requester import Address
from bot.frontends.console.lines import Lines, PipedLines, TypedLines
from bot.frontends.console.pictures import detect_protocol
from bot.frontends.console.progress import JobBars
from bot.frontends.console.replies import Replies
from bot.frontends.console.requester import terminal_requester
from bot.frontends.console.screen import Screen
from bot.frontends.port import ephemeral_name
from bot.jobs.service import Service
from bot.settings import Settings

PREFIX = "."
GREETING = "Type a command, such as `.imagine a red fox in the snow`. `.help` shows them all, Ctrl-D leaves."
NO_PICTURES = (
    "A terminal opens no file by its path: leave it with Ctrl-D, start `vignette run`, open {page} and attach the "
    "picture there, with the paper clip. Pictures drawn here go by number: `.vary 1a2b3c4d 2`, `--ref 1a2b3c4d.2`."
)
WITH_A_PICTURE = re.compile(
    r"\s*\.(?:describe\b|verify\s*$|imagine\b.*\s--(?:image|mask)\b|imagine\b.*\s--control(?![\w-])(?!\s+[0-9a-f]{4})|"
    r"(?:imagine|story)\b.*\s--(?:ref|control)[\s=]\S*[/\\.](?:\S*/|\w*[a-z]{3})|"
    r"cast\s+(?:add|sheet)\b.*\.(?:png|jpe?g|webp|gif)\s*$)",
    re.DOTALL | re.IGNORECASE,
)
HISTORY = "console-history"  # in the data folder

log = structlog.get_logger(__name__)


class ConsoleFrontend:
    """Talks from `start` until the person leaves, which `left` waits for."""

    def __init__(
        self,
        settings: Settings,
        *,
        folder: Path | None = None,
        lines: Lines | None = None,
        screen: Screen | None = None,
    ) -> None:
        self.name = ephemeral_name("console")
        terminal = sys.stdout.isatty()
        self._lines = lines or (
            TypedLines(settings.data_dir / HISTORY, PREFIX) if terminal and sys.stdin.isatty() else PipedLines()
        )
        self._screen = screen or Screen(
            Console(), detect_protocol(os.environ, terminal), folder or settings.data_dir / "pictures"
        )
        self.failed = False  # whether anything that was asked for came to nothing
        self._page = settings.web.address or f"http://{settings.web.host_from_here}:{settings.web.port}"
        self._requester = terminal_requester()
        self._replies = Replies()
        self._waiting: set[str] = set()  # jobs that Ctrl-C is for
        self._interrupted = False  # since the last line: whoever is quick presses it before its job is known
        self._tasks = Tasks()
        self._left = asyncio.Event()

    async def start(self, chat: Chat, service: Service) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self._interrupt, service)
        loop.add_signal_handler(signal.SIGTERM, self._left.set)
        if isinstance(self._lines, TypedLines):
            self._lines.completer.names = lambda kind: self._names(service, kind)
        self._tasks.start(self._read_lines(chat, service))

    async def _names(self, service: Service, kind: Kind) -> Sequence[Name]:
        try:
            return await names(service, self._requester, kind)
        except StorageError:  # people can always go on typing
            return []

    async def left(self) -> None:
        """Wait until there are no more lines."""
        await self._left.wait()

    @property
    def piped(self) -> bool:
        """Whether the lines come from a file or another program, which reads no answers."""
        return isinstance(self._lines, PipedLines)

    async def deliver(self, job: Job) -> None:
        self._replies.put(job)

    async def close(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().remove_signal_handler(number)
        await self._tasks.close()

    async def _read_lines(self, chat: Chat, service: Service) -> None:
        try:
            self._screen.say(GREETING)
            while (line := await self._lines.read()) is not None:
                if line.strip():
                    await self._answer(chat, service, with_prefix(line))
        finally:
            self._left.set()

    async def _answer(self, chat: Chat, service: Service, line: str) -> None:
        """The outermost loop of a line: what goes wrong is logged, told without its details, and ends no chat."""
        if WITH_A_PICTURE.match(line):
            return self._refuse(NO_PICTURES.format(page=self._page))
        try:
            await self._handle_line(chat, service, line)
        except Exception:  # it would end the chat: `_read_lines` is the only task that reads lines
            log.exception("a line could not be answered")
            self._refuse(MISTAKE)
        return None

    def _refuse(self, sentence: str) -> None:
        self.failed = True
        self._screen.say(sentence)

    async def _handle_line(self, chat: Chat, service: Service, line: str) -> None:
        """One line to its end: answers, progress, pictures."""
        self._interrupted = False
        with JobBars(self._screen.console) as bars:
            if service.info is None and not service.trouble:
                bars.say("loading the model")
            answers = await chat.handle_text(self._requester, line, Address(self.name, {}))
        try:
            if answers is None:
                self._refuse(not_understood(line, PREFIX))
            for answer in answers or []:
                self.failed = self.failed or answer.refused
                if not answer.job:  # a bar says more of an accepted job than words
                    await self._screen.answer(answer)
            for job in await self._wait_for_ends(service, [answer.job for answer in answers or [] if answer.job]):
                self.failed = self.failed or job.status is not JobStatus.SUCCEEDED
                await self._screen.show(job)
        except (StorageError, OSError) as error:
            self._refuse(f"The pictures could not be written here: {error}")

    async def _wait_for_ends(self, service: Service, jobs: Sequence[Job]) -> list[Job]:
        """Wait for these jobs behind their progress bars."""
        self._waiting = {job.id for job in jobs}
        if self._interrupted:
            self._interrupt(service)
        try:
            with JobBars(self._screen.console) as bars:
                await asyncio.gather(*(bars.follow(service.watch(job.id)) for job in jobs))
            return [await self._replies.take(job.id) for job in jobs]
        finally:
            self._waiting = set()

    def _interrupt(self, service: Service) -> None:
        """Ctrl-C cancels what is being drawn. At the prompt it is a key like any other, so what comes between is a key
        pressed once too often; only from an endless loading and from silent pipes there is no other way out.
        """
        self._interrupted = True
        for job_id in self._waiting:
            self._tasks.start(self._cancel(service, job_id))
        if not self._waiting and (service.info is None or self.piped):
            self._left.set()

    async def _cancel(self, service: Service, job_id: str) -> None:
        with contextlib.suppress(Refused):  # it has just ended
            await service.cancel(job_id, self._requester)
