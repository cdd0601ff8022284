"""What cannot be seen stands in no text that people read: by category, in every key of the format, in file names."""

import inspect
import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.reading.paths import PathError, new_name
from sim.scenario import behavior, changes, customers, distributions, figures, incentives, organization, scenario
from sim.scenario.characters import stray
from sim.scenario.fields import DayMap, Part
from tests.reading.scenario_files import SMALL, lines

BLANK = ("VARIATION SELECTOR", "PATTERN BLANK", "NULL NOTEHEAD", "GRAPHEME JOINER", "VOWEL INHERENT")
MARKS = [chr(code) for code in range(sys.maxunicode + 1)]
EMOJI = [
    *("👩\u200d💻", "👨\u200d👩\u200d👧\u200d👦", "🏳\ufe0f\u200d🌈", "👩🏽\u200d⚕\ufe0f", "🙂\u200d↔\ufe0f"),
    *("🫱🏻\u200d🫲🏿", "❤\ufe0f", "©\ufe0f", "‼\ufe0f", "1\ufe0f\u20e3", "🇩🇪"),
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
]
WRITTEN = [
    *("Prämie für alle", "奖金", "מענק", "علاوة", "e\u0301te\u0301", "CHF", "€", "kr.", "क्\u200dष"),
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian: I want
]
HIDDEN = [
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200d",
    "\u00ad",
    "\u3164",
    "\ufe0f",
    "\U000e0041",
    "\ufeff",
    "\x7f",
    "\ue000",
]
BROKEN = ["\n", "\r", "\t", "\u2028", "\u00a0", "\u3000"]


def unseen(mark: str) -> bool:
    """What Unicode says of a character: its category, or its name where it is a letter that shows nothing."""
    if unicodedata.category(mark) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"):
        return mark != " " and not "\U0001f000" <= mark <= "\U0001faff"
    name = unicodedata.name(mark, "")
    return any(word in name for word in BLANK) or ("FILLER" in name and unicodedata.category(mark)[0] in "LM")


def test_no_character_that_cannot_be_seen_stands_between_two_letters():
    nameless = [mark for mark in MARKS if unicodedata.category(mark) in ("Cn", "Co", "Cs")]
    few = [mark for mark in sorted({*MARKS} - {*nameless}) if unseen(mark)]
    many = [mark for mark in nameless if unseen(mark)][::97]
    assert [hex(ord(mark)) for mark in few + many if not stray(f"a{mark}b")] == []


def test_every_character_that_can_be_seen_does():
    assert [hex(ord(mark)) for mark in MARKS[::7] if not unseen(mark) and stray(f"a{mark}b")] == []


@pytest.mark.parametrize("text", [*EMOJI, *WRITTEN])
def test_emoji_with_their_joiners_and_the_words_of_all_scripts_stay(text):
    assert stray(text) == ""
    assert stray(f"a {text} b {text}") == ""


@given(st.sampled_from(EMOJI), st.sampled_from("\u200b\u200c\u200d\ufe0f\u202e\u2066"), st.data())
def test_a_joiner_elsewhere_is_refused(text, mark, data):
    place = data.draw(st.sampled_from([0, len(text)] if mark in "\u200d\ufe0f" else range(len(text) + 1)))
    damaged = text[:place] + mark + text[place:]
    if mark == "\ufe0f" and place and stray(damaged) == "":
        assert unicodedata.category(text[-1])[0] == "S"  # the style of a sign that had none
    else:
        assert stray(damaged)


def parts() -> Iterator[type[Part]]:
    """Every part of the format that has keys."""
    for module in (behavior, changes, customers, distributions, figures, incentives, organization, scenario):
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, Part) and kind.__module__ == module.__name__:
                yield kind


def texts(kind: Any) -> Iterator[Any]:
    """Every place of a type that takes free text."""
    base, *notes = get_args(kind) if get_origin(kind) is Annotated else (kind,)
    if base is str:
        yield kind
    elif get_origin(base) is not Literal and DayMap not in notes:  # which knows its keys
        for inner in get_args(base):
            yield from texts(inner)


