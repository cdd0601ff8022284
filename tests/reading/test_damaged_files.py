"""However a scenario is damaged, the answer is a scenario or problems with a place, quickly."""

import random
import re
import string
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reading.files import Document, check, document_of, read_document
from sim.scenario.keys import keys_of
from sim.scenario.messages import nearest
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Place, place_of_field
from tests.reading.scenario_files import copied, loaded, scenario_files

LONGEST = 2.0
"""Seconds that an answer may take, on a slow machine."""

VALUES = [
    "",
    "~",
    "true",
    "no",
    "3",
    "-1",
    "0",
    "1e308",
    "-1e308",
    ".nan",
    "-.inf",
    "9" * 30,
    "1e999",
    "3.5",
    "010",
    "8:30",
]
VALUES += [
    "text",
    "'1'",
    "[]",
    "{}",
    "[1, a]",
    "{a: 1}",
    "{shape: gamma}",
    "5 %",
    "20 min",
    "2024-13-45",
    "{file: none.csv, column: a}",
]
VALUES += [
    "{shape: uniform, low: 3, high: 1}",
    "{shape: empirical, values: [1]}",
    "../x.yaml",
    "'\\x00'",
    '"\\x00"',
    '"\\ud800"',
    "&a 1",
    "*a",
    "!!int 3",
]
VALUE = re.compile(rb"(?<=: )(?![>|])[^\n,{}\[\]#]+")
KEY = re.compile(rb"[A-Za-z_][A-Za-z_ ]*(?=:)")

Damage = Callable[[random.Random, bytes], bytes]


def places(pattern: re.Pattern[bytes], dice: random.Random, text: bytes) -> tuple[int, int] | None:
    found = [match.span() for match in pattern.finditer(text)]
    return dice.choice(found) if found else None


def replaced(pattern: re.Pattern[bytes], make: Callable[[random.Random, bytes], bytes]) -> Damage:
    def damage(dice: random.Random, text: bytes) -> bytes:
        span = places(pattern, dice, text)
        return text if span is None else text[: span[0]] + make(dice, text[slice(*span)]) + text[span[1] :]

    return damage


def misspelt(dice: random.Random, word: bytes) -> bytes:
    """Return a word with one letter left out, doubled, swapped with the next or replaced."""
    text = word.decode("latin-1")
    at = dice.randrange(len(text))
    letter = dice.choice(string.ascii_lowercase)
    ways = [text[:at] + text[at + 1 :], text[: at + 1] + text[at:], text[:at] + letter + text[at + 1 :]]
    ways.append(text[:at] + text[at : at + 2][::-1] + text[at + 2 :])
    return dice.choice(ways).encode("latin-1")


def without_a_line(dice: random.Random, text: bytes) -> bytes:
    rows = text.splitlines(keepends=True)
    del rows[dice.randrange(len(rows))]
    return b"".join(rows)


def a_line_twice(dice: random.Random, text: bytes) -> bytes:
    rows = text.splitlines(keepends=True)
    row = dice.randrange(len(rows))
    return b"".join([*rows[: row + 1], *rows[row:]])


def shifted(dice: random.Random, text: bytes) -> bytes:
    rows = text.splitlines(keepends=True)
    row = dice.randrange(len(rows))
    rows[row] = dice.choice([b" ", b"  ", b"\t", b"\xc2\xa0"]) + rows[row]
    return b"".join(rows)


def cut_off(dice: random.Random, text: bytes) -> bytes:
    return text[: dice.randrange(len(text))]


def a_byte_changed(dice: random.Random, text: bytes) -> bytes:
    at = dice.randrange(len(text))
    return text[:at] + bytes([dice.randrange(256)]) + text[at + 1 :]


def otherwise_encoded(dice: random.Random, text: bytes) -> bytes:
    whole = text.decode("utf-8", "replace") + dice.choice(["# é\n", "# €\n", ""])
    return whole.encode(dice.choice(["utf-16", "utf-16-be", "utf-32", "cp1252", "utf-8-sig", "cp437"]), "replace")


