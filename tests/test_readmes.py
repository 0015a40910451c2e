"""The READMEs say what is so: every command they show is understood, every path is there, every table is the code's."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from bot.__main__ import run
from bot.cli import app
from bot.cli.parsing import quota_command
from bot.commands import COMMANDS, parse
from bot.domain.requests import Attachment
from bot.frontends.web.api.operation_table import OPERATIONS, PROBES
from bot.frontends.web.api.schemas import ImageBody
from bot.settings import Settings
from bot.settings.mistakes import keys, variable
from generation.storybook import scene
from tests.readme_kit import ROOT, Readme

FIRST, CARD = Readme(ROOT / "README.md"), Readme(ROOT / "story/storybook/README.md")
ALL = [FIRST, CARD, *(Readme(ROOT / house / "README.md") for house in ("bot", "generation", "story"))]
MOST_WORDS, MOST_LINES = 900, 150
OF_THE_READER = {"modular_model_index.json", "config.toml", ".venv", ".venv/bin"}  # what is theirs, or made by `make`

each = pytest.mark.parametrize("readme", ALL, ids=lambda readme: str(readme.path.relative_to(ROOT)))


def test_the_first_page_is_short() -> None:
    assert len(FIRST.text.split()) <= MOST_WORDS
    assert len(FIRST.text.splitlines()) <= MOST_LINES


def test_there_is_much_to_check() -> None:
    """So that nothing below passes because nothing was found."""
    assert sum(len(readme.chat_lines) for readme in ALL) > 60
    assert sum(len(list(readme.shell_lines)) for readme in ALL) > 20
    assert sum(len(readme.paths) for readme in ALL) > 60
    assert all(readme.links for readme in ALL)


@each
def test_every_line_of_chat_is_understood(readme: Readme) -> None:
    for line in set(readme.chat_lines) - OF_THE_READER:
        if " " not in line and line[1:] in COMMANDS:  # only named
            continue
        pictures = [Attachment("0" * 64)] if re.search("--(strength|mask)", line) else []
        assert parse(line, attachments=pictures) is not None, f"{line} is no command"


@each
def test_every_command_of_the_shell_works(readme: Readme) -> None:
    for words in readme.shell_lines:
        while "=" in words[0]:
            assert words[0].partition("=")[0] in map(variable, keys(Settings)), words[0]
            del words[0]
        CHECKS[words[0].rpartition("/")[2]](words[1:])


def _vignette(words: list[str]) -> None:
    """It has help, and takes these arguments."""
    assert run([*words, "--help"]) == 0, words
    _parse_arguments(get_command(app), "vignette", words)
    if words[0] == "quota":
        quota_command(words[1:])


def _parse_arguments(command: Any, name: str | None, words: list[str], parent: Any = None) -> None:
    """As a run does, but for the run itself; what is wrong raises."""
    context = command.make_context(name, words, parent=parent)
    if isinstance(command, TyperGroup):
        name, inner, words = command.resolve_command(context, [*context._protected_args, *context.args])
        _parse_arguments(inner, name, words, context)


def _make(words: list[str]) -> None:
    """A target that there is, and extras that there are."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {word.removeprefix("EXTRAS=") for word in words if word.startswith("EXTRAS=")}
    assert extras <= project["optional-dependencies"].keys(), words
    subprocess.run(["make", "--dry-run", *words], cwd=ROOT, check=True, capture_output=True)


def _python(words: list[str]) -> None:
    assert words[0] == "-m" and find_spec(words[1]), words


def _curl(words: list[str]) -> None:
    """A drawing of one picture over the API."""
    assert words[0].endswith("/api/v1/images") and "/api/v1/images" in URLS
    ImageBody.model_validate_json(words[words.index("-d") + 1])


CHECKS = {"vignette": _vignette, "make": _make, "python": _python, "curl": _curl}
URLS = {operation.path for operation in (*OPERATIONS, *PROBES)} | {"/api/v1/docs"}


@each
def test_every_path_and_every_link_leads_somewhere(readme: Readme) -> None:
    assert not [name for name in readme.paths if name not in OF_THE_READER and not readme.is_there(name)]
    for target in readme.links:
        name, _, anchor = target.partition("#")
        there = readme.path.parent / name if name else readme.path
        assert there.exists(), f"{target} leads nowhere"
        assert not anchor or anchor in Readme(there).anchors(), f"{target} names no heading"


