"""The answer is there as soon as it is known; tables and pictures come after it."""

import pytest

from sim.cli import run
from sim.present import folder
from tests.cli.test_commands import SMALL


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["compare"], "How sure:"),
        (["run", "--out", "there"], "Manager hours"),
        (["sweep", "--set", "incentives.relief=0,0.3"], "Mind"),
        (["plan"], "In short"),
    ],
)
def test_it_is_printed_before_anything_is_written_and_where_that_is_afterward(
    tmp_path, monkeypatch, capsys, words, answer
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    known, write_folder = [], folder.write_folder

    def writes(*args):
        known.append(capsys.readouterr().out)
        return write_folder(*args)

    monkeypatch.setattr("sim.present.folder.write_folder", writes)
    monkeypatch.setattr("sim.present.accounts.write_folder", writes)
    command, *options = words
    assert run([command, "small.yaml", *options, "--replications", "2", "--jobs", "1", "--quiet"]) == 0
    (before,) = known
    assert answer in before
    after = capsys.readouterr().out
    assert answer not in after
    assert "Details: " in after or "tables and pictures: " in after
