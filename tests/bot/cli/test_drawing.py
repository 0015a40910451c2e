"""`imagine` and `story` as scripts use them: exit codes, files, one JSON document."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from PIL import Image

from tests.bot.cli.kit import command, document, environment, sentence, vignette

STORY = "Mia the red fox finds a lantern. She carries it up the hill.\n[NC] It starts to rain."


def hashes(folder: Path, paths: list[str]) -> list[str]:
    return [sha256((folder / path).read_bytes()).hexdigest() for path in paths]


def test_imagine_writes_the_picture_and_tells_of_it_in_one_document(tmp_path: Path) -> None:
    told = document(vignette(tmp_path, "imagine", "a", "red", "fox", "--seed", "7", "--out", "pics/fox.png", "--json"))
    [frame] = told["frames"]
    assert (told["seed"], told["engine"], told["ignored_words"]) == (7, "echo", [])
    assert told["model"].startswith("Echo") and told["seconds"] > 0 and len(told["job"]) == 32
    assert (frame["path"], frame["width"], frame["height"], frame["seed"]) == ("pics/fox.png", 32, 32, 7)
    assert hashes(tmp_path, [frame["path"]]) == [frame["sha256"]]
    with Image.open(tmp_path / "pics/fox.png") as picture:
        assert json.loads(picture.info["vignette"])["prompt"] == "a red fox"


def test_a_person_gets_the_paths_and_beside_them_the_facts(tmp_path: Path) -> None:
    done = vignette(tmp_path, "imagine", "a {red,blue} fox --n 2", "--seed", "7", "--out", "foxes")
    assert done.returncode == 0
    assert done.stdout.split() == [f"foxes/picture-{number}.png" for number in (1, 2, 3, 4)]
    assert "a red fox\nseed 7 · Echo" in done.stderr and "a blue fox\nseed 7 · Echo" in done.stderr
    assert "\x1b" not in done.stderr  # no bar and no colour where no terminal is
    assert len(set(hashes(tmp_path, done.stdout.split()))) == 4


def test_a_story_is_frames_and_a_page_and_the_same_when_told_again(tmp_path: Path) -> None:
    once = document(vignette(tmp_path, "story", STORY, "--seed", "7", "--out", "out", "--json"))
    again = document(vignette(tmp_path, "story", "-", "--seed", "7", "--out", "again", "--json", given=STORY))
    paths = [frame["path"] for frame in once["frames"]]
    assert paths == ["out/frame-1.png", "out/frame-2.png", "out/frame-3.png"] and once["page"] == "out/page.png"
    assert [frame["sentence"] for frame in once["frames"]][1] == "She carries it up the hill."
    assert [frame["cast"] for frame in once["frames"]][2] == []
    assert once["context"] is None and (once["seed"], once["engine"]) == (7, "echo")
    assert hashes(tmp_path, paths) == [frame["sha256"] for frame in once["frames"]]
    assert [frame["sha256"] for frame in again["frames"]] == [frame["sha256"] for frame in once["frames"]]
    assert hashes(tmp_path, [once["page"]]) == hashes(tmp_path, [again["page"]])


def test_work_that_fails_is_one_sentence_and_exit_code_1(tmp_path: Path) -> None:
    missing = {"VIGNETTE_ENGINE__NAME": "nothing", "VIGNETTE_ENGINE__OPTIONS": "{}"}
    done = vignette(tmp_path, "imagine", "a fox", "--json", settings=missing)
    assert sentence(done, 1).startswith("There is no engine named 'nothing'.")


def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    assert "data/logs cannot be used" in sentence(vignette(tmp_path, "imagine", "a fox"), 1)


def test_ctrl_c_stops_at_once_and_charges_nothing(tmp_path: Path) -> None:
    slow = environment(VIGNETTE_ENGINE__OPTIONS='{"step_seconds": 0.2, "width": 32, "height": 32}')
    drawing = subprocess.Popen(
        command("imagine", "a fox", "--steps", "100"), cwd=tmp_path, env=slow, stderr=subprocess.PIPE, text=True
    )
    log = tmp_path / "data/logs/commands.log"
    while "job queued" not in (log.read_text() if log.exists() else ""):
        time.sleep(0.05)
    drawing.send_signal(signal.SIGINT)
    assert drawing.communicate(timeout=15) == (None, "")
    assert drawing.returncode == 130
    with closing(sqlite3.connect(tmp_path / "data/vignette.db")) as database:
        assert database.execute("SELECT status FROM jobs").fetchall() == [("cancelled",)]
        assert database.execute("SELECT kind FROM credits ORDER BY id").fetchall() == [("hold",), ("release",)]
