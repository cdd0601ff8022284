"""The rules of the house that a machine can check; CONTRIBUTING.md has them in words."""

import ast
import re
import subprocess
import sys
from collections import Counter, defaultdict
from importlib.util import find_spec
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
SOURCES = sorted((HOUSE / "sim").rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def imported_with(module: str) -> set[str]:
    """The top-level modules in memory after a fresh Python has imported this one."""
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def tracked_files() -> list[Path]:
    try:
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("git does not list the files here")
    names = listing.stdout.decode().split("\0")
    return [HOUSE / name for name in names if name and (HOUSE / name).is_file()]


def test_no_lock_file_holds_an_address():
    locks = sorted(HOUSE.glob("*.lock"))
    assert locks
    assert [name(lock) for lock in locks if "://" in lock.read_text("utf-8")] == []


def test_every_locked_package_has_a_hash():
    for lock in HOUSE.glob("requirements*.lock"):
        entries = re.split(r"\n(?=\S)", lock.read_text("utf-8").strip())
        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_importing_sim_pulls_in_nothing_heavy():
    heavy = {"IPython", "ipywidgets", "matplotlib", "numba", "pandas", "scipy"}
    assert imported_with("sim") & heavy == set()


@pytest.mark.parametrize("module", ["sim.scenario", "sim.clock", "sim.behavior", "sim.cli"])
def test_a_question_about_a_file_or_an_option_is_answered_without_numpy(module):
    if find_spec(module) is None:
        pytest.skip(f"{module} does not exist yet")
    assert "numpy" not in imported_with(module)


def test_behavior_knows_only_numbers():
    room = [path for path in SOURCES if name(path).startswith("sim/behavior")]
    if not room:
        pytest.skip("sim.behavior does not exist yet")
    plain = {"__future__", "collections", "dataclasses", "enum", "math", "typing", "sim"}
    found = []
    for path in room:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found += [(name(path), alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found += [(name(path), node.module or "")]
    assert [(file, module) for file, module in found if module.partition(".")[0] not in plain] == []


def test_few_files_of_the_scenario_room_know_the_format_of_a_file():
    readers = {"files", "paths", "document", "tables", "schema", "written", "yaml_events", "yaml_pure", "yaml_scalars"}
    signs = re.compile(r"^\s*(?:import|from) (?:yaml|csv)\b|\.open\(|\.read_(?:bytes|text)\(", re.MULTILINE)
    rooms = [path for path in SOURCES if path.parent.name == "scenario"]
    assert {path.stem for path in rooms if signs.search(path.read_text("utf-8"))} <= readers


def test_no_file_of_sim_is_longer_than_400_lines():
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {file: lines for file, lines in lengths.items() if lines > 400} == {}


def test_no_name_of_a_file_stands_in_two_rooms():
    rooms = defaultdict(set)
    for path in SOURCES:
        if path.name != "__init__.py":
            rooms[path.name].add(path.relative_to(HOUSE / "sim").parts[0])
    assert {file: sorted(found) for file, found in rooms.items() if len(found) > 1} == {}


def test_statistics_holds_nothing_that_only_tests_use():
    names, public = Counter(), []
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            names.update([getattr(node, "id", None), getattr(node, "attr", None)])
        if name(path).startswith("sim/statistics/"):
            public += [
                (name(path), each.name) for each in tree.body if isinstance(each, ast.FunctionDef | ast.ClassDef)
            ]
    assert public
    assert [(file, each) for file, each in public if not names[each]] == []


def test_only_the_command_line_prints():
    callers = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                callers.append(f"{name(path)}:{node.lineno}")
    assert [caller for caller in callers if not caller.startswith("sim/cli")] == []


def test_every_template_escapes_what_it_is_given():
    makers = re.compile(r"\b(?:Environment|Template|NativeEnvironment|from_string|select_autoescape)\(|\|\s*safe\b")
    found = [(name(path), line.strip()) for path in SOURCES for line in path.read_text("utf-8").splitlines()]
    kinds = [
        (file, line)
        for file, line in found
        if makers.search(line) and "simpy" not in file + line and "reference/center" not in file
    ]
    assert kinds[0] == (
        "sim/present/templates.py", "house = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)"
    )  # fmt: skip
    assert [file for file, _ in kinds[1:]] == ["sim/present/templates.py"]
    pages = sorted((HOUSE / "sim").rglob("*.html"))
    assert pages
    assert [name(page) for page in pages if re.search(r"\|\s*safe\b|autoescape", page.read_text("utf-8"))] == []


def test_no_tracked_file_names_a_folder_of_somebodys_machine():
    folder = re.compile(r"(?<![\w.:/~-])/(?:root|home|Users|work|mnt|opt)/|\b[A-Z]:\\Users\\")
    found = []
    for path in tracked_files():
        if path == Path(__file__):
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:  # a picture, an archive
            continue
        found += [f"{name(path)}: {line.strip()[:100]}" for line in text.splitlines() if folder.search(line)]
    assert found == []


def test_every_tracked_file_is_text_that_a_reader_can_review():
    made_by_programs = [name(path) for path in tracked_files() if b"\0" in path.read_bytes()]
    assert made_by_programs == []


def test_every_room_reaches_an_installed_wheel():
    missing = {name(path.parent) for path in SOURCES if not (path.parent / "__init__.py").exists()}
    assert missing == set()
