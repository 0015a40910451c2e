"""`vignette chat` in a real (pseudo) terminal: keys in, bars and pictures out, Ctrl-C and Ctrl-D."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bot.cli.kit import command, environment, gated
from tests.plugin import Gate

PROMPT = "\x1b[?2004h"  # the editor takes keys: it has just asked for pasted text to be marked
SECONDS = 300.0  # until something that should come has come
TERMINAL = {
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "COLUMNS": "90",
    "LINES": "40",
    "PROMPT_TOOLKIT_NO_CPR": "1",  # this terminal does not say where its cursor is
}


class Terminal:
    """The other side of a program's terminal."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._shown = b""

    def type(self, keys: str) -> None:
        os.write(self._descriptor, keys.encode())

    def until(self, text: str) -> str:
        """What is shown from here on, up to this text and with it."""
        deadline, wanted = time.monotonic() + SECONDS, text.encode()
        while wanted not in self._shown:
            assert time.monotonic() < deadline, self._shown.decode(errors="replace")
            if select.select([self._descriptor], [], [], 0.1)[0]:
                self._shown += os.read(self._descriptor, 65536)
        shown, _, self._shown = self._shown.partition(wanted)
        return (shown + wanted).decode(errors="replace")


@contextmanager
def chat(folder: Path, gate: Gate) -> Iterator[tuple[Terminal, subprocess.Popen[bytes]]]:
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        command("chat"),
        cwd=folder,
        env=environment(**TERMINAL, **gated(gate)),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: os.close(os.open(os.ttyname(theirs), os.O_RDWR)),  # makes it the controlling terminal
    )
    os.close(theirs)
    try:
        yield Terminal(ours), program
    finally:
        program.kill()
        program.wait()
        os.close(ours)


def test_a_person_draws_cancels_goes_on_and_leaves(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    with chat(tmp_path, gate) as (terminal, program):
        assert "Ctrl-D leaves" in terminal.until(PROMPT)
        terminal.type("imagine a red fox --seed 3\r")
        drawn = terminal.until("drawing: a red fox")
        drawn += terminal.until("of 8")
        gate.open()
        drawn += terminal.until("-1.png")
        assert "\x1b[38;2;" in drawn and "▀" in drawn

        terminal.until(PROMPT)
        gate.shut()
        terminal.type("imagine an owl --steps 100\r")
        terminal.until("drawing: an owl")
        terminal.until("of 100")
        terminal.type("\x03")
        assert "Cancelled; nothing was charged." in terminal.until(PROMPT)
        gate.open()

        terminal.type("half a line\x03imagine a blue fox --seed 3\r")  # Ctrl-C empties the line
        assert "drawing: a blue fox" in terminal.until("-1.png")
        terminal.until(PROMPT)
        terminal.type("\x04")
        assert program.wait(SECONDS) == 0
    assert len(os.listdir(tmp_path / "data/pictures")) == 2
