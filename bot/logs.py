"""Where logs go: to the terminal of a service, to a file for everything that has a person before it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote, unquote, urlsplit

import structlog
from structlog.typing import EventDict

from bot.redaction import brief_traceback, without_quotes, without_secrets
from bot.settings import Settings
from bot.storage.database.errors import folder_errors

OURS = ("bot", "generation", "story")
MAX_BYTES = 5 * 2**20  # then the file is put aside, and the one put aside before is forgotten
FOLDER = "logs"
SHORTEST = 4  # characters of a secret that can be told from other words


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
        structlog.contextvars.merge_contextvars,  # the job that all of this is for
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_json
        else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        _Formatter(
            foreign_pre_chain=before,
            processors=[
                _without_words_of_others,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_one_form_of_traceback),  # for people and for machines
                renderer,
            ],
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


def _one_form_of_traceback(exc_info: Any) -> str:
    return brief_traceback(exc_info[1])


def _without_words_of_others(_: Any, __: str, entry: EventDict) -> EventDict:
    """Libraries put what they were given into their messages; ours are written so that they do not."""
    if not entry["_record"].name.startswith(OURS):
        entry["event"] = without_quotes(str(entry["event"]))
    return entry


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Hides secrets, wherever in a line or a traceback they turn up."""

    def __init__(self, *, secrets: Iterable[str], **options: Any) -> None:
        super().__init__(**options)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record), self._secrets)


def _secrets(settings: Settings) -> list[str]:
    """Every secret that the settings hold, as it is written there and as it is sent."""
    kept = [
        each.get_secret_value()
        for each in (settings.discord.token, settings.web.password, settings.engine.key)
        if each is not None
    ]
    addresses = (settings.database_url, settings.discord.proxy)
    kept += [password for each in addresses if (password := urlsplit(each).password)]
    forms = {form for each in kept for form in (each, quote(each, safe=""), unquote(each))}
    return sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True)
