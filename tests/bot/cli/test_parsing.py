"""Bad usage: exit code 2 and one sentence, before anything is started. In this process, so that it is fast."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import run

COMMANDS = (
    (),
    ("imagine",),
    ("story",),
    ("chat",),
    ("run",),
    ("check",),
    ("migrate",),
    ("quota",),
    ("quota", "show"),
    ("quota", "set"),
    ("quota", "grant"),
    ("quota", "reset"),
    ("quota", "export"),
    ("jobs",),
    ("jobs", "list"),
    ("jobs", "show"),
    ("jobs", "cancel"),
    ("train",),
    ("train", "storybook"),
    ("train", "storygan"),
    ("train", "baselines"),
    ("evaluate",),
    ("evaluate", "story"),
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "--help"]) == 0
    captured = capsys.readouterr()
    assert "Usage: " + " ".join(["vignette", *command]) in captured.out
    assert captured.err == ""


def test_help_needs_nothing_heavy() -> None:
    look = "import sys; from bot.__main__ import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=300)
    assert not {"torch", "diffusers", "discord", "sqlalchemy", "aiohttp", "alembic"} & set(done.stderr.split())


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("vignette 0.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["imagine"], "Missing argument 'PROMPT'."),
        (["paint", "a", "fox"], "No such command 'paint'."),
        (["imagine", "a fox", "--sed", "7"], "No such option: --sed"),
        (["imagine", "a fox", "--seed", "-1"], 'vignette imagine "a red fox in the snow" --seed 7'),
        (["imagine", "a fox", "--steps", "many"], "a whole number from 1 to 100"),
        (["imagine", "a fox", "--ar", "9:1"], "between 1:4 and 4:1"),
        (["imagine", "a fox", "--style", "watercolour"], "did you mean watercolor?"),
        (["imagine", "a fox --seed 7", "--seed", "8"], "--seed is there twice"),
        (["imagine", "a fox", "--causal"], "No such option: --causal"),
        (["imagine", "!!!"], 'vignette imagine "a red fox in the snow"'),
        (["imagine", "fox" * 1000], "That is 3,000 characters; at most 2,000 are drawn"),
        (["imagine", "a\x00fox"], "an invisible character (U+0000"),
        (["imagine", "a fox", "--out", "fox.jpg"], "name it fox.png"),
        (["story", "Mia sleeps."], "A story has two sentences or more"),
        (["story", "A. " * 50], "at most 12 are drawn"),
        (["story", "One fox runs. Two foxes sleep.", "--n", "2"], "No such option: --n"),
        (["story", "A fox runs. It sleeps.", "--out", "a-file"], "a-file is a file: name a folder."),
        (["chat", "--out", "a-file"], "a-file is a file: name a folder."),
        (["quota", "set", "user", "discord:1"], "vignette quota set user discord:1234 day 500"),
        (["quota", "grant", "user", "discord:1", "day", "0"], "a whole number from 1"),
        (["jobs", "list", "--count", "0"], "greater than or equal to 1"),
        (["imagine", "a fox", "--config", "none.toml"], "There is no file none.toml."),
    ],
)
def test_bad_usage_is_one_sentence_that_shows_what_would_work(
    arguments: list[str], said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a-file").touch()
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1 and captured.out == ""
    assert not (here / "data").exists()


def test_a_mistake_in_the_settings_names_the_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VIGNETTE_WEB__PRT", "1")
    for command in (["imagine", "a fox"], ["run"], ["quota", "show"], ["migrate"]):
        assert run(command) == 2
        assert "did you mean `web.port`?" in capsys.readouterr().err


def test_nothing_to_run_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("VIGNETTE_WEB__ENABLED", "false")
    assert run(["run"]) == 2
    assert "nothing to run" in capsys.readouterr().err
