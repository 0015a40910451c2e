"""The two files that settings come from: one that anybody may see, and one with secrets that nobody else may read.

Read by hand: pydantic-settings' sources of TOML and secrets do not say from which file a key came, which a mistake in
it has to name, nor refuse a secrets file that others can read.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.settings.mistakes import SECRETS, SettingsError, variable

# What may not stand in the file that anybody may see.
SHOWN_SECRETS = ("discord.token", "web.password", "engine.key", "ray.token")


def read_settings(path: Path) -> dict[str, Any]:
    """The settings file, without secrets."""
    given = _read(path)
    for key in flat(given):
        if key in SHOWN_SECRETS:
            raise SettingsError(
                f"`{key}` is a secret and does not belong in {path}: "
                f"set {variable(key)} in the environment, or put it into the file named by `secrets_file`."
            )
    return given


def read_secrets(path: Path) -> dict[str, Any]:
    """The secrets file: TOML of the same shape, readable by its owner alone."""
    given = _read(path)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SettingsError(f"Others can read the secrets file {path}: run `chmod 600 {path}`.")
    for key in flat(given):
        if key not in SECRETS:
            raise SettingsError(f"`{key}` is no secret: {path} may hold {', '.join(SECRETS)} alone.")
    return given


def flat(given: Mapping[str, Any]) -> Iterator[str]:
    """The dotted keys of a file: its own, and those of its sections."""
    for name, value in given.items():
        yield from (f"{name}.{key}" for key in value) if isinstance(value, dict) else (name,)


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows begin a file with a byte order mark
    except FileNotFoundError:
        raise SettingsError(f"There is no file {path}.") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # UTF-16 without a mark is full of them
        raise SettingsError(f"{path} is not in UTF-8: save it again with the encoding UTF-8.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}.") from None
