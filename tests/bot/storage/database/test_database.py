"""One writer, consistent readers, and a sentence for whatever a database can do to us."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from bot.domain.errors import StorageError
from bot.settings import Settings
from bot.storage import Database
from bot.storage.database import engines
from bot.storage.tables.core import LimitRow, OutboxRow, RequesterRow
from tests.bot.storage.kit import MIA, sqlite_url


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(sqlite_url(tmp_path / "new folder" / "vignette.db"), busy_seconds=0.2)
    await database.open()
    yield database
    await database.close()


async def add_requester(database: Database, name: str) -> None:
    async with database.write() as session:
        session.add(RequesterRow(platform="web", user=name, name=name))


async def names(database: Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(select(RequesterRow.name).order_by(RequesterRow.id)))


@pytest.mark.parametrize("name", ["what?mode=memory", "%41", "100 %", "a#b", "a;b&c=d", "Ünï code", "x@y:1", "[v2]"])
async def test_the_database_lies_in_the_data_folder_whatever_that_is_called(tmp_path: Path, name: str) -> None:
    """SQLAlchemy's `URL.create`: a path pasted into a URL is read as one."""
    database = Database(Settings(data_dir=tmp_path / name).database)
    await database.open()
    await add_requester(database, "mia")
    assert await names(database) == ["mia"]
    await database.close()
    assert (tmp_path / name / "vignette.db").is_file()
    assert os.listdir(tmp_path) == [name]


async def test_what_was_written_is_read_again(database: Database) -> None:
    await add_requester(database, "mia")

    assert await names(database) == ["mia"]


async def test_nothing_of_a_write_stays_when_anything_is_raised(database: Database) -> None:
    with pytest.raises(LookupError):
        async with database.write() as session:
            session.add(RequesterRow(platform="web", user="mia", name="mia"))
            await session.flush()
            raise LookupError

    assert await names(database) == []


async def test_a_session_to_read_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError, match="read-only"):
        async with database.read() as session:
            session.add(RequesterRow(platform="web", user="mia", name="mia"))
            await session.flush()


@pytest.fixture
def power_may_go(power_stays: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_set_up_sqlite", power_stays)


async def test_every_commit_is_on_the_disk_before_it_is_acknowledged(power_may_go: None, database: Database) -> None:
    async with database.write() as session:
        for pragma, value in {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 200}.items():
            assert await session.scalar(text(f"PRAGMA {pragma}")) == value


async def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    async with database.read() as session:
        before = await session.scalar(select(func.count()).select_from(RequesterRow))
        await add_requester(database, "mia")
        after = await session.scalar(select(func.count()).select_from(RequesterRow))

    assert before == after == 0


async def test_writers_of_two_processes_lose_no_update(tmp_path: Path, database: Database) -> None:
    other = Database(sqlite_url(tmp_path / "new folder" / "vignette.db"))
    await other.open()
    async with database.write() as session:
        session.add(LimitRow(kind="default", subject="", window="day", credits=0))

    async def count_up(through: Database) -> None:
        async with through.write() as session:
            row = (await session.scalars(select(LimitRow))).one()
            row.credits += 1

    await asyncio.gather(*(count_up(through) for through in [database, other] * 10))
    async with other.read() as session:
        assert await session.scalar(select(LimitRow.credits)) == 20
    await other.close()


async def test_a_commit_that_fails_leaves_the_database_usable(tmp_path: Path, database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.execute(text("PRAGMA defer_foreign_keys = ON"))  # the mistake is found by COMMIT only
            session.add(OutboxRow(job_id="no such job", frontend="web"))
    with closing(sqlite3.connect(tmp_path / "new folder" / "vignette.db", timeout=0)) as other:
        other.execute("BEGIN IMMEDIATE")  # nobody holds the lock
        other.execute("ROLLBACK")
    await add_requester(database, "mia")

    assert await names(database) == ["mia"]


async def test_a_cancelled_writer_leaves_the_database_usable(database: Database) -> None:
    started = asyncio.Event()

    async def write_for_ever() -> None:
        async with database.write() as session:
            session.add(RequesterRow(platform="web", user="mia", name="mia"))
            await session.flush()
            started.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_for_ever())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await add_requester(database, "tom")

    assert await names(database) == ["tom"]


async def test_a_database_that_another_program_locks_is_said_in_a_sentence(tmp_path: Path, database: Database) -> None:
    other = sqlite3.connect(tmp_path / "new folder" / "vignette.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageError, match="The database is in use by another program; close that program or try"):
        await add_requester(database, "mia")
    other.execute("ROLLBACK")
    other.close()
    await add_requester(database, "tom")

    assert await names(database) == ["tom"]


async def test_opening_a_locked_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "vignette.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    database = Database(sqlite_url(tmp_path / "vignette.db"), busy_seconds=0.1)

    with pytest.raises(StorageError, match="is in use by another program"):
        await database.open()
    other.execute("ROLLBACK")
    other.close()
    await database.open()
    await database.close()


async def test_a_full_disk_loses_nothing_that_was_stored_and_is_said_in_a_sentence(database: Database) -> None:
    await add_requester(database, "mia")
    async with database.write() as session:  # SQLite's own way to run out of space
        pages = await session.scalar(text("PRAGMA page_count"))
        await session.execute(text(f"PRAGMA max_page_count = {pages}"))

    with pytest.raises(StorageError, match="The disk of this service is full; free some space"):
        async with database.write() as session:
            session.add_all(RequesterRow(platform="web", user=str(n), name="x" * 1000) for n in range(100))
    assert await names(database) == ["mia"]

    async with database.write() as session:
        await session.execute(text("PRAGMA max_page_count = 100000"))
    await add_requester(database, "tom")
    assert await names(database) == ["mia", "tom"]


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary. " * 100)
    database = Database(sqlite_url(path))

    with pytest.raises(StorageError, match="The file is not a database; choose another database_url"):
        await database.open()
    assert path.read_text() == "Dear diary. " * 100


async def test_a_folder_in_place_of_the_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path))

    with pytest.raises(StorageError, match="cannot be opened; check that its folder exists and is writable"):
        await database.open()


async def test_a_file_in_place_of_the_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    database = Database(sqlite_url(tmp_path / "data" / "vignette.db"))

    with pytest.raises(StorageError, match=r"The folder cannot be used \(.+\); check that it is writable"):
        await database.open()


async def test_a_server_that_does_not_answer_is_said_in_a_sentence_without_its_password() -> None:
    database = Database("postgresql+asyncpg://mia:secret@127.0.0.1:1/vignette")

    with pytest.raises(StorageError, match="cannot be reached") as caught:
        await database.open()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "data/vignette.db", "sqlite:///vignette.db", "sqlite+aiosqlite://", "mysql://root@localhost/vignette"]
)
def test_a_url_that_is_none_of_ours_is_refused_with_the_right_form(url: str) -> None:
    with pytest.raises(StorageError, match=r"database_url must be like sqlite\+aiosqlite:///data/vignette\.db or"):
        Database(url)


def test_postgresql_without_its_driver_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "asyncpg", raising=False)

    with pytest.raises(StorageError, match=r"PostgreSQL needs the asyncpg package: .make EXTRAS=postgres install."):
        Database("postgresql+asyncpg://vignette@localhost/vignette")


async def test_a_mistake_in_our_own_statements_stays_loud(database: Database) -> None:
    await add_requester(database, MIA.user)

    with pytest.raises(IntegrityError):
        await add_requester(database, MIA.user)
