"""What the further commands mean: pictures and stories worked on, likings, rights; the desk's are beside it.

Jobs are named by the first characters of their id. An index is that of a frame, counted from 0; None: the only one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.commands.desk_values import DeskCommand

if TYPE_CHECKING:  # `values` puts these commands beside its own
    from bot.commands.errors import Command

ExportFormat = Literal["pdf", "gif", "mp4", "cbz", "zip"]
PanelAct = Literal["redo", "edit", "insert", "remove"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture that came with a line of chat and is stored already."""

    sha256: str


@dataclass(frozen=True, slots=True)
class Describe:
    """Say what a stored picture shows."""

    image: str  # SHA-256


@dataclass(frozen=True, slots=True)
class Enlarge:
    job: str
    index: int | None = None
    factor: int = 2  # or 4


@dataclass(frozen=True, slots=True)
class Vary:
    """Draw anew from a picture."""

    job: str
    index: int | None = None
    strength: float = 0.6


@dataclass(frozen=True, slots=True)
class Video:
    """Show how a picture came to be."""

    job: str
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Export:
    job: str
    format: ExportFormat


@dataclass(frozen=True, slots=True)
class Panel:
    """One frame of a story, all others as they are. What is inserted takes this index; `text` is its sentence."""

    job: str
    index: int
    act: PanelAct
    text: str = ""  # for edit and insert


@dataclass(frozen=True, slots=True)
class Continue:
    """A story goes on."""

    job: str
    sentences: tuple[str, ...]
    cast: tuple[tuple[str, str], ...] = ()  # (name, description) of whom it introduces


@dataclass(frozen=True, slots=True)
class Restyle:
    """The same in another style, the cast kept."""

    job: str
    style: str  # ours or a server's own
    words: str = ""  # of a server's own, once it was looked up


@dataclass(frozen=True, slots=True)
class CastAdd:
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class CastRemove:
    name: str


@dataclass(frozen=True, slots=True)
class CastList:
    """Whom this server's stories know."""


@dataclass(frozen=True, slots=True)
class StyleList:
    """Our styles and this server's own."""


@dataclass(frozen=True, slots=True)
class StyleAdd:
    name: str
    words: str  # with {} where the prompt goes, or to stand after it


@dataclass(frozen=True, slots=True)
class StyleRemove:
    name: str


@dataclass(frozen=True, slots=True)
class DefaultsShow:
    server: bool = False  # the server's instead of one's own


@dataclass(frozen=True, slots=True)
class DefaultsSet:
    option: str  # its name in the table of options
    value: str  # as typed; "" for a flag
    server: bool = False


@dataclass(frozen=True, slots=True)
class DefaultsClear:
    server: bool = False


@dataclass(frozen=True, slots=True)
class Inspire:
    """Ideas for prompts."""

    theme: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """What a command would cost."""

    command: Command


@dataclass(frozen=True, slots=True)
class MyData:
    """All that is stored of oneself, as a file; where it is too large for one, in parts."""

    part: int = 1


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase one job or all that is stored of oneself; neither: say what there is to erase."""

    job: str | None = None
    everything: bool = False
    sure: bool = False  # not yet: only say what would be erased


@dataclass(frozen=True, slots=True)
class Verify:
    """Whether we drew it: an attached picture or a hash."""

    hash: str  # SHA-256 (64 hex digits) or perceptual hash (16)
    attached: bool = False  # it is the SHA-256 of a stored attachment


@dataclass(frozen=True, slots=True)
class Report:
    """A picture that should not be."""

    job: str
    reason: str = ""
    index: int | None = None  # None: the whole job


EditCommand = Describe | Enlarge | Vary | Video | Export | Panel | Continue | Restyle
LikeCommand = (
    CastAdd
    | CastRemove
    | CastList
    | StyleList
    | StyleAdd
    | StyleRemove
    | DefaultsShow
    | DefaultsSet
    | DefaultsClear
    | Inspire
    | Price
)
RightsCommand = MyData | Forget | Verify | Report
FurtherCommand = EditCommand | LikeCommand | RightsCommand | DeskCommand
