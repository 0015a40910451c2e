"""A model that cannot be had is told in a sentence that says what to set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generation.engine import EngineError
from generation.loading import load_engine


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"model": "no/such/folder/here"}, "There is no model folder 'no/such/folder/here'"),
        ({"model": "somebody/model"}, "set engine.hub = true and engine.revision"),
        ({"model": "somebody/model", "hub": True}, "Set engine.revision to the commit of somebody/model"),
        ({"model": "somebody/model", "hub": True, "revision": "main"}, "Set engine.revision to the commit"),
        ({"model": "../model", "hub": True}, "Set engine.revision to the commit"),
        ({"device": "cuda:99"}, "There is no device 'cuda:99'"),
        ({"dtype": "int4"}, "The dtype 'int4' is none of"),
        ({"modle": "x"}, "The engine setting 'modle' is not usable"),
        ({"options": {"threads": 0}}, "The engine setting 'threads' is not usable"),
    ],
)
def test_settings_that_cannot_work_are_explained(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EngineError) as caught:
        load_engine({"name": "diffusers", **settings})
    assert sentence in str(caught.value)


def test_a_file_is_not_a_model(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(EngineError, match="There is no model folder"):
        load_engine({"name": "diffusers", "model": str(tmp_path / "model.safetensors")})
