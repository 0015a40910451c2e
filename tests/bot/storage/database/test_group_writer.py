"""Many small writes are one commit; one that fails is alone in it, and nobody waits for another's waiting."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, insert, select

from bot.domain.errors import StorageError
from bot.storage import Database
from bot.storage.database.group_writer import GroupWriter
from bot.storage.tables.core import RequesterRow
from tests.bot.storage.kit import migrated_copy

BUSY, SOON = 0.3, 300.0  # seconds that are waited, and that a test may take


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(migrated_copy(tmp_path / "vignette.db"), busy_seconds=BUSY)
    await database.open()
    yield database
    await database.close()


def add(name: str, then: Exception | None = None) -> Callable[[Connection], str]:
    def write(connection: Connection) -> str:
        connection.execute(insert(RequesterRow).values(platform="web", user=name, name=name))
        if then is not None:
            raise then
        return name

    return write


async def names(database: Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(select(RequesterRow.name).order_by(RequesterRow.id)))


def commits(database: Database) -> list[int]:
    """Grows by one at every commit of small writes."""
    counted: list[int] = []
    assert database._group is not None
    event.listen(database._group._engine, "commit", lambda _: counted.append(1))
    return counted


async def test_writes_that_wait_together_are_one_commit(database: Database) -> None:
    counted = commits(database)
    async with database.write():  # all of them have to wait
        together = asyncio.gather(*(database.run(add(str(number))) for number in range(20)))
        await asyncio.sleep(0)
    assert await together == [str(number) for number in range(20)]
    assert len(counted) == 1
    assert len(await names(database)) == 20


async def test_a_write_that_fails_leaves_the_others_of_its_commit(database: Database) -> None:
    given = (add("mia"), add("tom", LookupError("no")), add("mia"), add("ada"))
    ended = await asyncio.gather(*(database.run(each) for each in given), return_exceptions=True)
    assert [type(each).__name__ for each in ended] == ["str", "LookupError", "IntegrityError", "str"]
    assert await names(database) == ["mia", "ada"]


async def test_nobody_is_answered_when_the_commit_fails_and_the_next_is_stored(database: Database) -> None:
    assert database._group is not None
    engine = database._group._engine

    def fail(_: Connection) -> None:
        event.remove(engine, "commit", fail)
        raise OSError("the disk is gone")

    event.listen(engine, "commit", fail)
    async with database.write():
        together = asyncio.gather(*(database.run(add(name)) for name in "ab"), return_exceptions=True)
        await asyncio.sleep(0)
    assert [type(each) for each in await together] == [StorageError, StorageError]
    assert await database.run(add("mia")) == "mia"
    assert await names(database) == ["mia"]


async def test_what_is_urgent_overtakes_what_came_before_it(database: Database) -> None:
    async with database.write():
        usual = [asyncio.create_task(database.run(add(name))) for name in ("mia", "tom")]
        await asyncio.sleep(0)
        urgent = asyncio.create_task(database.run(add("ada"), urgent=True))
        await asyncio.sleep(0)
    await asyncio.gather(*usual, urgent)
    assert await names(database) == ["ada", "mia", "tom"]


async def test_all_who_wait_for_a_locked_database_are_told_together(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, each would try for as long again."""
    tries: list[int] = []
    told = GroupWriter.still_locked
    monkeypatch.setattr(GroupWriter, "still_locked", lambda self, error: (tries.append(1), told(self, error)))

    async def write_somehow(number: int) -> None:
        with pytest.raises(StorageError, match="in use by another program"):
            if number % 2:
                await database.run(add(str(number)))
            else:
                async with database.write():
                    pass

    with closing(sqlite3.connect(tmp_path / "vignette.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await asyncio.gather(*(write_somehow(number) for number in range(12)))
        other.execute("ROLLBACK")
    assert len(tries) < 12
    assert await database.run(add("mia")) == "mia"


async def test_a_lock_that_is_let_go_in_time_is_waited_for(tmp_path: Path) -> None:
    database = Database(migrated_copy(tmp_path / "vignette.db"), busy_seconds=SOON)
    await database.open()
    with closing(sqlite3.connect(tmp_path / "vignette.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(database.run(add("mia")))
        await asyncio.sleep(0)
        other.execute("ROLLBACK")
        assert await waiting == "mia"
    await database.close()


async def test_whoever_gives_up_waiting_is_not_written_for(database: Database) -> None:
    async with database.write():
        given_up = asyncio.create_task(database.run(add("mia")))
        turn = asyncio.create_task(_take_turn(database))
        await asyncio.sleep(0)
        given_up.cancel()
        turn.cancel()
        await asyncio.gather(given_up, turn, return_exceptions=True)
    assert await database.run(add("tom")) == "tom"
    assert await names(database) == ["tom"]


async def _take_turn(database: Database) -> None:
    async with database.write():
        raise AssertionError("it was never its turn")


async def test_a_full_disk_is_told_to_all_of_the_commit_and_nothing_of_it_is_stored(database: Database) -> None:
    def limit(pages: int) -> Callable[[Connection], None]:
        return lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}").close()

    async with database.read() as session:
        pages = (await session.connection()).exec_driver_sql("PRAGMA page_count")
        held = (await pages).scalar_one()
    await database.run(limit(held))
    async with database.write():
        together = asyncio.gather(*(database.run(add("x" * 9000 + name)) for name in "ab"), return_exceptions=True)
        await asyncio.sleep(0)
    assert [type(each) for each in await together] == [StorageError, StorageError]
    await database.run(limit(100_000))
    assert await database.run(add("mia")) == "mia"
    assert await names(database) == ["mia"]
