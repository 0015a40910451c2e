"""The chat in a terminal, with scripted lines, a real service and the echo engine."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot import bootstrap
from bot.chat.chat import MISTAKE
from bot.chat.context import Answer
from bot.domain.jobs import Job, JobStatus
from bot.frontends.console.frontend import WITH_A_PICTURE, ConsoleFrontend, with_prefix
from bot.frontends.console.lines import PipedLines
from bot.frontends.console.pictures import GraphicsProtocol
from bot.frontends.console.screen import Screen, style_markdown
from bot.jobs import service as service_module
from bot.jobs.service import Service
from bot.settings import EngineSettings, Settings
from tests.bot.service_kit import SOON, until
from tests.plugin import Gate


class Script:
    """Lines that somebody has typed."""

    def __init__(self, *lines: str) -> None:
        self._lines = list(lines)

    async def read(self) -> str | None:
        return self._lines.pop(0) if self._lines else None


class TornScreen(Screen):
    """Breaks at its first answer."""

    whole = False

    async def answer(self, answer: Answer) -> None:
        if not self.whole:
            self.whole = True
            raise RuntimeError("torn")
        await super().answer(answer)


@asynccontextmanager
async def talking(
    folder: Path, *lines: str, gate: Gate | None = None, kind: type[Screen] = Screen
) -> AsyncIterator[tuple[Service, Callable[[], str]]]:
    """The service behind a console that is told these lines, and what the console shows."""
    written = StringIO()
    options = {"width": 32, "height": 32, **(gate.engine if gate else {})}
    engine = EngineSettings(name="gated" if gate else "echo", options=options)
    settings = Settings(data_dir=folder / "data", engine=engine)
    screen = kind(Console(file=written, width=80, force_terminal=True), GraphicsProtocol.BLOCKS, folder / "pictures")
    console = ConsoleFrontend(settings, lines=Script(*lines), screen=screen)
    app = bootstrap.app(settings, [console])
    service = app.service
    await app.start()
    try:
        yield service, written.getvalue
        await asyncio.wait_for(console.left(), SOON)
    finally:
        await app.stop()


async def test_a_mistake_of_ours_is_said_and_the_chat_goes_on(tmp_path: Path) -> None:
    async with talking(tmp_path, ".queue", ".queue", kind=TornScreen) as (_, shown):
        await until(lambda: "The queue is empty." in shown())
    assert MISTAKE in shown() and "torn" not in shown()


async def test_commands_are_answered_with_pictures_files_and_words(tmp_path: Path) -> None:
    lines = (
        ".imagine a red fox --seed 7",
        "imagine {an owl,a cat} --n 2",
        "",
        "hello",
        ".quota",
        "imagine fox --steps 0",
    )
    async with talking(tmp_path, *lines) as (_, shown):
        pass
    told = shown()
    assert "seed 7" in told and "Echo (no model: a test card)" in told and "▀" in told
    assert "That is no command" in told
    assert "997 of 1,000 credits left today" in told
    assert "--steps" in told and "takes a whole number from 1 to 100" in told
    files = sorted(os.listdir(tmp_path / "pictures"))
    assert [name[8:] for name in files].count("-1.png") == 3 and len(files) == 5
    assert all(str(tmp_path / "pictures" / name) in told.replace("\n", "") for name in files)


async def test_no_file_is_opened_by_a_path_that_is_typed(tmp_path: Path) -> None:
    lines = (".imagine a fox --image /etc/hosts", "describe ~/fox.png", ".verify")
    async with talking(tmp_path, *lines) as (service, shown):
        await until(lambda: shown().count("opens no file by its path") == 3)
        assert await service.queue() == []


@pytest.mark.parametrize(
    ("line", "names_a_file"),
    [
        (".imagine a hat --mask", True),
        (".imagine a hat --control", True),
        (".imagine a hat --control --control-kind canny", True),
        (".imagine a hat --control ./pose.png", True),
        (".imagine a hat --ref ~/mia.png", True),
        (".story Mia runs. --ref C:\\pictures\\mia.jpg", True),
        (".cast sheet Mia /home/me/mia.png", True),
        (".cast add Mia: a red fox mia.webp", True),
        (".imagine a hat --control 1a2b3c4d.2 --control-kind canny", False),
        (".imagine a hat --ref 1a2b3c4d.2 --seed 7", False),
        (".imagine a hat --ref Mia", False),
        (".cast sheet Mia 1a2b3c4d.2", False),
        (".cast add Mia: a red fox.", False),
        (".verify 0123456789abcdef", False),
    ],
)
def test_a_line_that_wants_a_picture_of_this_machine_is_known_as_one(line: str, names_a_file: bool) -> None:
    assert (WITH_A_PICTURE.match(line) is not None) is names_a_file


async def test_a_story_leaves_its_frames_and_its_page(tmp_path: Path) -> None:
    async with talking(tmp_path, ".story Mia the fox runs. She sleeps.") as (_, shown):
        pass
    assert "no story context" in shown()
    assert sorted(name[8:] for name in os.listdir(tmp_path / "pictures")) == ["-1.png", "-2.png", "-page.png"]


async def test_ctrl_c_cancels_what_is_being_drawn_and_the_chat_goes_on(tmp_path: Path) -> None:
    async with talking(tmp_path, "imagine a fox", "quota", gate=Gate(tmp_path)) as (service, shown):

        async def drawing() -> bool:
            return [job.status for job in await service.queue()] == [JobStatus.RUNNING]

        await until(drawing)
        os.kill(os.getpid(), signal.SIGINT)
    assert "Cancelled; nothing was charged." in shown()
    assert "1,000 of 1,000 credits left today" in shown()


async def test_ctrl_c_right_after_a_line_cancels_what_it_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pressed in the moment between a job's acceptance and its bar, it was lost."""
    wait_for_ends = ConsoleFrontend._wait_for_ends

    async def interrupted(console: ConsoleFrontend, service: Service, jobs: Sequence[Job]) -> list[Job]:
        if jobs:
            os.kill(os.getpid(), signal.SIGINT)
            await until(lambda: console._interrupted)
        return await wait_for_ends(console, service, jobs)

    monkeypatch.setattr(ConsoleFrontend, "_wait_for_ends", interrupted)
    async with talking(tmp_path, "imagine a fox", "quota", gate=Gate(tmp_path)) as (_, shown):
        pass
    assert "Cancelled; nothing was charged." in shown()
    assert "1,000 of 1,000 credits left today" in shown()


