"""What is wrong with the settings, in one sentence that names the key, where it stands, and the nearest right one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from generation.errors import UserError

PREFIX = "VIGNETTE_"
SECRETS = ("discord.token", "web.password", "engine.key", "ray.token", "database_url")  # the last may hold a password

# https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables, and Docker's links.
_OF_SERVICES = re.compile(
    r"(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?|ENV_\w+)"
)
_OF_SERVICES_BY_VALUE = re.compile(r"(\w+_)?(PORT=(tcp|udp|sctp)://|NAME=/).*")


class SettingsError(UserError):
    """A mistake in the settings; its text tells whoever wrote them."""


def check_environment(settings: type[BaseModel]) -> None:
    """Refuse a variable that begins like ours and sets nothing."""
    for name, value in os.environ.items():
        if not name.upper().startswith(PREFIX):
            continue
        named = name.upper().removeprefix(PREFIX)
        if _OF_SERVICES.fullmatch(named) or _OF_SERVICES_BY_VALUE.fullmatch(f"{named}={value}"):
            continue  # Kubernetes and Docker tell every container of a service that is named like us
        first, *rest = named.lower().split("__")
        section = _section(settings, first) if first in settings.model_fields else None
        if section and not rest:
            example = variable(f"{first}.{next(iter(section.model_fields))}")
            raise SettingsError(f"{name} is a whole section: set its keys one by one, such as {example}.")
        if first not in settings.model_fields or (rest and not section):
            near = _nearest(".".join([first, *rest]), settings, variable)
            raise SettingsError(f"There is no setting for {name} in the environment{near}")


def variable(key: str) -> str:
    """The environment variable of a key: "web.port" is VIGNETTE_WEB__PORT."""
    return PREFIX + key.replace(".", "__").upper()


def keys(settings: type[BaseModel]) -> Iterator[str]:
    """Every key, with those in sections dotted."""
    for name in settings.model_fields:
        section = _section(settings, name)
        yield from (f"{name}.{key}" for key in section.model_fields) if section else (name,)


def sentence(error: ValidationError, settings: type[BaseModel], files: Mapping[str, str]) -> str:
    """The first mistake of several; `files` says which file each key was read from."""
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"][:2])
    if variable(key) in map(str.upper, os.environ):
        where = f" ({variable(key)} in the environment)"
    else:
        file = next((file for known, file in files.items() if f"{known}.".startswith(f"{key}.")), "")
        where = f" in {file}" if file else ""
    if first["type"] == "extra_forbidden":
        return f"There is no setting `{key}`{where}{_nearest(key, settings)}"
    if first["type"] == "model_type":
        return f"`{key}` is a section{where}: write [{key}] on a line of its own and its keys below."
    if first["type"] == "value_error":
        return f"`{key}`{where} is wrong: {first['ctx']['error']}"
    given = "" if key in SECRETS else f" is {first['input']!r}"
    return f"`{key}`{where}{given}: {first['msg'].replace('Input', 'it', 1)}."


def _section(settings: type[BaseModel], name: str) -> type[BaseModel] | None:
    annotation: Any = settings.model_fields[name].annotation
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _nearest(key: str, settings: type[BaseModel], written: Callable[[str], str] = "`{}`".format) -> str:
    """The end of the sentence: the key that looks most like this one, with its section or, failing that, without."""
    known = {name: name for name in [*keys(settings), *settings.model_fields]}
    leaves = {name.rpartition(".")[2]: name for name in known}
    near = get_close_matches(key, known, n=1) or get_close_matches(key.rpartition(".")[2], leaves, n=1)
    return f"; did you mean {written((leaves | known)[near[0]])}?" if near else "."
