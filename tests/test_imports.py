"""Who may import whom: read from the source, so that it holds for code that no test runs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSES = ("generation", "story", "bot")  # each may import itself and those before it
HEAVY = {"torch", "diffusers", "transformers", "accelerate", "skia"}
COMPOSITION_ROOT = "bot.bootstrap"


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
            yield node.module
            yield from (name for alias in node.names if (name := f"{node.module}.{alias.name}") in modules())


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
            waiting += imports(at_import(tree(name)))
            waiting += [name.rpartition(".")[0]] if "." in name else []
    return frozenset(seen)


@pytest.mark.parametrize("house", HOUSES)
def test_imports_point_one_way(house: str) -> None:
    later = HOUSES[HOUSES.index(house) + 1 :]
    wrong = [
        (module, name)
        for module in modules()
        if module.partition(".")[0] == house
        for name in imports(ast.walk(tree(module)))
        if name.partition(".")[0] in later
    ]
    assert modules() and not wrong


def test_the_bot_names_no_drawing_library_and_importing_it_loads_none() -> None:
    bot = [module for module in modules() if module.partition(".")[0] == "bot"]
    named = [(module, name) for module in bot for name in imports(ast.walk(tree(module))) if top(name) in HEAVY]
    loaded = [(module, name) for module in bot for name in loaded_by(module) if top(name) in HEAVY]
    assert bot and not named and not loaded


def test_the_service_process_starts_without_torch() -> None:
    code = f"import sys, bot.bootstrap, bot.worker.supervisor, bot.__main__; print(sorted({HEAVY} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_only_the_composition_root_chooses_front_ends_and_builds_what_it_puts_together() -> None:
    built = {name for name in called(COMPOSITION_ROOT) if name[0].isupper()} - {"Path", "Stores"}
    elsewhere = [
        (module, name)
        for module in modules()
        if module.partition(".")[0] == "bot" and module != COMPOSITION_ROOT
        for name in called(module)
        if name in built
    ]
    assert built and not elsewhere


def test_an_implementation_behind_a_port_is_imported_by_itself_alone() -> None:
    """Entry points load it; the command line shares the console's progress bars and knows where the page has its desk,
    and a check knows what it checks.

    A model that enlarges, describes, checks or has ideas is chosen by its folder alone, behind the port that names it.
    """
    friends = {
        "generation.engines": ("generation.engines",),
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
