"""A scenario names files of its own folder, and no others."""

import os
import sys
from pathlib import Path

import pytest

from sim.reading.paths import PathError, inside, read_bytes
from sim.reading.tables import table_reader
from tests.reading.scenario_files import SMALL, lines

REFUSED = {
    "absolute": "/etc/hostname",
    "two slashes": "//server/share/base.yaml",
    "home": "~/base.yaml",
    "parent": "../base.yaml",
    "parent after a folder": "sub/../../base.yaml",
    "parent alone": "..",
    "drive": "C:/base.yaml",
    "drive with backslash": "C:\\base.yaml",
    "drive without a slash": "c:base.yaml",
    "UNC": "\\\\server\\share\\base.yaml",
    "backslash": "sub\\base.yaml",
    "URL": "https://example.org/base.yaml",
    "stream": "base.yaml:hidden",
    "device": "CON",
    "device with an ending": "nul.yaml",
    "device in a folder": "sub/Com1.yaml",
    "too long": "a/" * 140 + "base.yaml",
    "escape": '"base\\e[31m.yaml"',
    "trailing dot": "base.yaml.",
    "empty": '""',
    "link to a file": "link.yaml",
    "link to a folder": "out/base.yaml",
    "circle of links": "round.yaml",
    "a folder": "sub",
    "missing": "none.yaml",
    "missing folder": "none/base.yaml",
    "file as a folder": "good.yaml/base.yaml",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A scenario's folder with a base, links out of it, and a secret beside it."""
    home = tmp_path / "scenarios with a blank é"
    (home / "sub").mkdir(parents=True)
    (home / "good.yaml").write_text(SMALL)
    (home / "sub" / "good.yaml").write_text("extends: good2.yaml\n")
    (home / "sub" / "good2.yaml").write_text("extends: ../good.yaml\n")
    (tmp_path / "base.yaml").write_text("secret: told\n")
    (tmp_path / "t.csv").write_text("secret\ntold\n")
    if sys.platform != "win32":
        (home / "link.yaml").symlink_to(tmp_path / "base.yaml")
        (home / "out").symlink_to(tmp_path)
        (home / "round.yaml").symlink_to("round.yaml")
        (home / "within.yaml").symlink_to("good.yaml")
    return home


@pytest.mark.parametrize("kind", REFUSED)
def test_a_path_out_of_the_folder_is_refused_in_one_line_for_extends(folder, kind):
    (line,) = lines(folder, f"extends: {REFUSED[kind]}\n")
    assert line.startswith("s.yaml:1:10: extends: ")
    assert "told" not in line
    assert "secret" not in line
    assert len(line) < 500


@pytest.mark.parametrize("kind", [kind for kind in REFUSED if not REFUSED[kind].startswith('"')])
def test_a_path_out_of_the_folder_is_refused_in_one_line_for_tables(folder, kind):
    path = REFUSED[kind].replace(".yaml", ".csv")
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        table_reader(folder)(path)
    assert "told" not in str(caught.value)


@pytest.mark.parametrize("kind", ["parent", "absolute", "link to a file", "device with an ending", "backslash"])
def test_a_path_out_of_the_folder_is_refused_in_one_line_for_policies(folder, kind):
    path = REFUSED[kind].removesuffix(".yaml") + ".yaml"
    (line,) = lines(folder, SMALL + f"what_if: {{A: {{use: ['{path}']}}}}\n")
    assert line.startswith("s.yaml:7:21: what_if.A.use.0: ")


@pytest.mark.parametrize("path", ["good.yaml", "./good.yaml", "sub/good.yaml", "sub/../good.yaml", "sub//good.yaml"])
def test_a_path_in_the_folder_is_fine(folder, path):
    assert lines(folder, f"extends: {path}\n") == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_within_the_folder_is_fine(folder):
    assert lines(folder, "extends: within.yaml\n") == []


@pytest.mark.parametrize(
    "name", ["a b.csv", "Ärger.csv", "a.b.c.csv", "console.csv", "nulls/com.csv", "COM10.csv", "-.csv"]
)
def test_ordinary_names_are_fine(tmp_path, name):
    assert inside(tmp_path, name) == tmp_path / name


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(PathError, match="is not a regular file"):
        read_bytes(tmp_path / "pipe.yaml", 100)


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"x" * 101)
    assert len(read_bytes(tmp_path / "t.csv", 101)) == 101
    with pytest.raises(PathError, match="has 101 bytes; at most 100 are allowed"):
        read_bytes(tmp_path / "t.csv", 100)


def test_the_extended_files_together_are_bounded(tmp_path):
    (tmp_path / "base.yaml").write_text("#" * 1_500_000 + "\n" + SMALL)
    (line,) = lines(tmp_path, "extends: base.yaml\n" + "#" * 600_000)
    assert line.startswith("s.yaml:1:10: extends: 'base.yaml': has 1,500,")


def test_a_table_is_read_as_text_whatever_its_delimiter(tmp_path):
    (tmp_path / "t.csv").write_bytes('\ufeffname;"a, b"\r\n\r\n \'x\' ;"1;5"\r\ny;007\r\n'.encode())
    table = table_reader(tmp_path)("t.csv")
    assert table == [{"name": "'x'", "a, b": "1;5"}, {"name": "y", "a, b": "007"}]
    assert table.columns == ("name", "a, b")
    assert [table.where(row, "name") for row in range(2)] == ["t.csv:3:name", "t.csv:4:name"]


def test_a_table_is_read_once(tmp_path):
    (tmp_path / "t.csv").write_text("a\n1\n")
    read = table_reader(tmp_path)
    assert read("t.csv") is read("t.csv")
