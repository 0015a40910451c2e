"""Where logs go; in processes of their own, because logging belongs to a whole process."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from tests import fork_server
from tests.bot import canaries
from tests.bot.cli.kit import SECONDS, environment

SPEAK = """
import logging, os, subprocess, sys, structlog
from bot import logs
from bot.settings import load

settings = load()
logs.{to}(settings)
print("for the person")
os.write(1, b"from a library\\n")
subprocess.run([sys.executable, "-c", "import sys; print('from a worker', file=sys.stderr)"])
structlog.get_logger("bot.x").info("logged in", token=settings.discord.token.get_secret_value())
logging.getLogger("discord").info("chatter")
try:
    raise ValueError(settings.discord.token.get_secret_value())
except ValueError:
    logging.getLogger("bot.y").exception("it broke")
"""


def python(code: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """What became of it in a process of its own, in this folder."""
    there = (
        f"import os\nos.chdir({str(folder)!r})\nos.environ.clear()\nos.environ.update({environment(**settings)!r})\n"
    )
    with TemporaryFile("w+") as out, TemporaryFile("w+") as err, open(os.devnull) as nothing:
        streams = (nothing.fileno(), out.fileno(), err.fileno())
        process = fork_server.fork(exec, there + code, {}, streams=streams)
        process.join(SECONDS)
        out.seek(0)
        err.seek(0)
        done = subprocess.CompletedProcess(code, process.exitcode or 0, out.read(), err.read())
    assert process.exitcode == 0, done.stderr[-3000:]
    return done


def speak(folder: Path, to: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return python(SPEAK.format(to=to), folder, VIGNETTE_DISCORD__TOKEN="a.secret.token", **settings)


def test_a_person_sees_only_what_is_meant_for_them_and_the_file_has_the_rest(tmp_path: Path) -> None:
    done = speak(tmp_path, "to_file")
    assert (done.stdout, done.stderr) == ("for the person\n", "")
    log = (tmp_path / "data/logs/commands.log").read_text()
    assert "from a library" in log and "from a worker" in log
    assert "logged in" in log and "ValueError" in log and "chatter" not in log
    assert "a.secret.token" not in log


def test_a_service_logs_on_standard_error_and_hides_its_secrets(tmp_path: Path) -> None:
    done = speak(tmp_path, "to_terminal")
    assert "for the person" in done.stdout
    assert "logged in" in done.stderr and "Traceback" in done.stderr
    assert "a.secret.token" not in done.stderr


def test_logs_for_machines_are_one_json_object_per_line(tmp_path: Path) -> None:
    done = speak(tmp_path, "to_terminal", VIGNETTE_LOG_JSON="true")
    lines = [json.loads(line) for line in done.stderr.splitlines() if line != "from a worker"]
    assert [line["event"] for line in lines] == ["logged in", "it broke"]
    assert lines[0]["level"] == "info" and "ValueError" in lines[1]["exception"]


def test_a_large_log_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "data/logs/commands.log"
    log.parent.mkdir(parents=True)
    log.write_text("x" * (5 * 2**20 + 1))
    speak(tmp_path, "to_file")
    assert log.with_name("commands.old.log").stat().st_size > 5 * 2**20 > log.stat().st_size


@pytest.mark.parametrize("as_json", ["false", "true"])
def test_nothing_that_opens_a_door_and_nobodys_words_are_written_whatever_breaks(tmp_path: Path, as_json: str) -> None:
    """faults.md rows 1, 17, 18: the console's tracebacks showed variables, and so headers, tokens and prompts."""
    code = f"from tests.bot.canaries import main; main({str(tmp_path)!r})"
    settings = {**canaries.SECRETS, "VIGNETTE_DATA_DIR": str(tmp_path), "VIGNETTE_LOG_JSON": as_json, "COLUMNS": "85"}
    done = python(code, tmp_path, **settings)
    written = done.stdout + done.stderr
    written += "".join(each.read_text() for each in tmp_path.rglob("*.log"))
    assert "done" in done.stdout
    assert canaries.CANARY not in written, [line for line in written.splitlines() if canaries.CANARY in line][:5]
    for told in ("a malformed request from", "a reply did not go out", "/conversation failed", "never retrieved"):
        assert told in written
    assert done.stderr.count("a reply did not go out") == 1  # and the attempt is one line
    assert "KeyError" not in written and len(written) < 30_000
