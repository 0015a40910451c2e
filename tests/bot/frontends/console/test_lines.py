"""Lines from keys and from pipes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.frontends.console.lines import PipedLines, TypedLines
from tests.bot.service_kit import until


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as keys:
        yield keys


def typed(folder: Path, keys: PipeInput) -> TypedLines:
    return TypedLines(folder / "new" / "history", ".", keys, DummyOutput())


async def test_typed_lines_come_one_by_one_until_ctrl_d(tmp_path: Path, keys: PipeInput) -> None:
    lines = typed(tmp_path, keys)
    keys.send_text(".imagine a fox\r.quota\r\x04")
    assert [await lines.read() for _ in range(3)] == [".imagine a fox", ".quota", None]


async def test_ctrl_c_empties_the_line(tmp_path: Path, keys: PipeInput) -> None:
    lines = typed(tmp_path, keys)
    keys.send_text("half a li\x03.queue\r")
    assert await lines.read() == ".queue"


async def test_lines_are_remembered_by_the_next_program(tmp_path: Path, keys: PipeInput) -> None:
    keys.send_text(".imagine a fox\r")
    await typed(tmp_path, keys).read()
    with create_pipe_input() as later_keys:
        later_keys.send_text("\x1b[A\r")
        assert await typed(tmp_path, later_keys).read() == ".imagine a fox"


async def test_a_pasted_story_keeps_its_lines(tmp_path: Path, keys: PipeInput) -> None:
    keys.send_text("\x1b[200~.story Mia: a red fox\nMia runs.\nShe sleeps.\x1b[201~\r")
    assert await typed(tmp_path, keys).read() == ".story Mia: a red fox\nMia runs.\nShe sleeps."


async def test_tab_completes_a_command(tmp_path: Path, keys: PipeInput) -> None:
    keys.send_text(".ima\t")
    lines = typed(tmp_path, keys)
    reading = asyncio.create_task(lines.read())
    await until(lambda: lines._session.default_buffer.text == ".imagine")
    keys.send_text(" a fox\r")
    assert await reading == ".imagine a fox"


async def test_piped_lines_end_with_their_file() -> None:
    lines = PipedLines(StringIO(".quota\n.queue"))
    assert [await lines.read() for _ in range(3)] == [".quota\n", ".queue", None]


async def test_a_pipe_that_says_nothing_holds_up_nothing() -> None:
    silent, mouth = os.pipe()
    with os.fdopen(silent) as stream:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(PipedLines(stream).read(), 0.1)
        os.close(mouth)
