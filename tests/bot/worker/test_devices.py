"""One worker per GPU, and no question asked where there is no choice."""

from __future__ import annotations

from pathlib import Path

from bot.worker.devices import devices


def test_without_gpus_auto_is_one_worker(tmp_path: Path) -> None:
    assert devices(["auto"], tmp_path) == ["auto"]


def test_named_devices_are_taken_as_they_are(tmp_path: Path) -> None:
    assert devices(["cuda:1", "cpu"], tmp_path) == ["cuda:1", "cpu"]


def test_where_several_gpus_seem_to_be_torch_is_asked_in_a_child(tmp_path: Path) -> None:
    for name in ("nvidia0", "nvidia1", "nvidiactl"):
        (tmp_path / name).touch()
    found = devices(["auto"], tmp_path)
    assert found
    assert "auto" not in found  # torch names what is really here
