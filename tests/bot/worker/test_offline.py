"""What a process can still reach once it is offline: in a process of its own, as there is no way back."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

PROBE = """
import ctypes, socket, subprocess, sys
from bot.worker import offline

if sys.argv[1] == "Python":
    offline._by_kernel = lambda: False
assert offline.go_offline() == sys.argv[1]

here, there = socket.socketpair()  # of this machine
here.send(b"x")
assert there.recv(1) == b"x"
for family in (socket.AF_INET, socket.AF_INET6):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            socket.socket(family, kind)
        except PermissionError:
            continue
        raise AssertionError(f"{family} {kind} is open")
try:
    socket.create_connection(("127.0.0.1", 9))
except PermissionError:
    pass
if sys.argv[1] == "the kernel":
    assert ctypes.CDLL(None).socket(socket.AF_INET, socket.SOCK_STREAM, 0) == -1, "a library in C"
    child = subprocess.run(["/bin/sh", "-c", f"{sys.executable} -S -c 'import socket; socket.socket()'"], stderr=-1)
    assert b"PermissionError" in child.stderr, "a program that it starts"
"""


def probe(keeper: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROBE, keeper], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"), reason="the kernel has another way here"
)
def test_the_kernel_refuses_every_way_to_another_machine_and_leaves_pipes_alone() -> None:
    probe("the kernel")


def test_where_the_kernel_does_not_python_refuses_its_own_sockets() -> None:
    probe("Python")
