"""How large is each room, and where does the house break its aims?

    python scripts/house.py             code lines for each room of sim/ (without docstrings, comments, blanks and imports)
    python scripts/house.py --faults    beside that, each place that misses an aim; tests/test_house.py holds most of them at none

Read from the sources alone; nothing is imported and nothing runs.
"""

import argparse
import ast
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
SOURCES = sorted((HOUSE / "sim").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION, MOST_POSITIONAL, LARGEST_CIRCLE = 300, 40, 5, 3
IMPORT, DEFINED = (ast.Import, ast.ImportFrom), (ast.FunctionDef, ast.AsyncFunctionDef)
NOT_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
STUDIES = {
    "comparison", "scenario", "study", "sweep", "tip", "optimum", "stress", "sensitivity", "task", "plan", "metric",
    "demand", "roster", "journeys", "tallies", "estimate", "difference",
}  # fmt: skip


def name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def room(path: Path) -> str:
    parts = path.relative_to(HOUSE / "sim").parts
    return parts[0] if len(parts) > 1 else path.stem


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def docstrings(path: Path) -> set[int]:
    """The lines of all docstrings of a file."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, (*DEFINED, ast.ClassDef, ast.Module)) and ast.get_docstring(node, clean=False) is not None:
            found.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return found


def code_lines(path: Path) -> int:
    """Lines that hold code: no docstring, comment, blank line or import."""
    with tokenize.open(path) as file:
        kept = {
            line
            for token in tokenize.generate_tokens(file.readline)
            if token.type not in NOT_CODE
            for line in range(token.start[0], token.end[0] + 1)
        }
    imports = {
        line
        for node in ast.walk(tree(path))
        if isinstance(node, IMPORT)
        for line in range(node.lineno, node.end_lineno + 1)
    }
    return len(kept - docstrings(path) - imports)


def for_type_checkers(path: Path) -> set[ast.AST]:
    """All that stands under `if TYPE_CHECKING:`."""
    return {
        below
        for node in ast.walk(tree(path))
        if isinstance(node, ast.If) and getattr(node.test, "id", None) == "TYPE_CHECKING"
        for below in ast.walk(node)
    }


def doors() -> dict[Path, set[Path]]:
    """Which files each file imports, inside functions too; not for type checkers alone, and not by `shown`."""
    here = {path.relative_to(HOUSE).with_suffix("").as_posix().replace("/", "."): path for path in SOURCES}
    here |= {module.removesuffix(".__init__"): path for module, path in here.items()}
    found = {}
    for path in SOURCES:
        unseen, targets = for_type_checkers(path), set()
        for node in ast.walk(tree(path)):
            if node in unseen:
                continue
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    targets.add(f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in here else node.module)
            elif isinstance(node, ast.Import):
                targets.update(alias.name for alias in node.names)
        found[path] = {here[each] for each in targets if each in here} - {path} if room(path) != "shown" else set()
    return found


def circles() -> list[list[str]]:
    """Groups of files that import each other, however long the way, the largest first."""
    graph = doors()

    def reached(start: Path) -> set[Path]:
        seen, todo = set(), [start]
        while todo:
            for each in graph[todo.pop()] - seen:
                seen.add(each)
                todo.append(each)
        return seen

    reach = {path: reached(path) for path in graph}
    groups = {frozenset(b for b in reach[a] if a in reach[b]) for a in graph}
    return sorted((sorted(map(name, group)) for group in groups if len(group) > 1), key=len, reverse=True)


def large_circles() -> list[str]:
    """Circles of more files than may be."""
    return [" ".join(each) for each in circles() if len(each) > LARGEST_CIRCLE]


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, DEFINED):
                yield path, node


def untyped() -> list[str]:
    """Parameters named after a study, a scenario or what they hold, of which the type says nothing."""
    return [
        f"{name(path)}:{node.lineno} {node.name}({argument.arg})"
        for path, node in functions()
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        if argument.arg in STUDIES and getattr(argument.annotation, "id", None) in {"Any", "object"}
    ]


def long_functions() -> list[str]:
    found = []
    for path, node in functions():
        lines = set(range(node.lineno, node.end_lineno + 1)) - docstrings(path)
        if len(lines) > LONGEST_FUNCTION:
            found.append(f"{name(path)}:{node.lineno} {node.name} {len(lines)}")
    return found


def crowded_functions() -> list[str]:
    found = []
    for path, node in functions():
        words = [each.arg for each in (*node.args.posonlyargs, *node.args.args) if each.arg not in {"self", "cls"}]
        if len(words) > MOST_POSITIONAL:
            found.append(f"{name(path)}:{node.lineno} {node.name} {len(words)}")
    return found


COMPUTED = re.compile(r"\.tallies\b|\.(?:mean|std|quantile|total)\(")
FIGURES = {"figures", "explore", "deck.py"}
"""Where lengths are laid out."""


def computing() -> list[str]:
    """Where `present` works something out: it shows what `experiment` found."""
    found = []
    for path in SOURCES:
        if room(path) != "present":
            continue
        figures = path.relative_to(HOUSE / "sim/present").parts[0] in FIGURES
        unseen = for_type_checkers(path)
        for node in ast.walk(tree(path)):
            if node in unseen or not isinstance(node, (*IMPORT, ast.BinOp)):
                continue
            where = f"{name(path)}:{node.lineno}"
            if isinstance(node, ast.BinOp):
                if isinstance(node.op, ast.Div) and not figures and not is_path(node):
                    found.append(f"{where} {ast.unparse(node)}")
                continue
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
            functions = [each.name for each in node.names if each.name.islower()]
            for module in modules:
                head = module.partition(".")[0]
                if head == "scipy" or (head == "numpy" and not figures):
                    found.append(f"{where} {head}")
                if module.startswith(("sim.statistics", "sim.engines")) and functions:
                    found.append(f"{where} {module}: {', '.join(functions)}")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if COMPUTED.search(line) and not line.lstrip().startswith("#"):
                found.append(f"{name(path)}:{number} {line.strip()}")
    return found


def is_path(node: ast.BinOp) -> bool:
    """A slash between a folder and a name: one side is text, or is called so."""
    sides = [ast.unparse(side) for side in (node.left, node.right)]
    called = re.compile(r"(?i)\b(?:path|folder|where|home|work|beside|parent|target|into)\b|Path\(")
    return any(side.startswith(("'", '"', "f'", 'f"')) or called.search(side) for side in sides)


def twice() -> list[str]:
    """Names of files that stand in two rooms."""
    rooms = Counter(file for file, _ in {(path.name, room(path)) for path in SOURCES if path.name != "__init__.py"})
    return [file for file, count in rooms.items() if count > 1]


def long_files() -> list[str]:
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    return [f"{file} {lines}" for file, lines in lengths.items() if lines > LONGEST_FILE]


OWN_DECORATORS = re.compile(
    r"(?:functools\.)?(?:property|cached_property|staticmethod|classmethod|abstractmethod|cache|"
    r"lru_cache|dataclass|contextmanager|overload)\b"
)
OWN_BASES = {"ABC", "Generic", "NamedTuple", "Protocol", "TypedDict", "Exception", "ValueError"}


class Names:
    """What a file names outside the definition of the same name: plainly, as attributes, in imports, in strings."""

    def __init__(self, path: Path) -> None:
        self.is_door = path.name == "__init__.py" and path.parent.name != "sim"
        self.plain, self.attributes, self.imported, self.words = set(), set(), set(), set()
        self._look(tree(path), frozenset())
        if self.is_door:  # it hands on: what it imports is used by those who come in, or by itself
            self.imported = self.plain

    def _look(self, node: ast.AST, inside: frozenset[str]) -> None:
        if isinstance(node, (*DEFINED, ast.ClassDef)):
            inside |= {node.name}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            self.plain |= {node.id} - inside
        elif isinstance(node, ast.Attribute):
            self.attributes |= {node.attr} - inside
        elif isinstance(node, ast.ImportFrom):
            self.imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            self.words.update(re.findall(r"\w+", node.value))  # a name that is looked up
        elif self.is_door and isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "__all__":
            return
        for each in ast.iter_child_nodes(node):
            self._look(each, inside)


def documented() -> set[str]:
    """What documents, notebooks and pages name as code."""
    said = [HOUSE / "README.md", *(HOUSE / "docs").rglob("*.md"), *(HOUSE / "scenarios").rglob("*.md")]
    code = [part for path in said for part in re.findall(r"```.*?```|`[^`\n]+`", path.read_text("utf-8"), re.DOTALL)]
    pages = [*(HOUSE / "notebooks").glob("*.ipynb"), *(HOUSE / "sim").rglob("*.html")]
    return set(re.findall(r"\w+", " ".join(code + [path.read_text("utf-8") for path in pages])))


@cache
def own_classes() -> set[str]:
    """The classes of sim/ that inherit from nothing of a library that could call their methods."""
    found = {
        node.name: {ast.unparse(base).partition("[")[0] for base in node.bases}
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
    }
    while foreign := [each for each, bases in found.items() if not bases <= found.keys() | OWN_BASES]:
        for each in foreign:
            del found[each]
    return set(found)


def definitions(path: Path) -> Iterator[tuple[ast.AST, str, bool]]:
    """Yield the functions, classes and constants of a file and the methods of its classes: node, name, whether a method.

    Left out is what others call by a rule of theirs: names between underscores, what a decorator registers, methods of
    a class that is some library's. Fields are left out too: a record may hold more than is asked for today.
    """

    def is_called_by_others(node: ast.AST) -> bool:
        decorators = [ast.unparse(each) for each in node.decorator_list]
        return any(not OWN_DECORATORS.match(each) for each in decorators) or re.fullmatch("_.*_", node.name) is not None

    for node in tree(path).body:
        if isinstance(node, (*DEFINED, ast.ClassDef)) and not is_called_by_others(node):
            yield node, node.name, False
        if isinstance(node, ast.ClassDef) and node.name in own_classes():
            methods = [each for each in node.body if isinstance(each, DEFINED) and not is_called_by_others(each)]
            yield from ((each, each.name, True) for each in methods)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            yield from ((node, each, False) for each in names if not re.fullmatch("__.*__", each))


def unused() -> list[str]:
    """What nothing in sim/ uses, nor scripts, benchmarks, documents or notebooks: only tests, or nobody."""
    beside = [*(HOUSE / "scripts").glob("*.py"), *(HOUSE / "benchmarks").rglob("*.py"), HOUSE / "setup.py"]
    files = {path: Names(path) for path in (*SOURCES, *beside)}
    far = documented().union(*(each.attributes | each.words for each in files.values()))
    near = far.union(*(each.imported for each in files.values()))
    return [
        f"{name(path)}:{node.lineno} {what}"
        for path in SOURCES
        for node, what, is_method in definitions(path)
        if what not in (far if is_method else near | files[path].plain)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", action="store_true")
    wanted = parser.parse_args()
    sizes, files = Counter(), Counter()
    for path in SOURCES:
        sizes[room(path)] += code_lines(path)
        files[room(path)] += 1
    for each, lines in sizes.most_common():
        print(f"{each:<14}{lines:>7,}{files[each]:>5} files")
    print(f"{'all':<14}{sum(sizes.values()):>7,}{sum(files.values()):>5} files")
    if wanted.faults:
        for title, found in {
            f"circles of more than {LARGEST_CIRCLE} files": large_circles(),
            "parameters that could be typed": untyped(),
            "computing in present": computing(),
            "names of files in two rooms": twice(),
            "used by nothing, or by tests alone": unused(),
            f"files of more than {LONGEST_FILE} lines": long_files(),
            f"functions of more than {LONGEST_FUNCTION} lines without their docstring": long_functions(),
            f"functions of more than {MOST_POSITIONAL} positional parameters": crowded_functions(),
        }.items():
            print(f"\n{title}: {len(found)}", *found, sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
