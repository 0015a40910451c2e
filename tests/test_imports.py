"""Who may import whom: read from the source, so that it holds for code that no test runs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSES = ("generation", "story", "bot")  # each may import itself and those before it
HEAVY = {"torch", "diffusers", "transformers", "accelerate", "skia"}
COMPOSITION_ROOT = "bot.bootstrap"
FLOORS = (  # of `bot/`, from the ground up: each may import those below it, and itself
    ("domain", "text"),
    ("redaction",),
    ("commands",),
    ("storage", "settings"),
    ("background", "logs"),
    ("rules", "worker"),
    ("jobs",),
    ("features",),
    ("chat",),
    ("frontends",),
    ("app",),
    ("bootstrap",),
    ("cli",),
    ("__main__",),
)
# Called by discord.py inside somebody else's bot: an entry point, as the command line is.
ENTRY_POINT = "bot.frontends.discord.extension"
WITHOUT_SQL = {"AsyncSession", "Session", "Connection", "make_url"}  # handed on or shown: none of them is a query
BACKUP = ("bot.storage.backup", "bot.cli.restore")  # opens copies beside what the service is put together of


@cache
def modules() -> dict[str, Path]:
    """Every module of the project, by name."""
    paths = (path for house in HOUSES for path in (ROOT / house).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def imports(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """The modules that the import statements among these nodes name."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (
                name if (name := f"{node.module}.{alias.name}") in modules() else node.module for alias in node.names
            )


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when a module is imported: no bodies of functions, nothing for type checkers alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield child
        yield from at_import(child)


@cache
def named_in(module: str) -> tuple[str, ...]:
    """What it imports, wherever in the file the import stands."""
    return tuple(imports(ast.walk(tree(module))))


@cache
def loaded_directly_by(module: str) -> tuple[str, ...]:
    """What it imports when it is imported."""
    return tuple(imports(at_import(tree(module))))


@cache
def loaded_by(module: str) -> frozenset[str]:
    """Everything that importing this module imports, our own modules followed."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in modules():
            waiting += loaded_directly_by(name)
            waiting += [name.rpartition(".")[0]] if "." in name else []
    return frozenset(seen)


@pytest.mark.parametrize("house", HOUSES)
def test_imports_point_one_way(house: str) -> None:
    later = HOUSES[HOUSES.index(house) + 1 :]
    wrong = [
        (module, name)
        for module in modules()
        if module.partition(".")[0] == house
        for name in named_in(module)
        if name.partition(".")[0] in later
    ]
    assert modules() and not wrong


def test_every_folder_of_the_bot_imports_only_folders_below_it() -> None:
    floor = {folder: number for number, folders in enumerate(FLOORS) for folder in folders}
    upwards = [
        (module, name)
        for module, name in arrows()
        if module.startswith("bot.") and name.startswith("bot.") and folder_of(module) != folder_of(name)
        if floor[folder_of(module)] <= floor[folder_of(name)] and module != ENTRY_POINT
    ]
    assert {folder_of(module) for module in modules() if module.startswith("bot.")} == floor.keys() and not upwards


def test_no_imports_go_in_a_circle_type_checking_imports_included() -> None:
    graph: dict[str, set[str]] = {module: set() for module in modules()}
    for module, name in arrows():
        graph[module].add(name)
    assert list(TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle


def test_no_sql_is_written_outside_storage() -> None:
    wrong = [
        (module, alias.name)
        for module in modules()
        if not module.startswith("bot.storage")
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("sqlalchemy", "bot.storage.tables"))
        for alias in node.names
        if alias.name not in WITHOUT_SQL
    ]
    assert not wrong


def test_a_test_is_found_by_the_name_of_what_it_tests() -> None:
    """`tests/bot/jobs/test_service_faults.py` tests `bot/jobs/service.py`, or a folder of that name."""
    paths = [
        path.relative_to(ROOT / "tests") for house in HOUSES for path in (ROOT / "tests" / house).rglob("test_*.py")
    ]
    lost = [str(path) for path in paths if not any(is_there(name) for name in subjects(path))]
    assert paths and not lost


def subjects(path: Path) -> Iterator[Path]:
    """What a test file may be about: all of its name behind `test_`, or the first words of it; or its own folder."""
    words = path.stem.removeprefix("test_").split("_")
    yield from (path.parent / "_".join(words[:count]) for count in range(len(words), 0, -1))
    if path.parent.name == "_".join(words):
        yield path.parent


def is_there(path: Path) -> bool:
    return (ROOT / path).with_suffix(".py").is_file() or (ROOT / path).is_dir()


def arrows() -> Iterator[tuple[str, str]]:
    """(module, what it imports) within the project."""
    for module in modules():
        for name in named_in(module):
            if name in modules() and name != module:
                yield module, name


def folder_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_the_bot_names_no_drawing_library_and_importing_it_loads_none() -> None:
    bot = [module for module in modules() if module.partition(".")[0] == "bot"]
    named = [(module, name) for module in bot for name in named_in(module) if top(name) in HEAVY]
    loaded = [(module, name) for module in bot for name in loaded_by(module) if top(name) in HEAVY]
    assert bot and not named and not loaded


def test_the_service_process_starts_without_torch() -> None:
    code = f"import sys, bot.bootstrap, bot.worker.supervisor, bot.__main__; print(sorted({HEAVY} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_only_the_composition_root_chooses_front_ends_and_builds_what_it_puts_together() -> None:
    built = {name for name in called(COMPOSITION_ROOT) if name[0].isupper()} - {"Path", "Stores", "SettingsError"}
    elsewhere = [
        (module, name)
        for module in modules()
        if module.partition(".")[0] == "bot" and module != COMPOSITION_ROOT and not module.startswith(BACKUP)
        for name in called(module)
        if name in built
    ]
    assert built and not elsewhere


def test_an_implementation_behind_a_port_is_imported_by_itself_alone() -> None:
    """Entry points load it; the command line shares the console's progress bars and knows where the page has its desk,
    a check knows what it checks, the tools load their models as an engine does, and what is trained in front of a
    pipeline asks its denoiser as the engine does.
    """
    friends = {
        "generation.engines": ("generation.engines", "generation.tools", "story.adapter"),
        "bot.frontends.console": ("bot.frontends.console", "bot.cli"),
        "bot.frontends.discord": ("bot.frontends.discord", "bot.cli.checks.discord"),
        "bot.frontends.web": ("bot.frontends.web", "bot.cli.desk"),
    }
    wrong = [
        (module, name)
        for module in modules()
        for name in imports(ast.walk(tree(module)))
        for port, users in friends.items()
        if name.startswith(port) and not module.startswith(users)
    ]
    assert friends.keys() <= modules().keys() and not wrong


def called(module: str) -> set[str]:
    return {
        node.func.id
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def top(module: str) -> str:
    return module.partition(".")[0]