@each
def test_every_setting_and_every_address_is_there(readme: Readme) -> None:
    sections = "|".join(key.partition(".")[0] for key in keys(Settings) if "." in key)
    for name in readme.quoted:
        if setting := re.match(rf"(?:{sections})\.\w+", name):
            assert setting[0] in keys(Settings), name
        if variables := re.match(r"VIGNETTE_\w+", name):
            assert variables[0] in map(variable, keys(Settings)), name
        if re.fullmatch(r"/[\w/.]+[^/]", name):
            assert name in URLS, name


@each
def test_every_block_of_code_can_be_read(readme: Readme) -> None:
    for language, body in readme.blocks:
        if language == "python":
            for node in ast.walk(ast.parse(body)):
                if isinstance(node, ast.ImportFrom) and node.module:
                    assert all(hasattr(import_module(node.module), name.name) for name in node.names), body
        if language == "toml":
            _check_toml(tomllib.loads(body))


def _check_toml(document: dict[str, Any]) -> None:
    """Settings, or entry points of a group that ours are in, too."""
    if "project" not in document:
        if "ray" in document:
            document["ray"]["token"] = "as the secrets file holds it"
        Settings(**document)
        return
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    assert document["project"]["entry-points"].keys() <= ours.keys()


def test_the_first_page_lists_the_whole_world_that_storybook_draws() -> None:
    told = {row[0]: row[1] for row in FIRST.rows}
    world = {
        "who, up to three at once": [scene.KINDS],
        "in": [scene.COLOURS, scene.SIZES],
        "wearing": [scene.HEADWEAR, scene.NECKWEAR],
        "doing": [scene.ACTIONS],
        "where": [scene.PLACES],
        "when": [scene.TIMES, scene.WEATHERS],
        "by a": [scene.LANDMARKS],
        "with one": [scene.PROPS],
    }
    assert scene.MOST_CHARACTERS == 3
    for name, lists in world.items():
        shown = [set(part.split(", ")) for part in told[name].split("; ")]
        assert shown == [set(words) - {"none"} for words in lists], name


def test_the_tables_of_the_model_card_say_what_was_measured() -> None:
    """Two tables of all columns, then one of those that were measured again since the denoiser sees plans."""
    first, again = (
        json.loads((CARD.path.parent / "evaluation" / name).read_text(encoding="utf-8"))["sets"]["test"]["columns"]
        for name in ("measured.json", "measured_since_plans.json")
    )
    tables, heading, seen = iter((first, first, again)), [""], set()
    for name, *cells in CARD.rows:
        if not name:
            heading, columns = cells, next(tables)
        if name in FIGURES:
            assert cells == [_cell(columns[COLUMNS.get(each, each)], *FIGURES[name]) for each in heading], name
            seen |= {(columns is again, name, COLUMNS.get(each, each)) for each in heading}
    told = [(False, column) for column in first] + [(True, column) for column in again]
    assert seen == {(anew, name, column) for name in FIGURES for anew, column in told}


def _cell(column: dict[str, Any], group: str, figure: str) -> str:
    """As the card writes it: in per cent, unless it is seconds or a distance."""
    if not group:
        return f"{column[figure]:.0f}"
    value = column["shown"].get(group, {}).get(figure, {}).get("value")
    return "" if value is None else f"{value:.1f}" if figure == "seconds" else f"{100 * value:.0f}"


COLUMNS = {  # those that the card calls otherwise
    "… through the autoencoder": "truth through the autoencoder",
    "ours": "ours, whole story",
    "one prompt": "all sentences so far in one prompt",
    "copied": "previous frame copied",
    "empty": "empty scene",
}
FIGURES = {
    "who: exactly those on stage": ("all frames", "frame accuracy"),
    "… frames that name everybody": ("named frames", "frame accuracy"),
    '… frames that leave somebody unnamed ("She waves")': ("pronoun frames", "frame accuracy"),
    "F1 of those on stage": ("all frames", "F1"),
    "how many": ("all frames", "count"),
    "colour, size, what is worn": ("all frames", "attributes"),
    "action": ("all frames", "action"),
    "place": ("all frames", "place"),
    "time of day": ("all frames", "time"),
    "weather": ("all frames", "weather"),
    "prop": ("all frames", "prop"),
    "told two or more sentences ago": ("story", "recall"),
    "looks change though they stay (less is better)": ("story", "identity drift"),
    "picture copied though the truth changed (less)": ("story", "previous picture copied"),
    "seconds a story": ("story", "seconds"),
    "Fréchet distance under the judge's features": ("", "Fréchet distance"),
}
