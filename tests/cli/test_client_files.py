"""Files as clients have them: other line ends, names of other scripts, nobody who calls, mistakes in what-ifs."""

import pytest

from sim.cli import run
from sim.present.columns import wide

CENTER = """\
name: "{name}"
calendar: {{start: 2024-01-01, weeks: 6, open: {{mon-fri: "9:00-17:00"}}}}
issues:
  question: {{per_week: {calls}, asks_share: 0.4, handle_time: {{shape: lognormal, mean: 9, cv: 1}}}}
teams:
  {team}: {{agents: 3, handles: [question]}}
incentives: {{relief: 0.4, bonus_pool: {{funding_per_agent: 300}}}}
what_if:
  "{first}": {{use: [empower_frontline, stop_rewarding_escalation], from_week: 2}}
  One more: {{set: {{teams.{team}.agents: plus 1}}, from_week: 2}}
study: {{replications: {replications}, seed: 1}}
"""
USUAL = {"name": "Small", "calls": 250, "team": "desk", "first": "Both steps", "replications": 3}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Where replications rest: names and line ends are no part of a center."""
    return tmp_path_factory.mktemp("store") / "store.db"


def compared(folder, store, capsys, data, **changes):
    text = CENTER.format(**{**USUAL, **changes})
    (folder / "center.yaml").write_bytes(data(text))
    words = ["compare", str(folder / "center.yaml"), "--out", str(folder / "out"), "--quiet", "--jobs", "1"]
    assert run([*words, "--force", "--store", str(store)]) == 0
    told = capsys.readouterr()
    assert not told.err
    return told.out


@pytest.mark.usefixtures("undrawn")
def test_line_ends_and_marks_of_other_systems_change_nothing(tmp_path, store, capsys):
    ways = (
        str.encode,
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.rstrip("\n").encode(),
    )
    first, *others = [compared(tmp_path, store, capsys, way) for way in ways]
    assert others == [first] * 3


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    "first",
    [
        "両段階を同時に行う、権限と報酬と、すべて",
        "שני הצעדים",
        "Ещё один 🙂",
        "e\u0301tape 1 & 2: <b>",
        "%s {0} \\n",
    ],
)
def test_names_of_any_script_stand_in_columns(tmp_path, store, capsys, first):
    told = compared(
        tmp_path,
        store,
        capsys,
        str.encode,
        name="Klient Ä — 客户中心",
        team="Back office 2",
        first=first.replace("\\", "/"),
    )
    lines = told.splitlines()
    today = next(line for line in lines if line.startswith("Today, simulated"))
    one = next(line for line in lines if line.startswith("One more "))
    assert {wide(line) for line in (today, one)} <= {78, 79, 80}
    assert max(map(wide, lines)) <= 80


OFTEN = [(0, 1), (250, 1)]
AT_LENGTH = [pytest.param(*each, marks=pytest.mark.long) for each in ((0, 3), (1, 1))]


@pytest.mark.parametrize(("calls", "replications"), [*OFTEN, *AT_LENGTH])
def test_where_nobody_calls_or_one_replication_runs_everything_is_written_all_the_same(
    tmp_path, store, capsys, calls, replications
):
    told = compared(tmp_path, store, capsys, str.encode, calls=calls, replications=replications)
    assert "Best" in told
    assert (tmp_path / "out" / "report.html").is_file()
    assert run(["show", str(tmp_path / "out"), "--quiet", "--store", str(store)]) == 0
    assert capsys.readouterr().out == told
    assert run(["validate", str(tmp_path / "center.yaml")]) == 0
    assert ("nobody calls with anything to pass up" in capsys.readouterr().out) == (calls == 0)
