"""The options of a command as they are typed → the fields of a request, or one sentence that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.commands.advice import advice, nearest
from bot.commands.arguments import read_picture
from bot.commands.characters import closing_quotes, has_words, shown, unquoted
from bot.commands.errors import CommandError
from bot.commands.loras import read_loras, together
from bot.commands.options import Kind, Option, options
from bot.domain.limits import Limits
from generation.engine import EngineError, Reference
from generation.request.sizes import parse_ratio
from generation.request.styles import STYLES, todays

STYLE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


def read_options(command: str, given: Iterable[tuple[str, str]], limits: Limits) -> dict[str, Any]:
    """Request fields for the (name, text) pairs a person gave with a command; names are those of the table."""
    fields: dict[str, Any] = {}
    for name, text in given:
        option = find_option(name, limits, command)
        if command not in option.commands:
            raise CommandError(f"`--{option.name}` goes with `{option.commands[0]}`, not with `{command}`.")
        if option.field in fields and option.kind not in (Kind.PICTURES, Kind.LORAS):
            raise CommandError(f"`--{option.name}` is there twice: give it once.", option.form)
        before = fields.get(option.field, ())
        try:
            if option.kind is Kind.LORAS:
                fields[option.field] = together(before, read_loras(text))
            else:
                value = _read_value(option, text, limits)
                fields[option.field] = (*before, *value) if option.kind is Kind.PICTURES else value
        except CommandError as error:
            raise CommandError(str(error), option.form) from None
    return fields


def find_option(name: str, limits: Limits, command: str = "") -> Option:
    """The option of that name, in capitals or not; raises CommandError, with the nearest or with all there are."""
    table = options(limits)
    if found := table.get(name.lower()):
        return found
    its = {known: option for known, option in table.items() if not command or command in option.commands}
    near = nearest(name, its)
    there_is_none = f"There is no option {shown('--' + name)}"
    if not its:
        raise CommandError(f"{there_is_none}: `{command}` takes none.")
    raise CommandError(f"{there_is_none}: {advice(name, its, '`--{}`')}", its[near].form if near else "")


def resembled_option(name: str, limits: Limits) -> Option | None:
    """The option that a name was probably meant to be."""
    table = options(limits)
    alike = [known for known in table if known[0] == name[0] and len({*known} - {*name}) < 2]  # spares most of the work
    near = nearest(name, alike, near=0.75)
    return table[near] if near else None


def _read_value(option: Option, text: str, limits: Limits) -> Any:
    match option.kind:
        case Kind.INTEGER | Kind.NUMBER:
            return _integer(option, text) if option.kind is Kind.INTEGER else _number(option, text)
        case Kind.RATIO:
            return _ratio(text)
        case Kind.STYLE:
            return _style(text, limits)
        case Kind.TEXT:
            return _text(option, text, limits)
        case Kind.CHOICE:
            return _choice(option, text)
        case Kind.FLAG | Kind.ATTACHED:
            return _flag(option, text)
        case Kind.PICTURES | Kind.FOLLOWED:
            return _pictures(option, text)


def _pictures(option: Option, text: str) -> tuple[Reference, ...] | Reference:
    """Those that are named; what is followed is one, and the first attached where nothing is named."""
    if option.kind is Kind.FOLLOWED:
        return Reference("", read_picture(text, option.name) if text else "")
    return tuple(Reference("", read_picture(each, option.name)) for each in text.split(","))


def _integer(option: Option, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text) or not option.low <= int(text) <= option.high:
        raise _out_of_range(option, text)
    return int(text)


def _number(option: Option, text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", text) or not option.low <= float(text) <= option.high:
        raise _out_of_range(option, text)
    return float(text)


def _out_of_range(option: Option, text: str) -> CommandError:
    takes = f"`--{option.name}` takes {option.kind.value} from {option.low} to {option.high}"
    return CommandError(f"{takes}, not {shown(text)}." if text else f"{takes}, and there is none after it.")


def _choice(option: Option, text: str) -> str:
    if text.lower() in option.choices:
        return text.lower()
    near = nearest(text.lower(), option.choices) if text else None
    there_are = option.explained or f"there are {', '.join(option.choices)}"
    meant = f"did you mean `{near}`?" if near else f"{there_are}."
    raise CommandError(f"`--{option.name}` cannot be {shown(text) if text else 'nothing'}: {meant}")


def _ratio(text: str) -> str:
    try:
        parse_ratio(text)
    except EngineError as error:
        raise CommandError(str(error)) from None
    return text


def _style(text: str, limits: Limits) -> str:
    name = todays(text.lower())
    if not text:
        raise CommandError(f"`--style` needs {Kind.STYLE.value} after it: {advice('', STYLES)}")
    if name not in STYLES and not (limits.any_style and STYLE_NAME.fullmatch(name)):
        raise CommandError(no_style(text, STYLES))
    return name


def no_style(text: str, known: Iterable[str]) -> str:
    """What to say of a style that is none of the known ones."""
    return f"There is no style {shown(text)}: {advice(text, known)}"


def _text(option: Option, text: str, limits: Limits) -> str:
    words = unquoted(" ".join(text.split()))
    if not has_words(words):
        raise CommandError(f"`--{option.name}` needs {option.kind.value} after it.")
    if closing_quotes(words):
        raise CommandError(f"Put one pair of quotation marks around all the words of `--{option.name}`, or none.")
    most = option.high or limits.prompt_length
    if len(words) > most:
        raise CommandError(f"`--{option.name}` has {len(words):,} characters; at most {most:,} are read.")
    return words


def _flag(option: Option, text: str) -> bool:
    if text:
        raise CommandError(f"`--{option.name}` takes no value: leave out {shown(text)}.")
    return option.sets
