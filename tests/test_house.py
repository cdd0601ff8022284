"""The rules of the house that a machine can check; CONTRIBUTING.md has them in words."""

import ast
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from scripts.house import (
    computing,
    large_circles,
    long_files,
    long_functions,
    tree,
    twice,
    untyped,
    unused,
)

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


@pytest.mark.parametrize("module", ["sim.scenario", "sim.reading.files", "sim.clock", "sim.behavior", "sim.cli"])
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
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                found += [(name(path), alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found += [(name(path), node.module or "")]
    assert [(file, module) for file, module in found if module.partition(".")[0] not in plain] == []


def test_only_reading_knows_yaml_and_what_a_center_is_knows_no_file():
    files = {name(path): path.read_text("utf-8") for path in SOURCES}
    yaml = re.compile(r"^\s*(?:import|from) yaml\b", re.MULTILINE)
    assert {file.split("/")[1] for file, text in files.items() if yaml.search(text)} == {"reading"}
    signs = re.compile(r"^\s*(?:import|from) csv\b|\bopen\(|\.(?:read|write)_(?:bytes|text)\(", re.MULTILINE)
    rooms = {file: text for file, text in files.items() if file.startswith(("sim/scenario/", "sim/demand/"))}
    assert rooms
    assert [file for file, text in rooms.items() if signs.search(text)] == []


AIMS = {
    "files of 300 lines at most": long_files,
    "functions of 40 lines at most, without their docstring": long_functions,
    "no name of a file in two rooms": twice,
    "no parameter of which the type says nothing": untyped,
    "nothing is worked out where it is shown": computing,
    "no circle of more than three files": large_circles,
}


@pytest.mark.parametrize("aim", AIMS)
def test_every_room_keeps_the_aims_of_the_house(aim):
    assert AIMS[aim]() == []


def test_nothing_in_sim_is_used_by_tests_alone():
    called_by_others = {
        "sim/present/explore/door.py write_error",  # so does tornado of what is mixed into its handlers
    }
    found = {re.sub(r":\d+", "", each) for each in unused()}
    assert found == called_by_others


def test_only_the_command_line_prints():
    callers = []
    for path in SOURCES:
        for node in ast.walk(tree(path)):
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
    assert {file for file, _ in kinds[1:]} <= {"sim/present/templates.py"}
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
