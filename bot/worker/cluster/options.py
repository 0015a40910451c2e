"""What is to be known of a cluster: where it is, its token, and what a worker there needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """`[ray]` of the settings."""

    address: str = ""  # "host:port" of the head; "": a Ray of our own on this machine
    token: str = field(default="", repr=False)
    gpus: float = 0.0  # of each worker
    cpus: float = 1.0
    labels: Mapping[str, str] = field(default_factory=dict)  # of the nodes where a worker may be


@dataclass(frozen=True, slots=True)
class Hello:
    """The first word of a gateway: whether there is a cluster behind it."""

    refused: str = ""  # the sentence that says why not
    for_good: bool = False  # and another try changes nothing
    detail: str = ""  # for the log
