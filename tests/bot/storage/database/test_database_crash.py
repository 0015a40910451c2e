"""What was acknowledged is there after the writer was killed."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import bot
from tests.bot.storage import crash_writer

KILLS = 20
SEED = 2026


def test_a_killed_process_loses_nothing_it_acknowledged_and_stores_nothing_by_halves(tmp_path: Path) -> None:
    root = Path(bot.__file__).parents[1]
    run = subprocess.run(
        [sys.executable, crash_writer.__file__, str(tmp_path), str(KILLS), str(SEED)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert run.returncode == 0, run.stderr
    lives = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("[")]
    acknowledged = [job_id for life in lives for job_id in life]

    with closing(sqlite3.connect(tmp_path / "vignette.db")) as database:
        jobs = {row[0] for row in database.execute("SELECT id FROM jobs")}
        holds = [row[0] for row in database.execute("SELECT job_id FROM credits WHERE kind = 'hold'")]
        audit = [row[0] for row in database.execute("SELECT subject FROM audit")]
        integrity = database.execute("PRAGMA integrity_check").fetchall()

    assert len(lives) == KILLS and all(lives)
    assert jobs >= set(acknowledged)
    assert len(jobs) <= len(acknowledged) + KILLS, "at most the one in flight at each kill"
    assert jobs == set(holds) == set(audit)
    assert len(jobs) == len(holds) == len(audit)
    assert integrity == [("ok",)]