PLACES = [
    (f"{part.__name__}.{name}", place)
    for part in parts()
    for name, info in part.model_fields.items()
    if name != "set"  # whose keys are keys of the format, and whose values go where those do
    for place in texts(Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation)
]


def test_there_are_places_for_text_in_the_format():
    known = {
        "Scenario.name",
        "Scenario.currency",
        "Scenario.what_ifs",
        "Scenario.policies",
        "Policy.name",
        "WhatIf.use",
    }
    assert known <= {name for name, _ in PLACES}


@pytest.mark.parametrize(("name", "place"), PLACES)
def test_no_key_of_the_format_takes_text_that_cannot_be_seen(name, place):
    check = TypeAdapter(place)
    for mark in HIDDEN:
        with pytest.raises(ValidationError):
            check.validate_python(f"a{mark}b")


@pytest.mark.parametrize("mark", [*HIDDEN, *BROKEN])
@pytest.mark.parametrize("key", ["name", "currency", "what_if", "policies", "policy's name"])
def test_a_name_with_a_character_that_cannot_be_seen_is_refused_in_one_line(tmp_path, key, mark):
    wrong = json.dumps(f"a{mark}b")
    policy = "{name: x, about: x, set: {incentives.relief: 0}}"
    text = {
        "name": SMALL.replace("Small desk", wrong),
        "currency": f"{SMALL}currency: {wrong}\n",
        "what_if": f"{SMALL}what_if: {{{wrong}: {{set: {{incentives.relief: 0}}}}}}\n",
        "policies": f"{SMALL}policies: {{{wrong}: {policy}}}\n",
        "policy's name": f"{SMALL}policies: {{x: {policy.replace('name: x', f'name: {wrong}')}}}\n",
    }[key]
    (line,) = lines(tmp_path, text)
    assert line.startswith("s.yaml:")
    assert line.isprintable()


def test_names_may_have_emoji_in_all_places(tmp_path):
    name = json.dumps("👩\u200d💻 Both steps", ensure_ascii=False)
    what_if = f"what_if: {{{name}: {{about: {name}, set: {{incentives.relief: 0}}}}}}\n"
    assert lines(tmp_path, SMALL.replace("Small desk", name) + what_if + "currency: ₿🏳\ufe0f\u200d🌈\n") == []


def test_sentences_may_have_lines_and_blanks_that_do_not_break(tmp_path):
    assert lines(tmp_path, SMALL + 'about: "Qui décide\u00a0?\\n\\tOne more line"\n') == []


REFUSED = [
    *("", " ", ".", "..", ".bashrc", ".yaml", "-rf", " a", "a/b", "/a", "../a", "a\\b", "C:a", "~", "a\nb", "a\0b"),
    *(
        "CON",
        "con.yaml",
        "nul.x.yaml",
        "COM1",
        "lpt\u00b9.yaml",
        "CONIN$",
        "a*",
        "a?b",
        'a"b',
        "a|b",
        "a" * 300,
        "\ud800",
    ),
    *(f"a{mark}b" for mark in [*HIDDEN, *BROKEN]),
]


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_some_system_cannot_store_or_show_names_no_new_file(name):
    with pytest.raises(PathError) as caught:
        new_name(name)
    assert str(caught.value).isprintable()


@given(st.text(max_size=40))
def test_what_is_accepted_is_the_name_of_one_file_here_that_everybody_sees(tmp_path_factory, name):
    try:
        whole = new_name(name)
    except PathError:
        return
    assert whole.endswith((".yaml", ".yml"))
    assert whole.startswith(name)
    assert stray(whole) == ""
    folder = tmp_path_factory.getbasetemp() / "names"
    folder.mkdir(exist_ok=True)
    (folder / whole).write_text("", encoding="utf-8")
    assert (folder / whole).resolve().parent == folder.resolve()
    assert [path.name for path in Path(folder).iterdir()] == [whole]
    (folder / whole).unlink()
