"""What Tab completes in the terminal: commands, options, and the names that may stand after some of these."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.chat.names import NAMED, Name
from bot.commands import COMMANDS, Kind, options
from bot.domain.limits import DEFAULT_LIMITS

_WORD = re.compile(r"(?:\A|\s)(--[\w-]*)\Z")
_VALUE = re.compile(r"(?:\A|\s)--([\w-]+)[\s=](\"?[^\s\"]*)\Z")
Names = Callable[[Kind], Awaitable[Sequence[Name]]]


class LineCompleter(Completer):
    """Completes one line of chat. `names` asks for the names of a kind of option, once there is somebody to ask."""

    def __init__(self, prefix: str) -> None:
        self._commands = [f"{prefix}{name}" for name in COMMANDS]
        self._options = options(DEFAULT_LIMITS)
        self.names: Names | None = None

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Without names, which only `get_completions_async` waits for."""
        before = document.text_before_cursor
        words = self._commands
        if found := _WORD.search(before):
            before, words = found[1], [f"--{name}" for name in self._options]
        yield from _beginning(before, map(Name, words))

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        found = _VALUE.search(document.text_before_cursor)
        option = self._options.get(found[1]) if found else None
        if found and option is not None and option.kind in NAMED and self.names is not None:
            chosen = list(_beginning(found[2], await self.names(option.kind)))
        else:
            chosen = list(self.get_completions(document, complete_event))
        for each in chosen:
            yield each


def _beginning(before: str, names: Iterable[Name]) -> Iterable[Completion]:
    typed = before.removeprefix('"').casefold()
    for each in names:
        if each.value.casefold().startswith(typed):
            yield Completion(each.typed, -len(before), display=each.value, display_meta=each.about)
