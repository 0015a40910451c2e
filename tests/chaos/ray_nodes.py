"""A Ray cluster of two nodes on this machine, one killed in mid-story: `python -m tests.chaos.ray_nodes`.

Ray's head takes no workers. The only worker is on node “one”; node “two” has room for another and stands by. Node “one”
is killed when the story is half drawn. Prints the log, and ends with 1 where the story did not complete exactly once.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bot import bootstrap
from bot.domain.credits import DefaultLimits
from bot.domain.jobs import Job, Progress
from bot.domain.limits import Limits, QueueLimits
from bot.storage.files.data_folder import DataFolder
from bot.worker.cluster.options import ClusterOptions
from bot.worker.cluster.workers import ClusterWorkers
from bot.worker.scaling import Bounds
from generation.engine import ImageRequest
from story.request import StoryRequest
from tests.bot.service_kit import HERE, MIA, MemoryFrontend, build_stores, ledger, running, until

PORT = 46379
ADDRESS = f"127.0.0.1:{PORT}"
RAY = str(Path(sys.executable).with_name("ray"))
SENTENCES = ("Mia the red fox wakes.", "She runs up the hill.", "It snows.", "She sleeps.")
BEGAN = time.monotonic()


def say(what: str) -> None:
    print(f"{time.monotonic() - BEGAN:6.1f} s  {what}", flush=True)


class Nodes:
    """Processes of `ray start --block`, each in a session of its own, so that a node can be killed whole."""

    def __init__(self, token: str, folder: Path) -> None:
        self._environment = {
            **os.environ,
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": token,
            "RAY_USAGE_STATS_ENABLED": "0",
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]),
        }
        self._folder = folder
        self._nodes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *arguments: str) -> None:
        """Until it is up: Ray gives a node 30 seconds, which a busy machine may not have."""
        command, path = [RAY, "start", "--block", "--num-gpus=0", *arguments], self._folder / f"{name}.log"
        while True:
            with path.open("wb") as log:
                node = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log, start_new_session=True)
            self._nodes[name] = node
            while node.poll() is None:
                if b"Ray runtime started" in path.read_bytes():
                    return say(f"node “{name}” is up (process {node.pid})")
                time.sleep(0.2)
            say(f"node “{name}” did not come up, and is tried again")

    def worker_node(self, name: str) -> None:
        self.start(name, f"--address={ADDRESS}", "--num-cpus=1", "--labels=vignette-model=echo")

    def kill(self, name: str) -> None:
        """SIGKILL to everything that descends from the node: raylet, agents and actors."""
        node = self._nodes.pop(name)
        victims = [node.pid, *descendants(node.pid)]
        for pid in victims:
            subprocess.run(["kill", "-9", str(pid)], check=False, stderr=subprocess.DEVNULL)
        node.wait()
        say(f"node “{name}” is killed: {len(victims)} processes")

    def close(self) -> None:
        for name in list(self._nodes):
            self.kill(name)


def descendants(pid: int) -> list[int]:
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return [each for child in map(int, children) for each in (child, *descendants(child))]


@contextmanager
def cluster(token: str, folder: Path) -> Iterator[Nodes]:
    nodes = Nodes(token, folder)
    try:
        nodes.start("head", "--head", f"--port={PORT}", "--num-cpus=0", "--include-dashboard=false")
        nodes.worker_node("one")
        yield nodes
    finally:
        nodes.close()


async def story(nodes: Nodes, token: str, folder: Path) -> bool:
    frontend = MemoryFrontend()
    workers = ClusterWorkers(ClusterOptions(ADDRESS, token, labels={"vignette-model": "echo"}))
    app = bootstrap.build_app(
        build_stores(folder),
        DataFolder(folder),
        [frontend],
        engines=[{"name": "echo", "max_batch": 4, "device": "auto", "options": {"step_seconds": 0.5}}],
        limits=Limits(),
        queue_limits=QueueLimits(),
        default_limits=DefaultLimits(),
        lease=timedelta(seconds=30),
        starter=workers,
        bounds=Bounds(1),
    )
    async with running(app) as service:
        request = StoryRequest(SENTENCES, ImageRequest(" ".join(SENTENCES), seed=7, num_inference_steps=16))
        await until(lambda: service.info)
        say(f"the worker is ready: {service.info.model if service.info else ''}")
        await asyncio.to_thread(nodes.worker_node, "two")
        job = await service.submit(MIA, request, HERE)
        say(f"story {job.id[:8]} is submitted")
        killed, shown = 0.0, -1
        async for event in service.watch(job.id):
            if isinstance(event, Job):
                say(f"  {event.status.value}, attempt {event.attempt}")
                if event.status.ended:
                    break
            elif isinstance(event, Progress) and event.num_steps > 1 and event.step != shown:
                shown = event.step
                say(f"    step {event.step} of {event.num_steps}" + (", with a preview" if event.preview else ""))
                if not killed and event.step >= event.num_steps // 2:
                    nodes.kill("one")
                    killed = time.monotonic()
        await until(lambda: frontend.delivered)
        say(f"{time.monotonic() - killed:.1f} s after the kill it is delivered; {len(frontend.delivered)} time(s)")
        ended, entries = frontend.delivered[0], await ledger(service, job)
        page = "a page" if ended.outcome.page else "NO PAGE"
        say(f"{len(ended.outcome.frames)} frames and {page}; ledger: {', '.join(entries)}")
    once = len(frontend.delivered) == 1 and sorted(entries) == ["capture", "hold"]
    return once and len(ended.outcome.frames) == len(SENTENCES)


def main() -> int:
    token = secrets.token_hex(32)
    with tempfile.TemporaryDirectory() as name, cluster(token, Path(name)) as nodes:
        complete = asyncio.run(story(nodes, token, Path(name)))
    say("the story completed once" if complete else "THE STORY DID NOT COMPLETE ONCE")
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
