"""What of an error may be written down."""

from __future__ import annotations

import pytest
from aiohttp.http_exceptions import InvalidHeader

from bot.redaction import brief, brief_traceback, without_secrets

PROMPT = "a canary in the prompt of another"


def raised(error: BaseException) -> BaseException:
    header = f"Cookie: {PROMPT}"  # a variable that a traceback with variables would show
    try:
        raise error
    except BaseException as caught:
        assert header
        return caught


@pytest.mark.parametrize(
    "error",
    [
        KeyError(PROMPT),
        ValueError(f"could not convert string to float: {PROMPT!r}"),
        ValueError(f'Expected “{PROMPT}” or "{PROMPT}" or `{PROMPT}`'),
        ValueError(f"{PROMPT + chr(39)!r} and {PROMPT!r:.30}"),  # a quotation mark within, and one cut off
        InvalidHeader(PROMPT),
        RuntimeError(f"it failed\nDETAIL: Key (request)=({PROMPT}) already exists."),
        ValueError(f"bad line {PROMPT.encode()!r}"),
        ExceptionGroup("several", [KeyError(PROMPT)]),
    ],
    ids=["key", "quoted", "typographic", "cut off", "header", "detail", "bytes", "group"],
)
def test_an_error_is_told_without_what_it_quotes(error: Exception) -> None:
    for text in (brief(error), brief_traceback(raised(error))):
        assert "canary" not in text and type(error).__name__ in text


def test_every_error_of_a_chain_is_told_and_none_of_them_twice() -> None:
    first = raised(ValueError("the first"))
    second = RuntimeError("the second")
    second.__cause__, first.__context__ = first, second  # a circle, as a careless `raise … from` makes
    text = brief_traceback(second)
    assert text.index("the first") < text.index("the second") and text.count("the second") == 1


def test_what_helps_to_find_a_mistake_stays() -> None:
    assert brief(RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")).endswith("Tried to allocate 2 GiB")
    assert "'strip'" in brief(AttributeError("'NoneType' object has no attribute 'strip'"))
    assert "test_redaction.py" in brief_traceback(raised(ValueError()))


@pytest.mark.parametrize(
    "line",
    [
        "key vg_CANARY1_CANARYCANARY was sent",
        "Authorization: Bearer CANARYCANARY",
        "{'Authorization': 'Bot CANARYCANARY'}",
        "cookie: a=b; vignette=CANARY",
        "GET /desk/enter?key=CANARY HTTP/1.1",
        "PATCH https://discord.com/api/v10/webhooks/123/CANARY.CANARY/messages/@original responded with 500",
        "postgresql+asyncpg://user:CANARY@host/vignette",
    ],
)
def test_what_has_the_shape_of_a_key_is_hidden(line: str) -> None:
    assert "CANARY" not in without_secrets(line)
