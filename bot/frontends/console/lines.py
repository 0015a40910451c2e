"""Lines that a person types: edited and remembered in a terminal, read as they come from a pipe."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from pathlib import Path
from typing import Protocol, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.history import FileHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output

from bot.frontends.console.completion import LineCompleter

_PROMPT = ANSI("\x1b[35m› \x1b[0m")


class Lines(Protocol):
    """Where lines come from."""

    async def read(self) -> str | None:
        """The next line, or None when there will be no more."""
        ...


class TypedLines:
    """A line editor with a history that outlives the program. Ctrl-C empties the line, Ctrl-D leaves."""

    def __init__(self, history: Path, prefix: str, input: Input | None = None, output: Output | None = None) -> None:
        history.parent.mkdir(parents=True, exist_ok=True)
        self.completer = LineCompleter(prefix)
        self._session: PromptSession[str] = PromptSession(
            history=FileHistory(str(history)),
            completer=self.completer,
            complete_while_typing=False,
            enable_history_search=True,
            input=input,
            output=output,
        )

    async def read(self) -> str | None:
        while True:
            try:
                # The signal itself is for whoever draws; at the prompt Ctrl-C is a key like any other.
                return await self._session.prompt_async(_PROMPT, handle_sigint=False)
            except KeyboardInterrupt:
                continue
            except EOFError:
                return None


class PipedLines:
    """Lines from a file or another program, read by a thread that nobody has to wait for at the end."""

    def __init__(self, stream: TextIO = sys.stdin) -> None:
        self._stream = stream
        self._lines: asyncio.Queue[str | None] | None = None

    async def read(self) -> str | None:
        if self._lines is None:
            self._lines = asyncio.Queue()
            reading = (asyncio.get_running_loop(), self._lines)
            threading.Thread(target=self._read_all, args=reading, daemon=True).start()
        return await self._lines.get()

    def _read_all(self, loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str | None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop may be closed by now
            for line in self._stream:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, None)
