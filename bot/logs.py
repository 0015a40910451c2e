"""Where logs go: to the terminal of a service, to a file for everything that has a person before it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

import structlog

from bot.settings import Settings
from bot.storage.database.errors import folder_errors
from bot.text import without_credentials

OURS = ("bot", "generation", "story")
MAX_BYTES = 5 * 2**20  # then the file is put aside, and the one put aside before is forgotten
FOLDER = "logs"
_HIDDEN = "•••"


def to_terminal(settings: Settings) -> None:
    """Log on standard error."""
    _configure(settings, sys.stderr)


def to_file(settings: Settings) -> Path:
    """Log into the data folder, and with it whatever libraries and workers print; returns the file.

    From here on only `sys.stdout` and `sys.stderr` lead to the person. What writes to the descriptors 1 and 2 as such,
    which are all that a child process knows, writes into the log.
    """
    path = settings.data_dir / FOLDER / "commands.log"
    with folder_errors(str(path.parent)):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MAX_BYTES:
            path.replace(path.with_suffix(".old.log"))
        log = path.open("a", encoding="utf-8")
    sys.stdout, sys.stderr = _diverted(sys.stdout, log), _diverted(sys.stderr, log)
    _configure(settings, log)
    return path


def _diverted(stream: TextIO, log: TextIO) -> TextIO:
    """The same stream on a descriptor that no child inherits, while its old one leads to the log."""
    stream.flush()
    number = stream.fileno()
    own = open(os.dup(number), "w", encoding=stream.encoding, errors=stream.errors, buffering=1)  # noqa: SIM115
    os.dup2(log.fileno(), number)
    return own


def _configure(settings: Settings, stream: TextIO) -> None:
    """structlog and the standard library's loggers, through one formatter."""
    before = (
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
    renderer = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if settings.log_json
        else [structlog.dev.ConsoleRenderer(colors=stream.isatty())]
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        _Formatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
            secrets=_secrets(settings),
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(settings.log_level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level, *before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )  # fmt: skip


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Hides secrets, wherever in a line or a traceback they turn up."""

    def __init__(self, *, secrets: Iterable[str], **options: Any) -> None:
        super().__init__(**options)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, _HIDDEN)
        return without_credentials(line)


def _secrets(settings: Settings) -> list[str]:
    kept = (settings.discord.token, settings.web.password)
    return [each.get_secret_value() for each in kept if each is not None and each.get_secret_value()]
