"""A README taken apart: its words, its blocks of code by language, its tables, and what it says to type."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"(?:\[[^]]*\]\(|<img src=\")([^)\s\"]+)")
SHELL = re.compile(r"(?:[A-Z_]+=\S+ )?(?:(?:\.venv/bin/)?vignette|make|python|pip|curl) \S")
PATH = re.compile(r"[\w.-]+/[\w./-]*|[\w.-]+\.(?:py|toml|md|json|jpg|txt)")


@dataclass(frozen=True)
class Readme:
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def blocks(self) -> list[tuple[str, str]]:
        """(language, what stands in it) of every block of code; "" is what is typed into a shell, or a drawing."""
        return FENCE.findall(self.text)

    @cached_property
    def quoted(self) -> list[str]:
        """What stands in back quotes within the prose."""
        return re.findall(r"`([^`\n]+)`", FENCE.sub("", self.text))

    @property
    def chat_lines(self) -> list[str]:
        """What is said to the bot."""
        return [line for line in self.quoted if re.fullmatch(r"\.[a-z]+(?: .*)?", line) and not self.is_there(line)]

    @property
    def shell_lines(self) -> Iterator[list[str]]:
        """What is typed into a shell, in words; lines that end with a backslash go on."""
        typed = "\n".join(body for language, body in self.blocks if not language).replace("\\\n", "").split("\n")
        yield from (shlex.split(line, comments=True) for line in (*typed, *self.quoted) if SHELL.match(line))

    @property
    def paths(self) -> list[str]:
        """Files and folders that it names in back quotes."""
        return [name for name in self.quoted if PATH.fullmatch(name)]

    @property
    def links(self) -> list[str]:
        """Where its links and pictures point within the repository."""
        return [target for target in LINK.findall(self.text) if "://" not in target]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of every row of its tables, without bold."""
        lines = [line for line in self.text.splitlines() if line.startswith("| ")]
        return [[cell.strip().strip("*") for cell in line.split("|")[1:-1]] for line in lines]

    def is_there(self, name: str) -> bool:
        """Whether a path leads somewhere, from the README's own folder or from the top."""
        return (self.path.parent / name).exists() or (ROOT / name).exists()

    def anchors(self) -> set[str]:
        """What the part of a link after # can be."""
        headings = re.findall(r"^#+ (.+)$", FENCE.sub("", self.text), re.MULTILINE)
        return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