def marked(dice: random.Random, text: bytes) -> bytes:
    at = dice.randrange(len(text))
    mark = dice.choice(
        ["{", "}", "[", "]", ":", ",", '"', "'", "#", "&", "*", "!", "|", "%", "@", "?", "- ", ": ", "\n", "\\"]
    )
    return text[:at] + mark.encode() + text[at:]


def in_a_circle(dice: random.Random, text: bytes) -> bytes:
    return b"extends: " + dice.choice([b"full.yaml", b"round.yaml", b"../full.yaml", b"nul", b"."]) + b"\n" + text


def a_wrong_value(dice: random.Random, _: bytes) -> bytes:
    return dice.choice(VALUES).encode()


def of_another_size(dice: random.Random, word: bytes) -> bytes:
    return dice.choice([b"-" + word, word + b"000", b"0." + word, word + b" h", word + b"%", word + b".0", b"1e308"])


DAMAGES: list[Damage] = [
    without_a_line, a_line_twice, shifted, cut_off, a_byte_changed, otherwise_encoded, marked, in_a_circle,
    replaced(KEY, misspelt), replaced(KEY, misspelt), replaced(VALUE, a_wrong_value), replaced(VALUE, a_wrong_value),
    replaced(VALUE, of_another_size), replaced(VALUE, misspelt),
]  # fmt: skip


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """Each scenario's folder copied, so that its files can be damaged."""
    made = {path: copied(tmp_path_factory.mktemp("damaged"), path.parent) / path.name for path in scenario_files()}
    for path in made.values():
        (path.parent / "round.yaml").write_text(f"extends: {path.name}\n")
    return made


def answers_well(path: Path, seed: int) -> None:
    """Damage a file and what stands beside it, load the scenario, and mend all again."""
    dice = random.Random(seed)
    beside = sorted([*path.parent.glob("*.yaml"), *path.parent.rglob("*.csv")])
    victim = path if dice.random() < 0.8 else dice.choice(beside)
    whole = victim.read_bytes()
    text = whole
    for _ in range(dice.choice([1, 1, 1, 2, 5])):
        text = dice.choice(DAMAGES)(dice, text) or b"\n"
    try:
        if dice.random() < 0.03 and victim != path:
            victim.unlink()
        else:
            victim.write_bytes(text)
        began = time.process_time()
        found = loaded(path)
        assert time.process_time() - began < LONGEST
        if not isinstance(found, Scenario):
            for problem in found:
                tells_a_place(problem, path.parent)
    finally:
        victim.write_bytes(whole)


def tells_a_place(problem: Problem, folder: Path) -> None:
    shown = str(problem)
    assert shown.isprintable()
    assert "validation error" not in shown
    assert "pydantic" not in shown
    file = Path(problem.file)
    assert file.is_relative_to(folder)
    rows = re.split(rb"\r\n|\r|\n", file.read_bytes())
    assert 1 <= problem.line <= len(rows)
    assert 1 <= problem.column <= len(rows[problem.line - 1]) + 1


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), which=st.integers(0, 100))
def test_a_damaged_scenario_is_read_or_refused_with_a_place(folders, seed, which):
    sources = sorted(folders)
    path = folders[sources[which % len(sources)]]
    answers_well(path, seed)


@pytest.mark.long
@settings(max_examples=10_000)
@given(seed=st.integers(0, 2**32), which=st.integers(0, 100))
def test_ten_thousand_damaged_scenarios_are_read_or_refused_with_a_place(folders, seed, which):
    sources = sorted(folders)
    path = folders[sources[which % len(sources)]]
    answers_well(path, seed)


WRONG = (b"{zz: 1}", b".nan", b"[[]]")


LARGE = ("enterprise", "bank")
"""Files that take their time, and hold no part of the format that full.yaml has not: they are for the long tests."""
EACH_FILE = [
    pytest.param(path, id=path.stem, marks=[pytest.mark.long] if path.stem in LARGE else [])
    for path in scenario_files()
]


