"""The revisions make what the code describes, and can be undone."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from asyncio.subprocess import PIPE
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.util import CommandError

from bot.domain.errors import StorageError
from bot.storage import AuditEntry, AuditStore, Database
from bot.storage.database.migrations import alembic_config
from bot.storage.tables.core import Base
from tests.conftest import SOON


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "vignette.db"


def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {row[0] for row in rows}


def version(file: Path) -> str:
    with closing(sqlite3.connect(file)) as database:
        return str(database.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(query).fetchall()


async def first_broken_entry(file: Path) -> AuditEntry | None:
    database = Database(url(file))
    await database.open()
    async with database.read() as session:
        broken = await AuditStore().verify(session)
    await database.close()
    return broken


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(statement)


async def open_and_close(file: Path) -> None:
    database = Database(url(file))
    try:
        await database.open()
    finally:
        await database.close()


async def test_opening_an_empty_database_makes_every_table(file: Path) -> None:
    await open_and_close(file)

    assert tables(file) == {"alembic_version", *Base.metadata.tables}


async def test_opening_a_database_again_keeps_what_is_in_it(file: Path) -> None:
    await open_and_close(file)
    execute(file, "INSERT INTO requesters (platform, user, name) VALUES ('web', 'mia', 'Mia')")

    await open_and_close(file)

    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT name FROM requesters").fetchall() == [("Mia",)]


async def test_two_processes_may_open_an_empty_database_at_the_same_time(file: Path) -> None:
    opened = f"Database({url(file)!r}, busy_seconds={SOON}).open()"
    program = f"import asyncio; from bot.storage import Database; asyncio.run({opened})"
    runs = [await asyncio.create_subprocess_exec(sys.executable, "-c", program, stderr=PIPE) for _ in range(2)]
    errors = [(await run.communicate())[1].decode() for run in runs]

    assert [run.returncode for run in runs] == [0, 0], errors
    assert tables(file) == {"alembic_version", *Base.metadata.tables}


def test_the_database_goes_down_to_nothing_and_up_again(file: Path) -> None:
    config = alembic_config(url(file))
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    assert tables(file) == {"alembic_version"}

    command.upgrade(config, "head")
    assert tables(file) == {"alembic_version", *Base.metadata.tables}


def test_the_revisions_make_the_tables_the_code_describes(file: Path) -> None:
    config = alembic_config(url(file))
    command.upgrade(config, "head")

    command.check(config)


def test_a_table_that_differs_from_the_code_is_noticed(file: Path) -> None:
    config = alembic_config(url(file))
    command.upgrade(config, "head")
    execute(file, "DROP INDEX uq_credits_settled")

    with pytest.raises(CommandError, match="uq_credits_settled"):
        command.check(config)


def test_entries_written_before_there_was_a_chain_are_chained_by_the_revision(file: Path) -> None:
    config = alembic_config(url(file))
    command.upgrade(config, "0001")
    for number, at in enumerate(("2026-01-02 03:04:05.678900", "2026-01-02 03:04:06.000000")):
        execute(
            file,
            "INSERT INTO audit (at, actor, action, subject, detail) "
            f"""VALUES ('{at}', 'web:mia', 'job.submit', 'job {number}', '{{"cost": 5, "note": "größer"}}')""",
        )
    command.upgrade(config, "head")

    assert asyncio.run(first_broken_entry(file)) is None
    execute(file, "UPDATE audit SET actor = 'web:tom' WHERE id = 1")
    broken = asyncio.run(first_broken_entry(file))
    assert broken is not None and broken.subject == "job 0"


def test_what_was_stored_before_a_revision_is_still_there_after_it_and_back(file: Path) -> None:
    config = alembic_config(url(file))
    command.upgrade(config, "0001")
    execute(file, "INSERT INTO requesters (id, platform, user, name) VALUES (1, 'web', 'mia', 'Mia')")
    execute(
        file,
        "INSERT INTO jobs (id, requester_id, roles, frontend, place, kind, request, status, cost, created_at, attempt, "
        "deaths, error, engine, model, device, ignored_words, seconds) VALUES ('aa', 1, '[]', 'web', '{}', 'image', "
        "'{}', 'succeeded', 1, '2026-01-02 03:04:05', 1, 0, '', 'echo', 'echo', 'cpu', '[]', 1.0)",
    )
    execute(
        file,
        """INSERT INTO frames (job_id, "index", sha256, width, height, seed, sentence, "cast") """
        "VALUES ('aa', 0, 'bb', 1, 1, 7, '', '[]')",
    )
    before = rows(file, "SELECT * FROM jobs"), rows(file, "SELECT * FROM frames")

    command.upgrade(config, "head")
    assert rows(file, "SELECT parent_id, parent_index, parent_verb, text FROM jobs") == [(None, None, None, "")]
    assert rows(file, "SELECT phash, mime FROM frames") == [("", "image/png")]

    command.downgrade(config, "0001")
    assert (rows(file, "SELECT * FROM jobs"), rows(file, "SELECT * FROM frames")) == before


async def test_a_database_newer_than_the_code_is_refused_and_left_alone(file: Path) -> None:
    await open_and_close(file)
    execute(file, "UPDATE alembic_version SET version_num = '9999'")
    before = version(file), tables(file)

    with pytest.raises(StorageError, match=r"The database was made by a newer Vignette; update Vignette to use it\."):
        await open_and_close(file)
    assert (version(file), tables(file)) == before


async def test_a_migration_that_fails_leaves_the_database_as_it_was(file: Path) -> None:
    execute(file, "CREATE TABLE outbox (ours INTEGER)")  # in the way of the first revision's last table

    with pytest.raises(Exception, match="outbox already exists"):
        await open_and_close(file)
    assert tables(file) == {"outbox"}


def test_the_command_line_asks_which_database_is_meant() -> None:
    config = alembic_config("")

    with pytest.raises(CommandError, match="Name the database: alembic -x url="):
        command.upgrade(config, "head")
