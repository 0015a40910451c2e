"""Every planted bug still finds the lines it spoils; `python -m tests.chaos.planted` shows that each is caught."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.chaos.planted import ROOT, apply, caught_by, hunks, patches
from tests.chaos.trial import CHECKS


@pytest.mark.parametrize("patch", patches().values(), ids=list(patches()))
def test_a_planted_bug_applies_and_leaves_something_that_python_can_read(patch: Path) -> None:
    for path, content in apply(patch, ROOT).items():
        assert content != path.read_text(encoding="utf-8")
        ast.parse(content)


def test_there_are_twelve_of_them_and_each_says_what_it_is_and_what_catches_it() -> None:
    assert len(patches()) >= 12
    for name, patch in patches().items():
        assert patch.read_text(encoding="utf-8").startswith("# "), name
        assert caught_by(patch) in CHECKS, name
        assert hunks(patch), name