class Silence(Script):
    """Nobody types anything."""

    async def read(self) -> str | None:
        await asyncio.Event().wait()
        return None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_signals_end_a_chat_that_has_no_other_way_out(tmp_path: Path, number: signal.Signals) -> None:
    settings = Settings(data_dir=tmp_path / "data", engine=EngineSettings(name="echo"))
    console = ConsoleFrontend(settings, lines=Silence())
    app = bootstrap.app(settings, [console])
    await app.start()
    os.kill(os.getpid(), number)  # before the engine is loaded
    await asyncio.wait_for(console.left(), SOON)
    await app.stop()


async def test_ctrl_c_once_too_often_does_not_end_the_chat(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", engine=EngineSettings(name="echo"))
    console = ConsoleFrontend(settings, lines=Silence())
    app = bootstrap.app(settings, [console])
    service = app.service
    await app.start()
    await service.ready()
    os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(console.left(), 0.2)
    await app.stop()


async def test_an_export_becomes_a_file(tmp_path: Path) -> None:
    async with talking(tmp_path, ".quota export") as (_, shown):
        pass
    assert (tmp_path / "pictures/credits.csv").read_text().startswith("at,kind,user")
    assert "credits.csv" in shown()


async def test_pictures_that_cannot_be_written_end_no_chat(tmp_path: Path) -> None:
    (tmp_path / "pictures").touch()
    async with talking(tmp_path, "imagine a fox", "queue") as (_, shown):
        pass
    assert "cannot be used" in shown() and "The queue is empty." in shown()


def test_a_command_needs_no_dot_and_other_words_stay_as_they_are() -> None:
    assert with_prefix("imagine a fox") == ".imagine a fox"
    assert with_prefix("  Story One. Two.") == ".Story One. Two."
    assert with_prefix(".imagine a fox") == ".imagine a fox"
    assert with_prefix("imagination") == "imagination"


def test_light_markdown_becomes_styles_and_escapes_become_what_they_mean() -> None:
    text = style_markdown(r"**a \*bold\* fox** · job `1a2b3c4d` [red]")
    assert text.plain == "a *bold* fox · job 1a2b3c4d [red]"
    assert [str(span.style) for span in text.spans] == ["bold", "cyan"]


# `echo "imagine a fox" | vignette chat` on a slow machine said that the model loads, drew nothing, and ended with 0
async def test_what_is_piped_in_while_the_model_loads_is_drawn_and_a_failure_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "LOADING_PATIENCE", 0.01)
    gate = Gate(tmp_path)
    engine = EngineSettings(name="gated", options={"width": 32, "height": 32, **gate.engine, "loads_behind_it": True})
    settings = Settings(data_dir=tmp_path / "data", engine=engine)
    failed = []
    for lines in ("imagine a fox\n", "imagine a fox --steps 0\nqueue\n", "hello\n"):
        screen = Screen(Console(file=StringIO(), width=80), GraphicsProtocol.BLOCKS, tmp_path / "pictures")
        console = ConsoleFrontend(settings, lines=PipedLines(StringIO(lines)), screen=screen)
        app = bootstrap.app(settings, [console])
        await app.start()
        asyncio.get_running_loop().call_later(0.05, gate.open)
        await asyncio.wait_for(console.left(), SOON)
        await app.stop()
        failed.append(console.piped and console.failed)
    assert failed == [False, True, True]
    assert len(os.listdir(tmp_path / "pictures")) == 1
