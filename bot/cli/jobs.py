"""`vignette jobs`: the record of everything that was asked for, whoever asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import print_result
from bot.cli.parameters import Config, Json

if TYPE_CHECKING:
    from bot.domain.jobs import Job

jobs = typer.Typer(help="See what was asked for and what became of it.", no_args_is_help=True)

_NOTHING: tuple[object, ...] = (None, "", (), [])
Number = Annotated[str, typer.Argument(metavar="JOB", help="The first characters of the job's id.")]


@jobs.command(name="list")
def list_jobs(
    count: Annotated[int, typer.Option(metavar="N", min=1, max=1000, help="How many.")] = 20,
    config: Config = None,
    json: Json = False,
) -> None:
    """Show the latest jobs, newest first."""
    from bot.cli.job_records import latest, line, record
    from bot.cli.stores import with_stores

    found = with_stores(config, lambda stores: latest(stores, count))
    lines = [line(job) for job in found] or ["Nothing has been asked for yet."]
    print_result({"jobs": [record(job) for job in found]}, lines, as_json=json)


@jobs.command()
def show(job: Number, config: Config = None, json: Json = False) -> None:
    """Show everything that is known of a job."""
    from bot.cli.job_records import find
    from bot.cli.stores import with_stores

    _print(with_stores(config, lambda stores: find(stores, job)), json)


@jobs.command()
def cancel(job: Number, config: Config = None, json: Json = False) -> None:
    """Cancel a job that waits or is being drawn; its credits are free again."""
    from bot.cli.job_records import end
    from bot.cli.stores import with_stores

    _print(with_stores(config, lambda stores: end(stores, job)), json)


def _print(job: Job, as_json: bool) -> None:
    from bot.cli.job_records import record

    document = record(job)
    lines = []  # a value on one line, or its parts on lines of their own
    for name, value in document.items():
        if value in _NOTHING:
            continue
        text = str(value)
        if isinstance(value, dict):
            text = "".join(f"\n  {each}: {part}" for each, part in value.items() if part not in _NOTHING)
        elif isinstance(value, list):
            text = "".join(f"\n  {part.get('path', part) if isinstance(part, dict) else part}" for part in value)
        lines.append(f"{name}: {text}")
    print_result(document, lines, as_json=as_json)
