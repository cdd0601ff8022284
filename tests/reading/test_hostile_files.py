"""Files that are made to hurt get an answer too: soon, and in little memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sim.reading.files import read_document
from sim.scenario.problems import ScenarioError
from tests.reading.scenario_files import SMALL

LONGEST = 1.0
"""Seconds of processor time that an answer may take."""

LARGEST = 200
"""Megabytes that the whole process may take, Python and the models included."""

HOSTILE: dict[str, str] = {
    "brackets 2 MB deep": "[" * 1_999_000,
    "braces 1 MB deep": "{a: " * 400_000,
    "indentation 1,900 deep": "".join(" " * depth + "a:\n" for depth in range(1900)),
    "dashes 1 MB deep": "- " * 900_000,
    "question marks 1 MB deep": "? " * 900_000,
    "alias bomb": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    "alias to itself": "a: &a [*a]\n",
    "merge of itself": "a: &a\n  <<: *a\n",
    "python object": "!!python/object/apply:os.system ['echo hurt']\n",
    "python name": "name: !!python/name:os.system\n",
    "own tag": "%TAG ! tag:example.org,2000:\n---\nname: !x y\n",
    "100,000 values in a list": "a: [" + "1," * 99_000 + "1]\n",
    "200,000 values over the limit": "a: [" + "1," * 200_000 + "1]\n",
    "100,000 keys": "".join(f"k{number}: {number}\n" for number in range(100_000)),
    "100,000 times the same key": "k: 1\n" * 100_000,
    "100,000 anchors": "".join(f"- &a{number} {number}\n" for number in range(100_000)),
    "90,000 times not a number": "a: [" + ".nan," * 90_000 + "1]\n",
    "number of a million digits": "a: " + "9" * 1_000_000 + "\n",
    "float of a million digits": "a: 1." + "9" * 1_000_000 + "\n",
    "text of 2 MB": 'name: "' + "x" * 1_999_000 + '"\n',
    "key of 2 MB": "? " + "k" * 1_999_000 + "\n: 3\n",
    "one line of 2 MB": "name: " + "x " * 999_000 + "\n",
    "comments of 2 MB": "# x\n" * 490_000,
    "quote that is never closed": "name: '" + "x\n" * 900_000,
    "half a surrogate": 'name: "\\ud800"\n',
    "beyond Unicode": 'name: "\\U7fffffff"\n',
    "escapes for the terminal": 'name: "\\e]0;hurt\\a\\e[2J"\n',
    "60,000 unknown keys": "timeline:\n" + "  - {a: 1, b: 2, c: 3, d: 4}\n" * 15_000,
    "20,000 misspelt kinds": SMALL
    + "customers: {patience: {shape: mixture, parts: ["
    + "{weigth: 1, off: 3}, " * 20_000
    + "]}}\n",
    "50,000 wrong figures": SMALL + "customers: {patience: {shape: empirical, values: [" + "x, " * 50_000 + "]}}\n",
    "percent signs": "%YAML 1.1\n" * 100 + "---\na: 1\n",
    "carriage returns": "a: 1\r" * 100_000,
    "extends 2 MB of path": "extends: " + "a/" * 900_000 + "x.yaml\n",
}  # fmt: skip

MEASURE = """
import json, re, sys, time
from pathlib import Path
from sim.reading.files import load
from sim.scenario.problems import ScenarioError
for path in sys.argv[1:]:
    began = time.process_time()
    try:
        load(path)
        said = []
    except ScenarioError as error:
        said = [str(problem) for problem in error.problems]
    spent = time.process_time() - began
    memory = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
    print(json.dumps([path, spent, memory, len(said), said[:3], max(map(len, said), default=0)]), flush=True)
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list]:
    """Load every hostile file in a process of its own, that may die, and return what it said."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell a process's memory")
    folder = tmp_path_factory.mktemp("hostile")
    paths = {}
    for number, (kind, text) in enumerate(HOSTILE.items()):
        paths[str(folder / f"{number}.yaml")] = kind
        (folder / f"{number}.yaml").write_text(text, newline="")
    house = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *paths], cwd=house, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.stderr == ""
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {paths[path]: rest for path, *rest in rows}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_soon_and_in_little_memory(answers, kind):
    spent, memory, count, said, longest = answers[kind]
    assert spent < LONGEST
    assert memory < LARGEST
    assert 1 <= count <= 102
    assert longest < 1000
    assert all(line.isprintable() for line in said)


@pytest.mark.parametrize("kind", [kind for kind, text in HOSTILE.items() if len(text) < 5000 or "deep" in kind])
def test_both_parsers_refuse_a_hostile_file(tmp_path, kind):
    path = tmp_path / "s.yaml"
    path.write_text(HOSTILE[kind], newline="")
    places = []
    for pure in (False, True):
        try:
            problems = read_document(path, pure=pure).problems
        except ScenarioError as error:
            problems = error.problems
        places.append({problem.line for problem in problems})
    assert places[0] == places[1]
    assert places[0]
