"""The commands by their names."""

from __future__ import annotations

import typer

from bot.cli.backup import backup
from bot.cli.chat import chat
from bot.cli.check import check
from bot.cli.desk import desk
from bot.cli.evaluate import evaluate
from bot.cli.export import export
from bot.cli.imagine import imagine
from bot.cli.jobs import jobs
from bot.cli.keys import keys
from bot.cli.migrate import migrate
from bot.cli.models import models
from bot.cli.quota import quota
from bot.cli.restore import restore
from bot.cli.run import run
from bot.cli.story import story
from bot.cli.train import train
from bot.cli.version import show_version

app = typer.Typer(
    name="vignette",
    help="Draws what a chat room says: one picture for a prompt, one picture per sentence for a story.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(show_version)
app.command()(imagine)
app.command()(story)
app.command()(chat)
app.command()(run)
app.command()(check)
app.command()(models)
app.command()(migrate)
app.command()(backup)
app.command()(restore)
app.command()(desk)
app.command()(export)
app.add_typer(quota, name="quota")
app.add_typer(jobs, name="jobs")
app.add_typer(keys, name="keys")
app.add_typer(train, name="train")
app.add_typer(evaluate, name="evaluate")
