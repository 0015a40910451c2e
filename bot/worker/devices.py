"""Which devices get a worker, found without torch in the service's own process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_ASK = "import json, sys; from generation.devices import list_devices; print(json.dumps(list_devices(sys.argv[1:])))"
_DEV = Path("/dev")


def devices(wanted: Sequence[str], dev: Path = _DEV) -> list[str]:
    """`wanted` with "auto" told apart where there are several GPUs.

    Only then is a child process asked, which takes the seconds that torch takes to load; with one GPU or none, "auto"
    is one worker and finds its device itself.
    """
    if "auto" not in wanted or sum(1 for _ in dev.glob("nvidia[0-9]*")) < 2:
        return list(wanted)
    answer = subprocess.run([sys.executable, "-c", _ASK, *wanted], capture_output=True, text=True, check=False)
    return json.loads(answer.stdout) if answer.returncode == 0 else list(wanted)
