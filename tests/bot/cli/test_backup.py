"""`vignette backup` and `vignette restore`: their words; tests/bot/storage/backup tests what they do."""

from __future__ import annotations

from pathlib import Path

from bot.cli.errors import USAGE, WORK
from tests.bot.cli.kit import document, sentence, vignette
from tests.bot.storage.kit import open_stores


async def test_a_backup_is_made_and_restored_and_what_cannot_be_is_said_in_a_sentence(tmp_path: Path) -> None:
    async with open_stores(tmp_path / "data") as stores:
        await stores.submit()
        await stores.files.save(b"a picture")

        made = document(vignette(tmp_path, "backup", "all.zip", "--json"))
    assert (made["path"], made["pictures"], made["bytes"] > 0) == ("all.zip", 1, True)
    assert "name a new file" in sentence(vignette(tmp_path, "backup", "all.zip"), USAGE)
    assert "add --replace" in sentence(vignette(tmp_path, "restore", "all.zip"), WORK)

    back = document(vignette(tmp_path, "restore", "all.zip", "--replace", "--json"))
    assert back == {name: made[name] for name in ("made_at", "revision", "pictures")}
