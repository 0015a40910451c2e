"""The two files as editors and shells write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingsError, load
from bot.settings.files import read_secrets, read_settings

TEXT = "data_dir = 'Bücher'\r\n[web]\r\nport = 1\r\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_a_byte_order_mark_is_no_part_of_the_first_line(file: Path) -> None:
    """telegraf#1378: what Notepad saves was "Invalid statement (line 1, column 1)"."""
    file.write_bytes(TEXT.encode("utf-8-sig"))
    assert read_settings(file) == {"data_dir": "Bücher", "web": {"port": 1}}
    assert load(file).web.port == 1
    secrets = file.with_name("secrets.toml")
    secrets.write_bytes("[discord]\ntoken = 'x'".encode("utf-8-sig"))
    secrets.chmod(0o600)
    assert read_secrets(secrets) == {"discord": {"token": "x"}}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_another_encoding_is_named_in_one_sentence(file: Path, encoding: str) -> None:
    """PowerShell 5 writes UTF-16 with `>`."""
    file.write_bytes(TEXT.encode(encoding))
    with pytest.raises(SettingsError) as caught:
        load(file)
    assert str(caught.value) == f"{file} is not in UTF-8: save it again with the encoding UTF-8."
