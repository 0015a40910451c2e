"""Measures the structure of the code and prints it: `python -m tests.structure`. It asserts nothing.

Anchors to compare with (median file, median / 90th percentile / longest function in lines): cosmicpython 28, 4 / 11 /
31; procrastinate 17, 8 / 32 / 126; httpx 248, 9 / 34 / 133; simonw/llm 182, 11 / 57 / 463.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
HOUSES = ("bot", "generation", "story")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def trees() -> dict[Path, ast.Module]:
    """Every source file of the houses, from the top of the repository."""
    paths = sorted(path for house in HOUSES for path in (ROOT / house).rglob("*.py"))
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def of(house: str | None) -> dict[Path, ast.Module]:
    return {path: tree for path, tree in trees().items() if house in (None, path.parts[0])}


def lines(paths: Iterable[Path]) -> list[int]:
    return [len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in paths]


def functions(house: str | None) -> list[Function]:
    return [node for tree in of(house).values() for node in ast.walk(tree) if isinstance(node, Function)]


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def spread(values: Sequence[int]) -> str:
    """Median / 90th percentile / maximum."""
    ordered = sorted(values)
    return f"{median(ordered):.0f} / {ordered[int(0.9 * (len(ordered) - 1))]} / {ordered[-1]}"


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"


def is_annotated(function: Function) -> bool:
    named = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return function.returns is not None and all(each.annotation for each in named if each.arg not in ("self", "cls"))


def broad_excepts(house: str | None) -> int:
    handlers = (node for tree in of(house).values() for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))
    return sum(isinstance(each.type, ast.Name) and each.type.id in ("Exception", "BaseException") for each in handlers)


def one_caller(house: str | None) -> tuple[int, int]:
    """Private functions of modules that are named in one other place only, and all private functions of modules."""
    lonely = total = 0
    for tree in of(house).values():
        private = [node.name for node in tree.body if isinstance(node, Function) and node.name.startswith("_")]
        named = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
        total += len(private)
        lonely += sum(named[name] == 1 for name in private)
    return lonely, total


@cache
def graph() -> dict[str, set[str]]:
    """Module → the modules of the project that it imports, type-checking imports included."""
    modules = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in trees()}
    return {module: set(_imports(trees()[path], modules)) - {module} for module, path in modules.items()}


def _imports(tree: ast.Module, modules: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield from [each for each in (name if name in modules else node.module,) if each in modules]


def circles() -> list[set[str]]:
    """Groups of modules that import each other (strongly connected, by repeated reachability)."""
    reach = {module: _reachable(module) for module in graph()}
    groups = {frozenset({each for each in reach[module] if module in reach[each]} | {module}) for module in graph()}
    return [set(group) for group in groups if len(group) > 1]


def _reachable(module: str) -> set[str]:
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        for name in graph()[waiting.pop()] - seen:
            seen.add(name)
            waiting.append(name)
    return seen


def floors() -> int:
    """The longest way from the top of the code to its ground, in modules."""
    height: dict[str, int] = {}
    for module in TopologicalSorter(graph()).static_order():
        height[module] = 1 + max((height[each] for each in graph()[module]), default=0)
    return max(height.values())


def loose(house: str) -> int:
    return len(list((ROOT / house).glob("*.py")))


def largest_folder() -> tuple[str, int]:
    folder, count = Counter(path.parent for path in trees()).most_common(1)[0]
    return str(folder), count


def type_checking_imports() -> int:
    return sum(
        isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for tree in trees().values()
        for node in ast.walk(tree)
    )


def asks_for_the_kind() -> int:
    """Files that tell requests apart by their type."""
    kinds = {"ImageRequest", "StoryRequest", "EnlargeRequest", "DescribeRequest", "InspireRequest", "VideoRequest"}
    return sum(any(_tells_apart(node, kinds) for node in ast.walk(tree)) for tree in of("bot").values())


def _tells_apart(node: ast.AST, kinds: set[str]) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
        return bool(kinds & {each.id for each in ast.walk(node.args[1]) if isinstance(each, ast.Name)})
    return isinstance(node, ast.MatchClass) and isinstance(node.cls, ast.Name) and node.cls.id in kinds


def error_roots() -> int:
    """Exception classes of ours that derive from `Exception` itself."""
    classes = (node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return sum(any(isinstance(base, ast.Name) and base.id == "Exception" for base in each.bases) for each in classes)


def main() -> None:
    rows = []
    for house in (None, *HOUSES):
        found, sizes = functions(house), lines(of(house))
        annotated = share(sum(map(is_annotated, found)), len(found))
        documented = share(sum(ast.get_docstring(each) is not None for each in found), len(found))
        row = [house or "Vignette", str(len(sizes)), f"{sum(sizes):,}", spread(sizes), spread([*map(length, found)])]
        rows.append([*row, annotated, documented, str(broad_excepts(house)), "{} of {}".format(*one_caller(house))])
    heads = ("", "files", "lines", "file", "function", "annotated", "docstring", "broad except", "one caller")
    table(heads, rows)
    sys.stdout.write("\n")
    round_trips = circles()
    folder, count = largest_folder()
    facts = [
        ("loose files: bot / generation / story", " / ".join(str(loose(house)) for house in HOUSES)),
        ("largest flat folder", f"{count} files ({folder})"),
        ("circles (files in them)", f"{len(round_trips)} ({sum(map(len, round_trips))})"),
        ("floors from top to ground", "a circle" if round_trips else str(floors())),
        ("type-checking imports", str(type_checking_imports())),
        ("files of bot that ask for a request's type", str(asks_for_the_kind())),
        ("exception roots", str(error_roots())),
    ]
    table(("", "now"), [[*fact] for fact in facts])


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """As Markdown."""
    for row in (heads, ["---"] * len(heads), *rows):
        sys.stdout.write(f"| {' | '.join(row)} |\n")


if __name__ == "__main__":
    main()
