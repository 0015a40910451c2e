"""The Dockerfile and the systemd unit say what is true of this checkout."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import settings
from bot.frontends.web.server.guard import OPEN_TO_PROBES

ROOT = Path(__file__).parents[1]
UNIT = ROOT / "bot" / "vignette.service"

INSTRUCTIONS = [
    (word, rest)
    for line in (ROOT / "Dockerfile").read_text().splitlines()
    if line and not line.startswith("#")
    for word, _, rest in [line.partition(" ")]
]


def all_of(word: str) -> list[str]:
    return [rest for each, rest in INSTRUCTIONS if each == word]


def test_the_image_takes_what_is_here_and_what_the_ignore_file_lets_through() -> None:
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {name for rest in all_of("COPY") if not rest.startswith("--from") for name in rest.split()[:-1]} - {"."}

    assert copied <= let_through
    assert all((ROOT / name).exists() for name in let_through)


def test_the_container_is_nobodys_root_and_keeps_its_data_in_a_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all_of("USER") == ["vignette"]
    assert all_of("VOLUME") == ["/data"]

    variables = dict(each.split("=", 1) for rest in all_of("ENV") for each in rest.split())
    for name in [each for each in variables if each.startswith("VIGNETTE_")]:
        monkeypatch.setenv(name, variables[name])
    loaded = settings.load()
    assert (str(loaded.data_dir), loaded.web.host, loaded.web.public) == ("/data", "0.0.0.0", True)
    assert all_of("EXPOSE") == [str(loaded.web.port)]


def test_the_health_check_asks_a_page_that_answers_without_a_key() -> None:
    (check,) = all_of("HEALTHCHECK")
    program = json.loads(check.partition("CMD ")[2])[2]

    compile(program, "HEALTHCHECK", "exec")
    assert re.findall(r"http://127\.0\.0\.1:8420(/\w+)", program) == ["/healthz"]
    assert "/healthz" in OPEN_TO_PROBES


def test_one_argument_chooses_what_pytorch_computes_on() -> None:
    assert all_of("ARG") == ["TORCH=cpu"]
    assert any("UV_TORCH_BACKEND=$TORCH" in rest for rest in all_of("RUN"))


def test_the_unit_starts_vignette_as_a_user_of_its_own_that_can_write_nowhere_else() -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(UNIT, encoding="utf-8")
    service = parser["Service"]

    assert service["ExecStart"].endswith("/.venv/bin/vignette run")
    assert service["DynamicUser"] == service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert "VIGNETTE_DATA_DIR=%S/vignette" in service["Environment"].split()


def test_systemd_understands_the_unit_and_finds_it_little_exposed(tmp_path: Path) -> None:
    unit = tmp_path / "vignette.service"
    text = UNIT.read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/vignette/.venv/bin", str(Path(sys.executable).parent)), encoding="utf-8")

    assert shutil.which("systemd-analyze"), "systemd-analyze is missing: apt-get install systemd"
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (verified.returncode, verified.stderr) == (0, "")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit], capture_output=True, text=True
    )
    assert judged.returncode == 0, judged.stdout[-200:]
