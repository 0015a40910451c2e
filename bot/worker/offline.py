"""A process that can reach no other machine, from now on and with all that it starts, until it ends.

On Linux the kernel refuses every new socket but UNIX and netlink ones, whoever asks for it: Python, a library in C, a
program that is started (seccomp; Linux, Documentation/userspace-api/seccomp_filter.rst). Elsewhere an audit hook of
Python refuses them, which stops what is written in Python and nothing else. Either is a belt against what was not
meant to call home, not a prison for code that is out to get away: files and signals are as before.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import sys

# Of linux/seccomp.h, linux/filter.h, linux/audit.h and the tables of system calls.
_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER, _TSYNC = 1, 1  # for every thread of this process
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # places in struct seccomp_data, on little-endian machines
_X32 = 0x40000000  # x86-64 with 32-bit pointers has numbers of its own from here on
_IO_URING_SETUP = 425  # opens sockets without asking by name
_CALLS = {"x86_64": (0xC000003E, 317, 41), "aarch64": (0xC00000B7, 277, 198)}  # architecture, seccomp, socket
_LOCAL = (1, 16)  # AF_UNIX, and AF_NETLINK, which asks the kernel about this machine


def go_offline() -> str:
    """What holds it: "the kernel" or "Python"."""
    if _by_kernel():
        return "the kernel"
    sys.addaudithook(_refuse_sockets)
    return "Python"


def _by_kernel() -> bool:
    if sys.platform != "linux" or (calls := _CALLS.get(platform.machine())) is None:
        return False
    architecture, seccomp, new_socket = calls
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 0, 8, architecture),  # else refused
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_AT_LEAST, 6, 0, _X32),
        (_JUMP_EQUAL, 5, 0, _IO_URING_SETUP),
        (_JUMP_EQUAL, 0, 3, new_socket),  # else allowed
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_EQUAL, 1, 0, _LOCAL[0]),
        (_JUMP_EQUAL, 0, 1, _LOCAL[1]),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in lines))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(lines), ctypes.addressof(code)))
    libc = ctypes.CDLL(None)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, *map(ctypes.c_ulong, (1, 0, 0, 0))):
        return False
    return not libc.syscall(ctypes.c_long(seccomp), ctypes.c_ulong(_SET_MODE_FILTER), ctypes.c_ulong(_TSYNC), program)


def _refuse_sockets(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.__new__" and arguments[1] != getattr(socket, "AF_UNIX", None):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if event.startswith("socket.getaddrinfo"):  # which asks over sockets of its own
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
