"""The gateway process: one that finds no cluster says so, and nobody waits for it who wants to stop."""

from __future__ import annotations

import os
import threading
import time
from multiprocessing.connection import Connection
from typing import Any

import pytest

from bot.worker.cluster import workers
from bot.worker.cluster.options import ClusterOptions, Hello
from bot.worker.cluster.workers import ClusterWorkers
from generation.engine import EngineError


def refuses(control: Connection[Any, Any], options: ClusterOptions) -> None:
    control.send(Hello(f"Ray at {options.address} cannot be reached."))


def knows_no_token(control: Connection[Any, Any], options: ClusterOptions) -> None:
    control.send(Hello("It does not know the token.", for_good=True))


def dies(control: Connection[Any, Any], options: ClusterOptions) -> None:
    os._exit(1)


def waits(control: Connection[Any, Any], options: ClusterOptions) -> None:
    time.sleep(3600)


@pytest.mark.parametrize(
    ("gateway", "error", "sentence"),
    [
        (refuses, ConnectionError, "Ray at head:6379 cannot be reached."),
        (knows_no_token, EngineError, "It does not know the token."),
        (dies, ConnectionError, "The process that speaks with Ray has ended"),
    ],
)
def test_why_there_is_no_cluster_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, gateway: Any, error: type[Exception], sentence: str
) -> None:
    monkeypatch.setattr(workers, "run", gateway)
    cluster = ClusterWorkers(ClusterOptions("head:6379", "secret-token"))
    with pytest.raises(error, match=sentence):
        cluster.start({"name": "echo"})
    cluster.close()
    assert "secret-token" not in repr(ClusterOptions("head:6379", "secret-token"))


def test_a_service_that_stops_waits_for_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "run", waits)
    cluster, errors = ClusterWorkers(ClusterOptions("head:6379", "token")), list[BaseException]()

    def start() -> None:
        try:
            cluster.start({"name": "echo"})
        except ConnectionError as error:
            errors.append(error)

    starting = threading.Thread(target=start)
    starting.start()
    cluster.refuse()
    starting.join()
    cluster.close()
    assert errors
