"""`vignette export`: what `.export` does, from a shell."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from bot.cli.errors import USAGE, WORK, CliError
from bot.cli.files import export_path
from tests.bot.cli.kit import document, sentence, vignette


def test_a_story_is_written_as_a_file_and_what_cannot_be_is_said_in_a_sentence(tmp_path: Path) -> None:
    told = document(
        vignette(tmp_path, "story", "Mia the red fox wakes. She runs.", "--title", "The Run", "--by", "Ann", "--json")
    )
    done = document(vignette(tmp_path, "export", told["job"][:8], "PDF", "--json"))
    content = (tmp_path / done["path"]).read_bytes()
    assert done["path"] == f"the-run-{told['job'][:8]}.pdf" and content.startswith(b"%PDF")
    assert (done["bytes"], done["sha256"]) == (len(content), sha256(content).hexdigest())
    assert "it is pdf, gif, mp4, cbz or zip." in sentence(vignette(tmp_path, "export", told["job"][:8], "docx"), USAGE)
    assert "no job" in sentence(vignette(tmp_path, "export", "0123abcd", "pdf"), WORK)


def test_the_file_is_where_it_was_wanted(tmp_path: Path) -> None:
    assert export_path(None, "a.pdf") == Path("a.pdf")
    assert export_path(tmp_path, "a.pdf") == tmp_path / "a.pdf"
    assert export_path(tmp_path / "new", "a.pdf") == tmp_path / "new" / "a.pdf"
    assert export_path(tmp_path / "b.PDF", "a.pdf") == tmp_path / "b.PDF"
    with pytest.raises(CliError, match=r"call it .*b\.pdf"):
        export_path(tmp_path / "b.png", "a.pdf")
