"""Tiny pipelines as saved folders and as loaded engines, each made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from generation.engine import Engine
from generation.load import load_engine

SIZE = 32


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """name → the folder that pipeline was saved to"""

    @cache
    def folder(name: str) -> Path:
        from tests.generation.tiny_families import tiny_family

        path = tmp_path_factory.mktemp("models") / name
        pipeline = tiny_family(name)
        # Such an index names the place it was saved to: a folder that was moved since, like a fetched one.
        modular = {"overwrite_modular_index": True} if hasattr(pipeline, "blocks") else {}
        pipeline.save_pretrained(str(path), **modular)
        return path

    return folder


@pytest.fixture(scope="session")
def tiny_engine(tiny_folder: Callable[[str], Path]) -> Callable[[str], Engine]:
    """name → the diffusers engine on that folder; shared, as an engine keeps nothing of a drawing"""

    @cache
    def engine(name: str) -> Engine:
        # One thread: two that compete for a busy core wait for each other at every operation.
        options = {"width": SIZE, "height": SIZE, "num_inference_steps": 4, "threads": 1}
        return load_engine({"name": "diffusers", "model": str(tiny_folder(name)), "options": options})

    return engine
