"""Every revision, upwards and downwards, with a row in every table, on both databases; and killed in the middle."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.domain.errors import StorageError
from bot.storage import Database
from bot.storage.database.copies import sqlite_url
from bot.storage.database.migrations import alembic_config
from tests.migration_kit import Contents, contents, fill, names, on, state, states_before_each_try, tables

REVISIONS = [each.revision for each in ScriptDirectory.from_config(alembic_config("")).walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "vignette.db")
    return str(request.getfixturevalue("postgresql").new_database())


def is_kept(before: Contents, after: Contents) -> bool:
    """Every row that was there is, in all columns that are still there."""
    return all(
        after[table].get(column, value) == value
        for table, row in before.items()
        if table in after
        for column, value in row.items()
    )


def test_every_revision_keeps_what_is_there_upwards_and_downwards(url: str) -> None:
    config = alembic_config(url)
    before: Contents = {}
    way = [(command.upgrade, each) for each in REVISIONS] + [(command.downgrade, each) for each in REVISIONS[-2::-1]]
    for move, revision in way:
        move(config, revision)
        after, there, filled = on(url, look_fill_look)
        assert is_kept(before, after), (move.__name__, revision)
        assert before.keys() & there <= after.keys(), (move.__name__, revision)
        assert filled.keys() == there, "every table has a row"
        before = filled


def look_fill_look(connection: Connection) -> tuple[Contents, set[str], Contents]:
    there = tables(connection)
    after = contents(connection, there)
    fill(connection, there)
    return after, {table.name for table in there}, contents(connection, there)


def test_a_migration_that_is_killed_leaves_everything_as_it_was_and_is_simply_done_again(url: str) -> None:
    command.upgrade(alembic_config(url), REVISIONS[0])
    on(url, fill)
    before, expected = on(url, contents), state(url)

    seen = states_before_each_try(url)
    assert len(seen) > 5, "too few moments to mean anything"
    assert set(seen) == {expected}
    after = on(url, contents)
    assert is_kept(before, after) and before.keys() <= after.keys()
    command.check(alembic_config(url))


async def open_and_close(url: str) -> Path | None:
    database = Database(url)
    await database.open()
    await database.close()
    return database.copy_before


def test_sqlite_is_copied_before_it_is_brought_up_to_date_and_that_copy_opens(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "vignette.db")
    assert asyncio.run(open_and_close(url)) is None, "there was nothing to lose"
    command.downgrade(alembic_config(url), old := REVISIONS[-2])
    on(url, fill)
    before = on(url, contents)

    copy = asyncio.run(open_and_close(url))
    assert copy == tmp_path / f"vignette.at-{old}.db"
    assert on(sqlite_url(copy), contents) == before
    assert asyncio.run(open_and_close(url)) is None


def test_a_disk_too_full_for_that_copy_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sqlite_url(tmp_path / "vignette.db")
    command.upgrade(alembic_config(url), REVISIONS[0])
    before = on(url, names)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match="full"):
        asyncio.run(open_and_close(url))
    assert on(url, names) == before
    assert not list(tmp_path.glob("*copied*"))
