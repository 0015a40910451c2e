"""What the chat writes in a terminal: answers, and finished jobs with their pictures and files."""

from __future__ import annotations

import asyncio
import re
import shutil
from itertools import zip_longest
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.chat.context import Answer
from bot.chat.reply import reply_text
from bot.domain.jobs import Job
from bot.frontends.console.pictures import GraphicsProtocol, render_pictures
from bot.storage.database.errors import folder_errors
from bot.text import EMPHASIS, strip_markdown

_MARKUP = re.compile(
    rf"(?<!\\)\*\*(?P<strong>.+?)(?<!\\)\*\*|(?<!\\)`(?P<code>[^`]+)`|(?P<emphasis>{EMPHASIS})", re.DOTALL
)
_STYLES = {"strong": "bold", "code": "cyan", "emphasis": "italic"}


class Screen:
    """Writes to one console; pictures go into `folder` as files under readable names."""

    def __init__(self, console: Console, protocol: GraphicsProtocol, folder: Path) -> None:
        self.console = console
        self._protocol = protocol
        self._folder = folder

    def say(self, text: str) -> None:
        """A line or more of our light Markdown."""
        self.console.print(style_markdown(text), soft_wrap=True, highlight=False)

    async def answer(self, answer: Answer) -> None:
        """What the chat says at once; an attachment becomes a file."""
        self.say(answer.text)
        if answer.attachment:
            name, content = answer.attachment
            path = self._folder / name
            await asyncio.to_thread(_write, path, content)
            self._name(path)

    async def show(self, job: Job) -> None:
        """A job that has ended."""
        self.say(reply_text(job))
        if frames := job.outcome.frames:
            contents = await asyncio.to_thread(lambda: [frame.path.read_bytes() for frame in frames])
            # Past rich, which would take the escape sequences of pictures apart.
            self.console.file.write(
                await asyncio.to_thread(render_pictures, contents, self._protocol, self.console.width)
            )
            varied = job.kind == "image" and len({frame.sentence for frame in frames}) > 1
            captions = [frame.sentence for frame in frames] if varied else []  # a story's stand above
            paths = await asyncio.to_thread(_copy, job, self._folder)
            for path, words in zip_longest(paths, captions, fillvalue=""):
                self._name(path, words)

    def _name(self, path: Path | str, words: str = "") -> None:
        self.console.print(Text.assemble((str(path), "dim"), f"  {words}" if words else ""), soft_wrap=True)


def style_markdown(text: str) -> Text:
    """Bold and code as a terminal shows them, everything else as it is."""
    result, end = Text(), 0
    for match in _MARKUP.finditer(text):
        kind = match.lastgroup or ""
        result.append(strip_markdown(text[end : match.start()])).append(strip_markdown(match[kind]), _STYLES[kind])
        end = match.end()
    return result.append(strip_markdown(text[end:]))


def _write(path: Path, content: bytes) -> None:
    with folder_errors(str(path.parent)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _copy(job: Job, folder: Path) -> list[Path]:
    """1a2b3c4d-1.png, 1a2b3c4d-2.png, … and 1a2b3c4d-page.png."""
    files = {folder / f"{job.id[:8]}-{frame.index + 1}.png": frame for frame in job.outcome.frames}
    if job.outcome.page:
        files[folder / f"{job.id[:8]}-page.png"] = job.outcome.page
    with folder_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        for path, frame in files.items():
            shutil.copyfile(frame.path, path)
    return list(files)
