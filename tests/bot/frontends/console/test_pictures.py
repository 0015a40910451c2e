"""Pictures in a terminal: what is sent can be read back as the picture that was meant."""

from __future__ import annotations

import base64
import re
from io import BytesIO

import pytest
from PIL import Image

from bot.frontends.console.pictures import MAX_COLUMNS, GraphicsProtocol, detect_protocol, render_pictures


def png(size: tuple[int, int] = (64, 64), colour: str = "red") -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def noise() -> bytes:
    """A picture that compresses badly: its base64 needs several chunks."""
    file = BytesIO()
    Image.effect_noise((128, 128), 90).convert("RGB").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("environment", "way"),
    [
        ({"TERM": "xterm-kitty"}, GraphicsProtocol.KITTY),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, GraphicsProtocol.KITTY),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app", "COLORTERM": "truecolor"}, GraphicsProtocol.ITERM2),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, GraphicsProtocol.ITERM2),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, GraphicsProtocol.BLOCKS),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "COLORTERM": "truecolor"}, GraphicsProtocol.BLOCKS),
        ({"TERM": "screen", "TERM_PROGRAM": "iTerm.app"}, GraphicsProtocol.NONE),
        ({"TERM": "xterm-kitty", "TMUX": "/run/tmux"}, GraphicsProtocol.NONE),
        ({"TERM": "xterm-256color"}, GraphicsProtocol.NONE),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, GraphicsProtocol.NONE),
    ],
)
def test_a_terminal_gets_what_it_says_it_can_show(environment: dict[str, str], way: GraphicsProtocol) -> None:
    assert detect_protocol(environment, is_terminal=True) is way
    assert detect_protocol(environment, is_terminal=False) is GraphicsProtocol.NONE


def test_kitty_gets_the_very_file_in_small_chunks() -> None:
    content = noise()
    escape = render_pictures([content], GraphicsProtocol.KITTY, 100)
    parts = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", escape)
    assert len(parts) > 1
    assert all(len(data) <= 4096 for _, data in parts)
    assert ["m=1" in control for control, _ in parts] == [True] * (len(parts) - 1) + [False]
    assert "f=100" in parts[0][0] and "c=36" in parts[0][0]
    assert base64.b64decode("".join(data for _, data in parts)) == content


def test_iterm2_gets_the_very_file_with_its_length() -> None:
    content = png()
    match = re.fullmatch(
        r"\x1b\]1337;File=inline=1;size=(\d+);width=36;[^:]*:([^\x07]*)\x07\n",
        render_pictures([content], GraphicsProtocol.ITERM2, 100),
    )
    assert match is not None
    assert base64.b64decode(match[2]) == content and int(match[1]) == len(content)


def test_blocks_have_the_colours_of_the_picture() -> None:
    picture = Image.new("RGB", (40, 40), (250, 10, 10))
    picture.paste((10, 10, 250), (0, 20, 40, 40))
    file = BytesIO()
    picture.save(file, "PNG")
    rows = render_pictures([file.getvalue()], GraphicsProtocol.BLOCKS, 20).splitlines()
    assert len(rows) == 10  # twenty columns of cells twice as high as wide
    assert all(row.count("▀") == 20 and row.endswith("\x1b[0m") for row in rows)
    assert rows[0].startswith("\x1b[38;2;250;10;10;48;2;250;10;10m")
    assert rows[-1].startswith("\x1b[38;2;10;10;250;48;2;10;10;250m")


def test_pictures_stand_side_by_side_where_the_terminal_is_wide_enough() -> None:
    four = [png(colour=colour) for colour in ("red", "lime", "blue", "white")]
    wide, narrow = (render_pictures(four, GraphicsProtocol.BLOCKS, columns).splitlines() for columns in (80, 40))
    assert "255;0;0" in wide[0] and "0;255;0" in wide[0] and "0;0;255" not in wide[0]
    assert "255;0;0" in narrow[0] and "0;255;0" not in narrow[0]


def test_no_picture_is_wider_than_the_terminal_or_than_is_sensible() -> None:
    pictures = [png()] * 9
    assert max(line.count("▀") for line in render_pictures(pictures, GraphicsProtocol.BLOCKS, 30).splitlines()) == 30
    assert (
        max(line.count("▀") for line in render_pictures(pictures, GraphicsProtocol.BLOCKS, 500).splitlines())
        <= MAX_COLUMNS
    )


def test_a_plain_terminal_gets_nothing() -> None:
    assert render_pictures([png()], GraphicsProtocol.NONE, 80) == ""
    assert render_pictures([], GraphicsProtocol.BLOCKS, 80) == ""
