"""The wheel works without the checkout: built, installed beside nothing, and run in an empty folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from subprocess import PIPE, STDOUT

import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
SOURCES = ("bot", "generation", "story", "migrations", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel installs and nothing else; its libraries are those the tests run with."""
    source, built, site = (tmp_path_factory.mktemp(name) for name in ("source", "built", "site"))
    for name in SOURCES:  # setuptools builds within its source, and takes up what lies there from another time
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    pip = (sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check")
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", f"--wheel-dir={built}", source], check=True
    )
    (wheel,) = built.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--no-compile", f"--target={site}", wheel], check=True)
    return site


@pytest.fixture
def environment(site: Path) -> dict[str, str]:
    """In which Python finds Vignette in `site`, before the checkout, and draws with what loads fast."""
    mine = {key: value for key, value in os.environ.items() if not key.startswith("VIGNETTE_")}
    return {**mine, "PYTHONPATH": str(site), "VIGNETTE_WEB__PORT": "0", "VIGNETTE_ENGINE__NAME": "echo"}


def vignette(site: Path, folder: Path, environment: dict[str, str], *arguments: str) -> str:
    """What a command of the installed program prints."""
    command = [sys.executable, site / "bin" / "vignette", *arguments]
    run = subprocess.run(command, cwd=folder, env=environment, stdout=PIPE, stderr=STDOUT, text=True, timeout=300)
    assert run.returncode == 0, run.stdout
    return run.stdout


def test_python_takes_the_wheel_and_not_the_checkout(site: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    program = (
        "import bot, generation, story, migrations; print(*(m.__file__ for m in (bot, generation, story, migrations)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, stdout=PIPE, text=True, check=True
    )

    assert {Path(each).parents[1] for each in run.stdout.split()} == {site}


def test_the_wheel_leaves_out_what_only_a_checkout_needs(site: Path) -> None:
    folders = {each.name for each in site.iterdir() if not each.name.endswith(".dist-info")}

    assert folders == {"bin", "bot", "generation", "migrations", "story"}


def test_check_finds_everything_in_an_empty_folder(site: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    said = vignette(site, tmp_path, environment, "check")

    assert "WRONG" not in said


def test_the_wheel_draws_with_the_weights_in_it(site: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    environment["VIGNETTE_ENGINE__NAME"] = "diffusers"
    vignette(site, tmp_path, environment, "imagine", "a red fox under a lantern", "--out", "fox.png", "--seed", "7")

    with Image.open(tmp_path / "fox.png") as picture:
        assert len(picture.convert("RGB").getcolors(2**24) or ()) > 1000


def test_the_wheel_serves_the_page_and_its_files(site: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, site / "bin" / "vignette", "run"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=PIPE, stderr=STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            address = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))
            page = fetch(address)
            files = re.findall(r'(?:href|src)="(/assets/[^"]+)"', page)
            assert files
            assert all(fetch(address.rstrip("/") + each) for each in files)
        finally:
            process.terminate()

    assert (tmp_path / "data" / "vignette.db").exists()


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as response:
        return str(response.read().decode(errors="replace"))
