"""What Tab offers in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.chat.names import Name
from bot.commands import Kind
from bot.frontends.console.completion import LineCompleter

KNOWN = {
    Kind.PICTURES: [Name("Mia", "a red fox"), Name("Old Tom"), Name("1a2b3c4d", "an owl")],
    Kind.STYLE: [Name("ink")],
}


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        (".ima", [".imagine"]),
        (".imagine a fox --re", [".imagine a fox --ref"]),
        (".imagine a fox --ref m", [".imagine a fox --ref Mia"]),
        (".imagine a fox --ref OL", ['.imagine a fox --ref "Old Tom"']),
        ('.imagine a fox --ref "old', ['.imagine a fox --ref "Old Tom"']),
        (
            ".imagine a fox --ref ",
            [".imagine a fox --ref Mia", '.imagine a fox --ref "Old Tom"', ".imagine a fox --ref 1a2b3c4d"],
        ),
        (".imagine a fox --ref=1a", [".imagine a fox --ref=1a2b3c4d"]),
        (".story Mia runs. --style i", [".story Mia runs. --style ink"]),
        (".imagine a fox --seed 7", []),
        (".imagine a fox --ref Mia in the s", []),
    ],
)
async def test_commands_options_and_names_are_completed(line: str, whole: Sequence[str]) -> None:
    async def names(kind: Kind) -> Sequence[Name]:
        return KNOWN[kind]

    completer = LineCompleter(".")
    completer.names = names
    found = completer.get_completions_async(Document(line), CompleteEvent(completion_requested=True))
    assert [line[: len(line) + each.start_position] + each.text async for each in found] == whole
