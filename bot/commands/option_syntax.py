"""A line of chat → its prompt and the options around it.

An option is two dashes, or the long dash phones make of them, after white space and directly before a name. Its value
is the next word, or what stands in quotation marks; for `--no` it is all up to the next option or the end of the line.
Everything else is the prompt, in one piece: "a well-lit room", "rock--n--roll" and "a fox - in snow — at night" are
prompts without options.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.commands.characters import closing_quotes, shown
from bot.commands.errors import CommandError
from bot.commands.loras import MARK
from bot.commands.options import Kind, Option, options
from bot.commands.reading_options import find_option, resembled_option
from bot.domain.limits import Limits

_OPTION = re.compile(r"(?<!\S)[\u200e\u200f]?(?P<dash>--|[–—―])(?P<name>[A-Za-z][\w-]*)(?P<value>=)?(?P<more>\S)?")
_ANYWAY = re.compile(r"\s(?:--|[–—―])anyway\s*\Z", re.IGNORECASE)
SPEECH = ("No", "By")  # "—No quiero", "—By the lake": words that begin with a dash, and no options
_IN_NAMES = re.compile("and|of|the|del?|di|da|du|la|le|van|von|der|den|ten|bin|y|e")
_NOBODY = re.compile(
    r"(?:one|body|thing|where|longer|more|sooner|matter|doubt|wonder|way|need|idea)\b(?!,)", re.IGNORECASE
)
_GOES_ON = re.compile(r"\w{3}[.!?…]\s+\S")  # "no one sees. Night falls."
_ONE_DASH = re.compile(r"(?<!\S)-(?P<name>[A-Za-z][\w-]*)(?=[\s=]|$)")


def split(text: str, limits: Limits, command: str = "") -> tuple[str, list[tuple[str, str]]]:
    """The prompt, and (name, text of the value) for every option in the order given; `command` is whose they are."""
    found = list(_options(text, limits))
    starts = [*(match.start() for match in found), len(text)]
    pieces = [text[: starts[0]]]
    given = []
    for match, end in zip(found, starts[1:], strict=True):
        option = find_option(match["name"], limits, command)
        value, rest = _take_value(option, text[match.end("name") : end])
        given.append((option.name, value))
        pieces.append(rest)
    written = [piece.strip() for piece in pieces if piece.strip()]
    if len(written) > 1:
        parts = " and ".join(shown(piece) for piece in written[:2])
        raise CommandError(f"The text is in parts, {parts}: write it in one piece, and the options after it.")
    return written[0] if written else "", given


def insisted(text: str) -> tuple[str, bool]:
    """The text without `--anyway` at its end, and whether it is there: for text whose other dashes are no options."""
    told = _ANYWAY.sub("", text)
    return told, told != text


def check_no_options(text: str, limits: Limits) -> None:
    """Refuse what would read as an option if the text were typed again."""
    if found := next(_options(text, limits), None):
        raise CommandError(f"Write {shown(found[0])} outside the quotation marks and braces, after all other text.")
    if lora := MARK.search(text):
        raise CommandError(
            f"{shown(lora[0].strip())} stands in a prompt or after a story, not there.", "--lora ink:0.8"
        )
    for match in _ONE_DASH.finditer(text):
        if match["name"].lower() in options(limits):
            option = find_option(match["name"], limits)
            raise CommandError(f"Options begin with two dashes: write `--{option.name}`.", option.form)


def _options(text: str, limits: Limits) -> Iterator[re.Match[str]]:
    for match in _OPTION.finditer(text):
        if match["dash"] == "--":
            if match["more"] and not match["value"]:
                raise CommandError(f"Put a space after {shown('--' + match['name'])}.", "--seed 7")
            yield match
        elif (match["value"] or not match["more"]) and not _is_speech(match):
            if match["name"].lower() in options(limits):
                yield match
            elif near := resembled_option(match["name"], limits):
                raise CommandError(
                    f"There is no option {shown(match[0])}: did you mean `--{near.name}`? "
                    "If it belongs to the prompt, put a space after the dash.",
                    near.form,
                )


def _is_speech(match: re.Match[str]) -> bool:
    """Words after a long dash that only begin like an option: "—by the lake", as authors have capitals; "—no one is
    there", and whatever goes on with another sentence.
    """
    after = match.string[match.end("name") :].lstrip()
    if match["name"] in SPEECH:
        return True
    words = re.split(r"\n|\s(?:--|[–—―])", after, maxsplit=1)[0]
    if match["value"] or closing_quotes(words):
        return False
    if match["name"] == "by":
        return _GOES_ON.search(words) is not None or any(
            word[0].islower() and not _IN_NAMES.fullmatch(word) for word in words.split()
        )
    return match["name"] == "no" and (_NOBODY.match(words) or _GOES_ON.search(words)) is not None


def _take_value(option: Option, tail: str) -> tuple[str, str]:
    """The text of an option's value, and what is left of the text after it."""
    assigned = tail.startswith("=")
    if option.kind in (Kind.FLAG, Kind.ATTACHED) and not assigned:
        return "", tail
    if option.kind is Kind.FOLLOWED and not re.match(r"=|[^\S\n]+[0-9a-f]{4,32}(\.\d+)?(?=\s|\Z)", tail, re.IGNORECASE):
        return "", tail
    tail = re.sub(r"\A=?[^\S\n]*", "", tail)
    if marks := closing_quotes(tail):
        match = re.match(rf".([^{marks}]*)[{marks}](?=\s|\Z)", tail, re.DOTALL)
        if match is None:
            problem = f"Put one pair of quotation marks around the whole value of `--{option.name}`, or none."
            raise CommandError(problem, option.form)
        return match[1], tail[match.end() :]
    value = re.split(r"\n" if option.kind is Kind.TEXT else r"\s", tail, maxsplit=1)[0]
    return value, tail[len(value) :]
