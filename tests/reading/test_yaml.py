"""Texts become plain data by YAML 1.2, with a position for every key and value."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reading.files import document_of, read_document
from sim.reading.yaml_nodes import parse, plain_scalar
from sim.scenario.problems import ScenarioError
from tests.reading.scenario_files import FILES, scenario_files


def read(text: str, *, pure: bool = False) -> object:
    parsed = parse(text, "s.yaml", pure=pure)
    assert not parsed.problems
    return parsed.root.data()


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("False", False),
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("off", "off"),
        ("n", "n"),
        ("8:30", "8:30"),
        ("190:20:30", "190:20:30"),
        ("2024-01-01", "2024-01-01"),
        ("10", 10),
        ("010", 10),
        ("-7", -7),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1,5", "1,5"),
        ("0b1", "0b1"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        ("-", "-"),
        ("1.2.3", "1.2.3"),
        ("null", None),
        ("~", None),
        ("", None),
        ("Null", None),
        ("NaN", "NaN"),
        ("=", "="),
        ("5 %", "5 %"),
    ],
)
def test_an_unquoted_word_means_what_yaml_1_2_says(word, value):
    found, complaint = plain_scalar(word)
    assert complaint == ""
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("word", [".nan", ".NaN", ".inf", "-.INF", "1e999", "-1e999", "9" * 5000, "1." + "0" * 5000])
def test_a_number_that_no_scenario_needs_is_refused(word):
    _, complaint = plain_scalar(word)
    assert complaint


def test_quoted_words_are_text():
    assert read("a: '10'\nb: \"true\"\nc: ''\n") == {"a": "10", "b": "true", "c": ""}


def test_keys_are_always_text():
    assert read("1: a\nno: b\n8:30: c\nnull: d\n") == {"1": "a", "no": "b", "8:30": "c", "null": "d"}


def test_block_texts_keep_their_lines():
    assert read("a: |\n  one\n  two\nb: >-\n  one\n  two\n") == {"a": "one\ntwo\n", "b": "one two"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_give_the_same_positions(end):
    parsed = parse(f"a: 1{end}b:{end}  c: 2{end}", "s.yaml")
    assert parsed.root.data() == {"a": 1, "b": {"c": 2}}
    assert parsed.root.parts["b"].parts["c"].at == ("s.yaml", 3, 6)


@pytest.mark.parametrize("path", scenario_files(), ids=lambda path: path.stem)
def test_every_value_stands_where_its_position_says(path):
    document = read_document(path)
    texts = {str(file): file.read_text(encoding="utf-8-sig").splitlines() for file in document.files}
    seen = 0

    def look(node, loc):
        nonlocal seen
        file, line, column = document.find(loc)[0].at
        assert (file, line, column) == node.at
        rest = texts[file][line - 1][column - 1 :]
        if isinstance(node.scalar, bool) or node.scalar is None:
            assert node.parts is not None or rest[:4].lower() in ("true", "fals", "null", "~", "")
        elif isinstance(node.scalar, str):
            assert rest[0] in "'\"|>" or rest.startswith(node.scalar[: len(rest)])
        elif node.parts is None:
            assert float(rest.split(",")[0].split("}")[0].split("]")[0].split("#")[0]) == node.scalar
        for key, part in (node.parts or {}).items():
            if node.keys is not None:
                file, line, column = document.find((*loc, key))[1]
                assert texts[file][line - 1][column - 1 :].lstrip("'\"").startswith(key)
            look(part, (*loc, key))
            seen += 1

    look(document.root, ())
    assert seen > 10


def test_parts_that_are_not_in_the_data_are_skipped_on_the_way_to_a_position():
    document = read_document(FILES / "full.yaml")
    ask = ("issues", "complaint", "ask")
    assert document.find((*ask, "lognormal", "sigma"))[:2] == document.find((*ask, "sigma"))[:2]
    assert document.find((*ask, "no such key"))[:2] == document.find(ask)[:2]


def test_data_from_a_program_have_the_position_of_their_name():
    document = document_of({"a": [1, {"b": None}]}, "override")
    assert document.data == {"a": [1, {"b": None}]}
    assert document.find(("a", 1, "b"))[0].at == ("override", 1, 1)


@pytest.mark.parametrize("path", [*sorted(FILES.glob("*.yaml")), *scenario_files()[1:]], ids=lambda path: path.stem)
def test_both_parsers_read_the_same_from_whole_files(path):
    fast, slow = read_document(path), read_document(path, pure=True)
    assert fast.root == slow.root


MARKS = ["'", '"', "[", "]", "{", "}", ", ", "?", "? ", "*a ", "&a ", "!t ", "...", "%", "-", ":", "\t", "\\x41"]
BLANKS = [" ", "  ", "\n", "\n  ", "\n- ", "- ", "\n---\n", "\n  y: 2\n"]
PIECES = st.sampled_from(["a", "b: ", "c", "1", ": ", " # x", "é", "null", "x:\n", *MARKS, *BLANKS])


def outcome(text: str, *, pure: bool) -> tuple[bool, object, object]:
    try:
        parsed = parse(text, "s.yaml", pure=pure)
    except ScenarioError as error:
        return False, None, len(error.problems) > 0
    return True, parsed.root.data(), [(each.line, each.message) for each in parsed.problems]


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_both_parsers_read_the_same_from_any_text(text):
    assert outcome(text, pure=False) == outcome(text, pure=True)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="there is only one parser here")
def test_without_the_fast_parser_the_slow_one_is_used(monkeypatch):
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert read("a: [1, b]\n") == {"a": [1, "b"]}
