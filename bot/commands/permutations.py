"""`{fox,owl}` groups: one prompt for every choice.

Braces are letters like any others where no choice stands in them, as in `{"scene": "a fox", "style": "ink"}`, and after
a backslash: `\\{`. Of several backslashes before a brace each pair is one, as in most languages.
"""

from __future__ import annotations

import re
from itertools import product
from math import prod

from bot.commands.errors import CommandError

_ESCAPED = re.compile(r"(\\*)([{}])")
_COLON = re.compile(r"(\\*):")
# Braces that are letters, while the others are looked at: no text of a person's holds these two.
_AS_LETTERS, _BACK = str.maketrans("{}", "\x00\x01"), str.maketrans("\x00\x01", "{}")
_COMMA = re.compile(r"(?<!\\),")
_FIELD = re.compile(r"""\s*(?:"[^"]*"\s*:|'[^']*'\s*:|[\w-]+\s*:\s)""")  # of JSON: a name and a value, no choice
FORM = "imagine a {fox,owl} in the snow"


def permute(prompt: str, most: int) -> list[str]:
    """Every prompt that the groups stand for, the last group changing fastest; groups multiply, up to `most`."""
    texts, groups = _split(_ESCAPED.sub(_marked, prompt))
    if (count := prod(map(len, groups))) > most:
        raise CommandError(f"These groups make {count:,} prompts; at most {most} are drawn: leave out some.", None)
    prompts = []
    for choices in product(*groups):
        filled = [text + choice for text, choice in zip(texts, choices, strict=False)]
        prompts.append("".join([*filled, texts[-1]]).translate(_BACK))
    return prompts


def escaped(text: str) -> str:
    """What has to be typed for this text; itself, where its braces are literal anyway."""
    try:
        if permute(text, 1) == [text]:
            return text
    except CommandError:
        pass
    return _ESCAPED.sub(lambda match: f"{2 * match[1]}\\{match[2]}", text)


def read_colons(text: str) -> str:
    r"""With `\:` as the colon that it means: one which introduces nobody to a story."""
    return _COLON.sub(lambda match: match[1][: len(match[1]) // 2] + ":", text)


def escaped_colons(text: str, *, first: bool) -> str:
    """What has to be typed for this text; `first`, where its first colon must not introduce anybody."""
    text = _COLON.sub(lambda match: f"{2 * match[1]}:", text)
    return text.replace(":", "\\:", 1) if first else text


def _marked(match: re.Match[str]) -> str:
    backslashes, brace = match.groups()
    return backslashes[: len(backslashes) // 2] + (brace.translate(_AS_LETTERS) if len(backslashes) % 2 else brace)


def _split(text: str) -> tuple[list[str], list[list[str]]]:
    """The texts between the groups, and the choices of each group."""
    texts, groups, at, closings = [""], [], 0, _closings(text)
    while at < len(text):
        end = closings.get(at, at)
        if end == at and text[at] == "{" and _COMMA.search(text, at):
            raise _misplaced()
        if choices := _choices(text[at + 1 : end]):
            groups.append(choices)
            texts.append("")
        else:
            texts[-1] += text[at : end + 1].translate(_AS_LETTERS)
        at = end + 1
    return texts, groups


def _closings(text: str) -> dict[int, int]:
    """Where each brace that is closed is closed, by the place where it opens."""
    opened, closed = [], {}
    for place, letter in enumerate(text):
        if letter == "{":
            opened.append(place)
        elif letter == "}" and opened:
            closed[opened.pop()] = place
    return closed


def _choices(inside: str) -> list[str]:
    """What a group offers; nothing where it is none. Raises CommandError for one that is not finished."""
    pieces = _COMMA.split(inside)
    if len(pieces) < 2 or _FIELD.match(inside):
        return []
    if "{" in inside:
        raise _misplaced()
    if not all(piece.strip() for piece in pieces):
        raise CommandError(r"A group in braces needs two or more words with commas between; `\{` is a brace.", FORM)
    return [piece.strip().replace("\\,", ",") for piece in pieces]


def _misplaced() -> CommandError:
    return CommandError(r"Every `{` needs its `}`, and no group stands inside another; `\{` is a brace.", FORM)
