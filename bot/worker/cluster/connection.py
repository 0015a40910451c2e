"""Ray itself, named in this file alone: one connection, and actors on it."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

from bot.redaction import brief
from bot.worker.cluster.actor import DrawingActor
from bot.worker.cluster.options import ClusterOptions, Hello


def connect(options: ClusterOptions) -> Hello:
    """Join the cluster, or start one on this machine that ends with this process."""
    os.environ |= {
        "RAY_AUTH_MODE": "token",  # before Ray is imported, which reads it once
        "RAY_AUTH_TOKEN": options.token or secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",  # nobody is told that we run
        "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
    }
    import ray
    from ray.exceptions import AuthenticationError

    where = (
        {"address": options.address}
        if options.address
        else {"address": "local", "include_dashboard": False, "_node_ip_address": "127.0.0.1"}
    )
    try:
        ray.init(**where, log_to_driver=False, configure_logging=False, logging_level=logging.WARNING)
    except AuthenticationError:
        return Hello(f"The Ray cluster at {options.address} does not know the token `ray.token`.", for_good=True)
    except Exception as error:  # Ray raises a dozen kinds for a cluster that is not there
        return Hello(f"Ray at {options.address or 'this machine'} cannot be reached.", detail=brief(error))
    return Hello()


def disconnect() -> None:
    import ray

    ray.shutdown()


def hire(options: ClusterOptions, settings: bytes) -> RayActor:
    """An actor on whichever node has room for it, now or later."""
    placed = _actor_class().options(
        num_gpus=options.gpus,
        num_cpus=options.cpus,
        label_selector=dict(options.labels) or None,
        max_restarts=0,  # whoever waits for it starts another, and its jobs are not Ray's to repeat
        max_task_retries=0,
    )
    return RayActor(placed.remote(settings))


class RayActor:
    """A `DrawingActor` on a node."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle

    def tell(self, message: bytes) -> None:
        self._handle.tell.options(concurrency_group="tell").remote(message)

    def listen(self) -> Iterator[bytes]:
        import ray

        for each in self._handle.listen.options(concurrency_group="listen", num_returns="streaming").remote():
            yield ray.get(each)

    def kill(self) -> None:
        import ray

        with suppress(Exception):  # it is gone, or Ray is: then so is the actor, and Ray raises as it likes
            ray.kill(self._handle, no_restart=True)


@cache
def _actor_class() -> Any:
    import ray

    # One thread each: what is told arrives in order, also while somebody listens.
    return ray.remote(concurrency_groups={"tell": 1, "listen": 1})(DrawingActor)
