"""Installs into .venv what its arguments ask for, written as for `pip install`, at the versions of constraints.txt.

uv does it: cold, on two cores, 12 seconds where pip takes 54. uv does not read pip's configuration, so what `pip config
list` says goes to it as variables; where that holds a setting uv has no word for, or uv fails, pip does it after all.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

CONSTRAINTS = "constraints.txt"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
VENV = Path(".venv")
INSTALLER = VENV / "installer"  # pip, uv and its cache: gone when all is installed

#: pip's settings of what comes from where → uv's variable, and what stands between its values.
IN_UV = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "constraint": ("UV_CONSTRAINT", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "client-cert": ("SSL_CLIENT_CERT", " "),
    "proxy": ("ALL_PROXY", " "),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
    "default-timeout": ("UV_HTTP_TIMEOUT", " "),
    "retries": ("UV_HTTP_RETRIES", " "),
}
#: Those that say how pip talks, or where it keeps what is its own.
PIP_ONLY = {
    *("break-system-packages", "cache-dir", "config-file", "disable-pip-version-check", "no-cache-dir", "no-color"),
    *("no-compile", "no-input", "no-python-version-warning", "no-warn-script-location", "progress-bar", "quiet"),
    *("require-virtualenv", "root-user-action", "verbose"),
}
SOURCES = {"UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS"}

#: What wheels hold for who develops those libraries, 220 MB: tests, C++ headers, sources of what is compiled already.
#: Every test of ours runs without. (To compile against PyTorch, install it anew.)
UNUSED = (
    *("torch/test", "torch/bin/*[Tt]est*", "torch/bin/protoc*", "torch/lib/*test*", "torch/include", "torch/share"),
    *(f"{name}/**/tests" for name in ("greenlet", "mpmath", "networkx", "numpy", "regex", "sympy")),
    *("numpy/_core/include", "fontTools/**/*.c"),
)


def main(wanted: Sequence[str]) -> int:
    if not _python(VENV).exists():
        _say(f"making {VENV}")
        _run(sys.executable, "-m", "venv", "--without-pip", VENV)
    _say("fetching the installer")
    _run(sys.executable, "-m", "venv", INSTALLER)
    pip = (_python(INSTALLER), "-m", "pip", "--disable-pip-version-check")
    fetched = subprocess.run([*pip, "install", "-qq", "--only-binary=:all:", "-c", CONSTRAINTS, "uv"]).returncode == 0
    listed = subprocess.run([*pip, "config", "list"], check=True, capture_output=True, text=True).stdout
    settings = pip_settings(listed)
    if unknown := sorted(settings.keys() - IN_UV.keys() - PIP_ONLY):
        _say(f"pip installs: uv has no word for {', '.join(unknown)} in pip's settings")
    if unknown or not fetched or not _uv(uv_environment(settings, os.environ), wanted):
        _run(*pip, "--python", _python(VENV), "install", "--no-compile", "-c", CONSTRAINTS, *wanted)
    _remove_unused()
    shutil.rmtree(INSTALLER)
    print("Vignette: installed. The first start takes longer than the next ones: Python compiles what is new to it.")
    return 0


def pip_settings(listed: str) -> dict[str, str]:
    """What holds for `pip install`, of the lines that `pip config list` prints."""
    settings: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}  # a later one wins
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section in settings:
            settings[section][name.replace("_", "-")] = ast.literal_eval(value)
    return settings["global"] | settings["install"] | settings[":env:"]


def uv_environment(settings: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which uv does what pip would; its own variables win where somebody has set them."""
    said = {IN_UV[name][0]: IN_UV[name][1].join(value.split()) for name, value in settings.items() if name in IN_UV}
    wanted = {
        "UV_CACHE_DIR": str(INSTALLER / "cache"),  # in the same file system: uv links files instead of copying them
        "UV_INDEX_STRATEGY": "unsafe-best-match",  # pip's: the newest of all indexes
        "UV_SYSTEM_CERTS": "true",  # pip's
        **{variable: value for variable, value in said.items() if value},
        **environment,
    }
    if not SOURCES & wanted.keys():
        wanted.setdefault("UV_TORCH_BACKEND", "auto")  # without a GPU it saves gigabytes of CUDA
    return wanted


def _uv(environment: Mapping[str, str], wanted: Sequence[str]) -> bool:
    """Whether uv could do it."""
    constrained = ("--constraints", CONSTRAINTS, "--build-constraints", CONSTRAINTS)
    command = (_python(INSTALLER).with_name("uv"), "pip", "install", "--python", _python(VENV), *constrained, *wanted)
    if subprocess.run(command, env=environment).returncode == 0:
        return True
    _say("uv could not; pip tries it")
    return False


def _remove_unused() -> None:
    for packages in (*VENV.glob("lib/python*/site-packages"), *VENV.glob("Lib/site-packages")):
        for each in [found for pattern in UNUSED for found in packages.glob(pattern)]:
            if each.is_dir():
                shutil.rmtree(each)
            else:
                each.unlink()


def _python(folder: Path) -> Path:
    return folder / SCRIPTS / "python"


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True)


def _say(text: str) -> None:
    print(f"Vignette: {text} …", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
