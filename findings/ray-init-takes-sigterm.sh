#!/usr/bin/env bash
# Ray 2.60.0: `ray.init()` puts a handler of its own in the place of whatever the program had set for SIGTERM, an asyncio
# loop's too, and `ray.shutdown()` does not give it back. A service that starts Ray after `loop.add_signal_handler` is not
# told of a SIGTERM any more, so its orderly stop never begins. SIGINT stays the program's.
#
# Seen: "SIGTERM: before asyncio.unix_events, with Ray ray._private.worker, after its shutdown ray._private.worker;
#        SIGINT: asyncio.unix_events all the time"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ray==2.60.0
env -u RAY_ADDRESS RAY_USAGE_STATS_ENABLED=0 "$folder/venv/bin/python" - 2> "$folder/said" <<'PYTHON' || { cat "$folder/said" >&2; exit 1; }
import asyncio
import signal

import ray


def owners():
    return [signal.getsignal(number).__module__ for number in (signal.SIGTERM, signal.SIGINT)]


async def main():
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, print, "told to stop")
    before = owners()
    ray.init(address="local", num_cpus=1, include_dashboard=False, object_store_memory=80 * 2**20)
    during = owners()
    ray.shutdown()
    after = owners()
    print(f"SIGTERM: before {before[0]}, with Ray {during[0]}, after its shutdown {after[0]};")
    print(f"SIGINT: {', '.join(sorted({each[1] for each in (before, during, after)}))} all the time")
    ours = before[0]
    assert before[1] == during[1] == after[1], "SIGINT is taken as well now"
    assert during[0] != ours and after[0] != ours, "SIGTERM stays the program's now"


asyncio.run(main())
PYTHON
