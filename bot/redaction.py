"""What may be written down of what went wrong: where and of what kind, never whose words or whose key.

Errors of libraries quote what they were given: a header, a prompt, a row of the database. So of an error's text only
its first line is kept, with whatever stands in quotes left out, and tracebacks show no variables.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable

from bot.text import without_credentials

HIDDEN = "•••"
MOST = 300  # characters of one error's text
NAMES_CODE = (AttributeError, ImportError, NameError)  # what these quote are names in a program

_QUOTED = re.compile(r"""(?:\b[bruBRU]{1,2}|(?<!\w))(?:'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?)|`[^`]*`?|“[^”]*”?""")
_SHAPES = (  # of what opens a door, wherever it comes from
    re.compile(r"\bvg_[\w-]+"),  # an API key
    re.compile(r"(?<=webhooks/)\d+/[\w.-]+|(?<=interactions/)\d+/[\w.-]+"),  # whoever has it answers in our name
    re.compile(r"(?i)\b(?:basic|bearer|bot)\s+[\w+/=.~-]{8,}"),
    re.compile(r"(?i)\b(?:(?:set-)?cookie|(?:proxy-)?authorization)\s*:[^\r\n]*"),
    re.compile(r"(?i)\bvignette(?:-desk)?=[\w-]+"),
    re.compile(r"(?i)(?<=[?&])(?:key|token|sig|signature|password)=[^&\s]+"),
)


def without_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without these secrets, and without anything that has the shape of a key."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    for shape in _SHAPES:
        text = shape.sub(HIDDEN, text)
    return without_credentials(text)


def without_quotes(text: str) -> str:
    """The text without what it quotes: somebody's words, as often as not."""
    return _QUOTED.sub("'…'", text)


def brief(error: BaseException) -> str:
    """An error on one line: "ValueError: could not convert string to float: '…'"."""
    text = str(error).strip().partition("\n")[0]
    shown = without_secrets(text if isinstance(error, NAMES_CODE) else without_quotes(text))
    name = type(error).__name__
    return f"{name}: {shown if len(shown) <= MOST else shown[: MOST - 1] + '…'}" if shown else name


def brief_traceback(error: BaseException | None) -> str:
    """Where it happened, innermost last, and every error of its chain on one line; no variables, nobody's words."""
    chain: list[BaseException] = []  # the error, what it was raised from, and so on; none of them twice
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines: list[str] = []
    for number, each in enumerate(reversed(chain)):
        lines += ["After which:"] if number else []
        lines += ["Traceback (most recent call last):"] if each.__traceback__ else []
        lines += "".join(traceback.format_tb(each.__traceback__)).splitlines()
        lines.append(brief(each))
        if isinstance(each, BaseExceptionGroup):
            lines += [f"  among it {brief(one)}" for one in each.exceptions]
    return "\n".join(lines)
