"""Checking a file is quick enough for an editor, and loads nothing heavy."""

import subprocess
import sys
import time
from pathlib import Path

from sim.reading.files import load, read_document
from tests.reading.scenario_files import FILES

HOUSE = Path(__file__).resolve().parents[2]


def large(lines: int) -> str:
    """Return a scenario of about so many lines, with ten what-ifs."""
    head = ["name: Large", "calendar:", "  weeks: 26", "issues:"]
    kinds = lines // 17
    body: list[str] = []
    for number in range(kinds):
        body += [f"  issue{number}:", f"    per_week: {100 + number}", "    asks_share: 0.2", "    handle_time:"]
        body += ["      shape: lognormal", "      mean: 6.5", "      cv: 1.1", "    patience:", "      shape: gamma"]
        body += ["      mean: 5", "      cv: 0.5", "    weekdays: {mon: 1.5, tue-fri: 1}"]
    teams = ["teams:"]
    for number in range(kinds):
        teams += [f"  team{number}:", f"    agents: {number + 2}", "    handles:", f"      - issue{number}"]
    asked = ["what_if:"]
    for number in range(10):
        asked += [f"  Way {number}:", "    use: [empower_frontline, stop_rewarding_escalation]", "    from_week: 3"]
        asked += ["    set:", f"      empowerment.authority: {number * 100}"]
    return "\n".join([*head, *body, *teams, *asked]) + "\n"


def test_a_scenario_of_1000_lines_is_checked_in_less_than_a_second(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text(large(1000))
    assert 950 < len(path.read_text().splitlines()) < 1100
    began = time.process_time()
    assert len(load(path).issues) > 50
    assert time.process_time() - began < 1.0


def test_8000_lines_are_read_in_less_than_a_second(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text(large(8000))
    began = time.process_time()
    read_document(path)
    assert time.process_time() - began < 1.0


def test_checking_a_file_loads_nothing_heavy():
    code = (
        "import sys; from sim.reading.files import load; load(sys.argv[1]);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & {'numpy', 'scipy', 'pandas', 'matplotlib'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(FILES / "full.yaml")], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
