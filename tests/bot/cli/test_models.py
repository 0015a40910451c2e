"""`vignette models`: what lies in a folder, right and wrong, without loading any of it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.cli.app import app


def test_a_folder_of_models_is_listed_with_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "fox.gguf").write_bytes(b"GGUF")
    told = CliRunner().invoke(app, ["models", str(tmp_path)])
    assert told.exit_code == 0
    assert "WRONG  empty: There is no model in" in told.output
    assert "WRONG  fox: fox.gguf is damaged or cut short: fetch it again." in told.output
    listed = json.loads(CliRunner().invoke(app, ["models", str(tmp_path), "--json"]).stdout)["models"]
    assert [each["name"] for each in listed] == ["empty", "fox"]
