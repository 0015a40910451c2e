"""`vignette evaluate`: how good the drawings are, every figure with its baselines beside it."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.failures import CliError
from bot.cli.output import print_note, print_result
from bot.cli.parameters import Config, Json

evaluate = typer.Typer(help="Measure what the drawings show.", no_args_is_help=True)


@evaluate.callback()
def _subjects() -> None:
    """A group even while there is a single subject to name."""


@evaluate.command()
def story(
    stories: Annotated[int, typer.Option(min=1, help="How many stories of four sentences.")] = 50,
    seed: Annotated[int, typer.Option(min=0, help="Which stories.")] = 1,
    split: Annotated[str, typer.Option(metavar="test|held_out", help="held_out: kinds in colours unseen.")] = "test",
    config: Config = None,
    json: Json = False,
) -> None:
    """Draw unseen Storybook stories and judge every frame against the truth it was told from.

    Beside the figures stand the judge's own on true pictures, which bound them, and those without context.
    """
    from bot import bootstrap
    from bot.settings import load
    from generation.engine import EngineError
    from generation.loading import load_engine

    if split not in ("test", "held_out"):
        raise typer.BadParameter("it is test or held_out", param_hint="--split")
    settings = load(config)
    try:
        from story.storybook.evaluate import evaluate as measure
    except ModuleNotFoundError as error:
        raise CliError(f"Evaluating needs {error.name}, too: pip install 'vignette[train]'.") from error
    try:
        engine = load_engine(bootstrap.engines(settings)[0])
        table = measure(engine, stories=stories, seed=seed, split=split, report=print_note)
    except EngineError as error:
        raise CliError(str(error)) from error
    print_result(table, _lines(table["columns"]), as_json=json)


def _lines(columns: dict[str, dict[str, object]]) -> list[str]:
    lines = []
    for rows in ("all frames", "pronoun frames"):
        facts = next(iter(columns.values()))[rows]
        assert isinstance(facts, dict)  # share by fact
        lines.append(f"{rows:18}" + "".join(f"{name:>24}" for name in columns))
        lines += [f"{fact:18}" + "".join(_cell(column[rows], fact) for column in columns.values()) for fact in facts]
        lines.append("")
    return [*lines, "seconds per story " + "".join(f"{column['seconds per story']:>24}" for column in columns.values())]


def _cell(shares: object, fact: str) -> str:
    assert isinstance(shares, dict)  # share by fact
    return f"{shares.get(fact, float('nan')):>24.3f}"
