"""What another process may know of our variables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.worker.environment import needless

SECRETS = {
    "VIGNETTE_DISCORD__TOKEN": "x",
    "VIGNETTE_DATA_DIR": "/data",
    "DISCORD_TOKEN": "x",
    "DATABASE_URL": "postgresql://u:p@h/d",
    "PGPASSWORD": "x",
    "AWS_SECRET_ACCESS_KEY": "x",
    "HTTPS_PROXY": "http://u:p@proxy",
    "https_proxy": "http://u:p@proxy",
    "SSH_AUTH_SOCK": "/tmp/agent",
    "KUBECONFIG": "cluster.yaml",
    "HF_TOKEN": "x",
    "HF_ENDPOINT": "https://u:p@mirror",
    "CUDA_API_KEY": "x",
    "ANYTHING": "x",
}
NEEDED = {
    "PATH": "/bin",
    "LC_ALL": "C.UTF-8",
    "PYTHONPATH": "/app",
    "OMP_NUM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "0",
    "PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True",
    "HF_HOME": "/models",
    "HF_ENDPOINT": "https://mirror",
    "TOKENIZERS_PARALLELISM": "false",
}


@pytest.mark.parametrize("name", SECRETS)
def test_who_draws_needs_no_secret_and_nothing_that_could_be_one(name: str) -> None:
    assert needless({name: SECRETS[name]}) == [name]


@pytest.mark.parametrize("name", NEEDED)
def test_who_draws_keeps_what_it_computes_with(name: str) -> None:
    assert needless({name: NEEDED[name]}) == []


def test_who_fetches_models_may_know_the_way_to_them_and_its_key() -> None:
    assert needless({"HF_TOKEN": "x", "HTTPS_PROXY": "http://u:p@proxy", "PGPASSWORD": "x"}, hub=True) == ["PGPASSWORD"]


def test_a_forgotten_variable_is_gone_from_what_the_system_shows_of_the_process() -> None:
    code = (
        "import os; from bot.worker.environment import forget; forget(['SECRET']); import pathlib, subprocess, sys;"
        "print(os.environ.get('SECRET'), b'canary' in pathlib.Path('/proc/self/environ').read_bytes())"
    )
    environment = {**os.environ, "SECRET": "canary"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=Path(__file__).parents[3], capture_output=True, text=True
    )
    assert done.stdout == "None False\n"
