"""Whatever line of the shell a help page or a refusal shows is taken as it stands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from bot.cli import app
from bot.cli.errors import CliError
from bot.cli.parsing import export_format, image_requests, quota_command, shell_form, story_request
from bot.commands import COMMANDS, options
from bot.commands.quota import QUOTA_FORMS
from bot.domain.limits import DEFAULT_LIMITS

_LINE = re.compile(r"`vignette ([^`]+)`|: vignette ((?:[\w:-]+ ?)+)")


def _commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, (*path, name))


ALL = dict(_commands(get_command(app)))
SHOWN = {
    (line[1] or line[2]).strip()
    for command in ALL.values()
    for text in (command.help, *(getattr(parameter, "help", None) for parameter in command.params))
    for line in _LINE.finditer(text or "")
}


def _take(words: list[str]) -> None:
    """As a run does, but for the run itself; what is wrong raises."""
    command, name, parent = ALL[()], "vignette", None
    while True:
        context = command.make_context(name, [*words], parent=parent)
        if not isinstance(command, TyperGroup):
            return
        name, command, words = command.resolve_command(context, [*context._protected_args, *context.args])
        parent = context


def test_help_shows_lines_and_every_one_is_taken() -> None:
    assert len(SHOWN) >= 6
    for line in SHOWN:
        words = line.split()
        _take(words)
        if words[0] == "quota":
            quota_command(words[1:])


def test_the_example_of_every_option_is_taken_with_its_command() -> None:
    texts = {"imagine": "a fox", "story": "Mia wakes. She runs."}
    read: dict[str, Any] = {"imagine": image_requests, "story": story_request}
    for name, text in texts.items():
        for option in options(DEFAULT_LIMITS).values():
            if f"--{option.name}" in {opt for parameter in ALL[(name,)].params for opt in parameter.opts}:
                _take([name, text, *shlex.split(option.form)])
                assert read[name](text, {option.name: option.example}, DEFAULT_LIMITS)


@pytest.mark.parametrize("name", ["imagine", "story", "quota", "export"])
def test_every_form_that_a_refusal_may_end_with_is_taken_by_a_shell(name: str) -> None:
    own = [form for form, _ in QUOTA_FORMS.values()] if name == "quota" else []
    extra = [f"--{each.name} {each.example}" for each in options(DEFAULT_LIMITS).values() if name in each.commands]
    known = {opt for parameter in ALL[(name,)].params for opt in parameter.opts}
    for form in [*([] if own else [""]), *own, *(each for each in extra if each.split()[0] in known)]:
        line = shell_form(name, form).partition("vignette ")[2]
        assert "{" not in re.sub('"[^"]*"', "", line)  # a shell makes two words of it
        _take(shlex.split(line))


def test_a_refusal_in_a_shell_has_no_markup_of_a_chat() -> None:
    with pytest.raises(CliError) as raised:
        export_format("webp")
    said = (
        "There is no format “webp”: it is pdf, gif, mp4, cbz or zip. Write it like this: vignette export 1a2b3c4d pdf"
    )
    assert str(raised.value) == said
    with pytest.raises(CliError) as raised:
        image_requests("{fox, owl", {}, DEFAULT_LIMITS)
    assert "`" not in str(raised.value) and str(raised.value).endswith('vignette imagine "a {fox,owl} in the snow"')
    assert COMMANDS["imagine"].example == "imagine a red fox in the snow"
