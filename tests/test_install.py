"""Setting up: the pins, the installer that follows pip's settings, and the audit that says what it could not audit."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
INSTALL = runpy.run_path(str(ROOT / ".ci" / "install.py"))
AUDIT = runpy.run_path(str(ROOT / ".ci" / "audit.py"))

WHEEL = "vignettes_kite-1.0-py3-none-any.whl"
PINS = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]


def environment_of(listed: str, **mine: str) -> dict[str, str]:
    environment: dict[str, str] = INSTALL["uv_environment"](INSTALL["pip_settings"](listed), mine)
    return environment


def test_pins_are_versions_alone() -> None:
    assert [line for line in PINS if not re.fullmatch(r"[\w.-]+==[\w.!]+( ; [^/@]+)?", line, re.ASCII)] == []
    assert "torch==2.13.0" in PINS


def test_every_dependency_is_pinned_the_indirect_ones_too() -> None:
    pinned = {canonicalize_name(line.partition("==")[0]) for line in PINS}
    needed: set[str] = set()
    found = {("vignette", extra) for extra in ("", "dev")}
    seen = set(found)
    while found:
        name, extra = found.pop()
        for each in map(Requirement, dependencies(name)):
            if each.marker is None or each.marker.evaluate({"extra": extra}):
                needed.add(canonicalize_name(each.name))
                new = {(canonicalize_name(each.name), of) for of in ("", *each.extras)} - seen
                found |= new
                seen |= new

    assert len(needed) > 100
    assert needed - pinned == {"vignette"}


def dependencies(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:  # its own absence is for `vignette check` to find
        return []


def test_where_pip_takes_packages_from_uv_takes_them_too() -> None:
    environment = environment_of(
        "global.index-url='https://one.example/simple'\n"
        "global.extra-index-url='\\nfile:///two\\nfile:///three'\n"
        "global.find-links='/four /five'\n"
        "global.cert='/six.pem'\n"
        "global.progress-bar='off'\n"
    )

    assert environment["UV_DEFAULT_INDEX"] == "https://one.example/simple"
    assert environment["UV_INDEX"] == "file:///two file:///three"
    assert environment["UV_FIND_LINKS"] == "/four,/five"
    assert environment["SSL_CERT_FILE"] == "/six.pem"


def test_of_two_settings_the_one_that_pip_takes_counts() -> None:
    listed = ":env:.find_links='/environment'\nglobal.find-links='/all'\ninstall.find-links='/installing'\n"
    assert environment_of(listed)["UV_FIND_LINKS"] == "/environment"
    assert environment_of(listed.partition("\n")[2])["UV_FIND_LINKS"] == "/installing"


def test_what_somebody_tells_uv_itself_comes_first() -> None:
    assert (
        environment_of("global.index-url='https://pip.example'", UV_DEFAULT_INDEX="https://uv.example")[
            "UV_DEFAULT_INDEX"
        ]
        == "https://uv.example"
    )


def test_uv_chooses_the_build_of_pytorch_only_where_nobody_said_where_packages_are() -> None:
    assert environment_of("")["UV_TORCH_BACKEND"] == "auto"
    assert environment_of("", UV_TORCH_BACKEND="cu130")["UV_TORCH_BACKEND"] == "cu130"
    assert "UV_TORCH_BACKEND" not in environment_of("global.find-links='/wheels'")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index with a single package, of one line."""
    folder = tmp_path / "index" / "vignettes-kite"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(f'<a href="{WHEEL}">{WHEEL}</a>')
    about = WHEEL.removesuffix("-py3-none-any.whl") + ".dist-info"
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        wheel.writestr("kite.py", "COLOUR = 'red'\n")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: vignettes-kite\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", f"kite.py,,\n{about}/METADATA,,\n{about}/WHEEL,,\n")
    return folder.parent


@pytest.fixture
def configured(tmp_path: Path, index: Path) -> dict[str, str]:
    """The environment of a machine whose pip asks that index and nobody else."""
    (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {index.as_uri()}\nextra-index-url =\nfind-links =\n")
    mine = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_"))}
    return {**mine, "PIP_CONFIG_FILE": str(tmp_path / "pip.conf")}


def test_uv_finds_what_only_pips_settings_name(tmp_path: Path, configured: dict[str, str]) -> None:
    pip = (sys.executable, "-m", "pip", "config", "list")
    listed = subprocess.run(pip, env=configured, capture_output=True, text=True, check=True).stdout
    uv = (Path(sys.executable).with_name("uv"), "pip", "install", "--target", tmp_path / "site", "vignettes-kite")
    subprocess.run(uv, cwd=tmp_path, env=environment_of(listed, **configured), check=True)

    assert (tmp_path / "site" / "kite.py").read_text() == "COLOUR = 'red'\n"


def test_where_there_is_no_uv_pip_installs(tmp_path: Path, configured: dict[str, str]) -> None:
    (tmp_path / "constraints.txt").write_text("vignettes-kite==1.0\n")
    command = (sys.executable, ROOT / ".ci" / "install.py", "vignettes-kite")
    subprocess.run(command, cwd=tmp_path, env=configured, check=True)

    python = tmp_path / ".venv" / "bin" / "python"
    assert subprocess.run((python, "-c", "import kite; print(kite.COLOUR)"), capture_output=True).stdout == b"red\n"
    assert not (tmp_path / ".venv" / "installer").exists()


def test_an_audit_that_could_look_nothing_up_says_so_and_fails_nobody() -> None:
    text, is_bad = AUDIT["verdict"]('{"dependencies": [{"name": "kite", "skip_reason": "not found"}], "fixes": []}')

    assert text.startswith("NOT AUDITED")
    assert not is_bad


def test_an_audit_names_what_is_vulnerable_and_what_it_could_not_look_up() -> None:
    text, is_bad = AUDIT["verdict"](
        '{"dependencies": [{"name": "kite", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]},'
        ' {"name": "loom", "version": "2.0", "vulns": []}, {"name": "moss", "skip_reason": "not found"}], "fixes": []}'
    )

    assert text.splitlines() == [
        "kite 1.0: PYSEC-1, mended in 1.1",
        "NOT AUDITED: moss",
        "2 versions audited: 1 with known vulnerabilities.",
    ]
    assert is_bad
