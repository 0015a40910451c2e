"""What is made of pictures is made once, and does not pile up."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from bot.frontends.web.server.derived_files import DerivedFiles


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_all_who_ask_at_the_same_time_wait_for_one(tmp_path: Path) -> None:
    made, times = DerivedFiles(tmp_path), []

    def make() -> bytes:
        times.append(threading.current_thread())
        return b"a thumb"

    paths = await asyncio.gather(*(made.get("a.webp", make) for _ in range(5)))
    assert {path.read_bytes() for path in paths} == {b"a thumb"}
    assert len(times) == 1 and times[0] is not threading.main_thread()


async def test_the_file_that_was_not_asked_for_longest_goes_first(tmp_path: Path) -> None:
    made = DerivedFiles(tmp_path, most=20)
    for name in ("a", "b", "a", "c"):
        await made.get(name, lambda: b"0123456789")
    assert names(tmp_path) == ["a", "c"]


async def test_one_that_is_larger_than_all_may_be_is_made_all_the_same(tmp_path: Path) -> None:
    assert (await DerivedFiles(tmp_path, most=3).get("a", lambda: b"0123456789")).read_bytes() == b"0123456789"


async def test_what_could_not_be_made_is_tried_again(tmp_path: Path) -> None:
    made = DerivedFiles(tmp_path)

    def fail() -> bytes:
        raise OSError("the picture is gone")

    with pytest.raises(OSError, match="gone"):
        await made.get("a", fail)
    assert (await made.get("a", lambda: b"now")).read_bytes() == b"now"


async def test_what_shows_a_deleted_picture_is_dropped(tmp_path: Path) -> None:
    made = DerivedFiles(tmp_path)
    for name in ("job1-x.pdf", "job1-y.gif", "job2-x.pdf"):
        await made.get(name, name.encode)
    await made.drop("job1", "job3")
    assert names(tmp_path) == ["job2-x.pdf"]
