"""The device and number format are chosen with a reason that can be read out."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

from generation.devices import choose_device, half_precision, list_devices
from generation.engine import EngineError

NO_GPU = not torch.cuda.is_available() and not torch.backends.mps.is_available()


def test_a_cpu_is_always_there_and_draws_in_float32() -> None:
    placement = choose_device("cpu")
    assert (placement.device, placement.dtype) == ("cpu", "float32")
    assert "float32 because" in placement.reason


def test_auto_prefers_a_gpu_and_says_what_it_found() -> None:
    placement = choose_device()
    assert placement.device == ("cpu" if NO_GPU else list_devices(["auto"])[0])
    assert ("no GPU found" in placement.reason) == NO_GPU


def test_what_was_configured_is_kept_and_said() -> None:
    placement = choose_device("cpu", "bfloat16")
    assert (placement.device, placement.dtype) == ("cpu", "bfloat16")
    assert placement.reason.endswith("bfloat16 as configured")


@pytest.mark.parametrize("device", ["cuda:99", "tpu", "", "cpu:7"])
def test_a_device_that_is_not_there_is_answered_with_those_that_are(device: str) -> None:
    with pytest.raises(EngineError, match=r"There is no device .*there is: .*cpu"):
        choose_device(device)


def test_an_unknown_dtype_is_answered_with_the_known_ones() -> None:
    with pytest.raises(EngineError, match="none of: auto, float32, float16, bfloat16"):
        choose_device("cpu", "int8")


@pytest.mark.parametrize(
    ("capability", "dtype"),
    [((9, 0), "bfloat16"), ((8, 0), "bfloat16"), ((7, 5), "float16"), ((7, 0), "float16"), ((6, 1), "float32")],
)
def test_half_precision_depends_on_the_gpus_age(capability: tuple[int, int], dtype: str) -> None:
    chosen, reason = half_precision(capability)
    assert chosen == dtype and reason.startswith(f"{dtype} because")


def test_auto_lists_every_gpu_or_else_the_cpu_once() -> None:
    count = torch.cuda.device_count()
    if count:
        assert list_devices(["auto"]) == [f"cuda:{index}" for index in range(count)]
    assert len(list_devices(["auto", "auto"])) == max(1, count)


def test_named_devices_are_listed_without_looking_for_them() -> None:
    code = (
        "import sys; from generation.devices import list_devices;"
        "assert list_devices(['cuda:1', 'cuda:0', 'cuda:1']) == ['cuda:1', 'cuda:0']; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