@pytest.mark.parametrize("each", [1, pytest.param(len(WRONG), marks=pytest.mark.long)])
@pytest.mark.parametrize("source", EACH_FILE)
def test_a_wrong_value_is_told_within_a_line_of_where_it_stands(folders, source, each):
    """In every other place one of these values, by turns; where there is time, each of them."""
    path = folders[source]
    whole = path.read_bytes()
    hits = tries = 0
    try:
        for turn, match in enumerate(list(VALUE.finditer(whole))[::2]):
            for value in (*WRONG, *WRONG)[turn % len(WRONG) :][:each]:
                path.write_bytes(whole[: match.start()] + value + whole[match.end() :])
                found = loaded(path)
                if isinstance(found, Scenario):
                    continue
                line = whole[: match.start()].count(b"\n") + 1
                tries += 1
                hits += any(abs(problem.line - line) <= 1 for problem in found)
    finally:
        path.write_bytes(whole)
    assert tries > 5
    assert hits >= 0.99 * tries


def one_letter_edits(word: str, dice: random.Random) -> list[str]:
    """Some of the ways to mistype a word by one letter."""
    found = {misspelt(dice, word.encode()).decode() for _ in range(12)}
    return sorted(found - {word})


def test_a_misspelt_key_is_named_with_its_correction():
    right = tries = 0
    dice = random.Random(1)
    for model in set(_models(Scenario)):
        names = list(Place(model).fields)
        for name in names:
            for word in one_letter_edits(name, dice):
                if len(name) > 2 and word not in names:
                    tries += 1
                    right += nearest(word, names) == name
    assert tries > 1000
    assert right >= 0.95 * tries


def _models(model):
    """Yield every model of the tree that has keys of its own."""
    yield model
    seen = [place_of_field(info) for info in Place(model).fields.values()]
    while seen:
        place = seen.pop()
        seen += (
            [place.below(0), place.below("any")] if place.kind in ("list", "mapping") and place.model is None else []
        )
        seen += place.members
        if place.model is not None:
            yield from _models(place.model)


@pytest.mark.parametrize("source", EACH_FILE)
def test_a_misspelt_key_of_a_file_is_told_at_its_place_with_its_correction(folders, source):
    document = read_document(folders[source])
    known = {part for key in keys_of(Scenario) for part in key.path}
    dice = random.Random(2)
    right = tries = 0

    def look(node, loc):
        nonlocal right, tries
        for key, part in list((node.parts or {}).items()):
            if isinstance(key, str) and key in known and len(key) > 2 and node.keys is not None and "set" not in loc:
                word = dice.choice(one_letter_edits(key, dice))
                if word in node.parts:
                    continue
                node.parts[word], node.keys[word] = node.parts.pop(key), node.keys.pop(key)
                tries += 1
                right += told(word, key, node.keys[word])
                node.parts[key], node.keys[key] = node.parts.pop(word), node.keys.pop(word)
            look(part, (*loc, key))

    def told(word, key, mark):
        found = problems_of(Document(document.root, document.folder))
        return any((each.file, each.line, each.column) == mark and f"'{key}'" in each.message for each in found)

    look(document.root, ())
    assert tries > 10
    assert right >= 0.95 * tries


def problems_of(document: Document) -> tuple[Problem, ...]:
    try:
        check(Scenario, document)
    except ScenarioError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])
def test_values_of_every_wrong_kind_in_every_key_are_refused_in_plain_words(step):
    """Every key is given every third of these, by turns; where there is time, all of them."""
    wrong = [None, True, 3, -(10**15), 1e308, "text", "", [], [[]], {}, {"": None}, {"shape": "gamma", "mean": 1}]
    base = {"name": "x", "issues": {"a": {}}, "teams": {"t": {"agents": 1, "handles": ["a"]}}}
    for turn, key in enumerate(keys_of(Scenario)):
        for value in wrong[turn % step :: step]:
            data: dict[str, object] = {**base}
            here: dict[str, object] = data
            path = [part if part != "<name>" else "a" for part in key.path if not str(part).startswith("[")]
            if "-" in path:
                continue
            for part in path[:-1]:
                here = here.setdefault(part, {})  # type: ignore[assignment]
                here = here if isinstance(here, dict) else {}
            here[path[-1]] = value
            for problem in problems_of(document_of(data, "program")):
                assert str(problem).isprintable()
            base = {"name": "x", "issues": {"a": {}}, "teams": {"t": {"agents": 1, "handles": ["a"]}}}
