"""The pages name what exists: keys, policies, metrics, files, headings, likely ranges."""

import re
from pathlib import Path

import pytest

from sim.metrics import METRICS
from sim.scenario import CATALOG, Scenario
from sim.scenario.beliefs import beliefs_of
from sim.scenario.keys import keys_of
from sim.scenario.levers import is_fixed, read_key
from sim.scenario.problems import ScenarioError
from sim.scenario.scenario import scenario_from

HOUSE = Path(__file__).resolve().parents[1]
PAGES = sorted([*(HOUSE / "docs").glob("*.md"), *HOUSE.glob("*.md"), *(HOUSE / "scenarios").rglob("*.md")])
MODEL, EVIDENCE = HOUSE / "docs" / "model.md", HOUSE / "docs" / "evidence.md"
SCENARIO = scenario_from(
    {
        "name": "Everything filled",
        "issues": {"type": {"per_week": 10, "routine": True, "transfers": {"to": {"type": 1}}}},
        "teams": {"team": {"agents": 1, "handles": {"type": {}}}},
        "incentives": {"bonus_pool": {}},
    }
)
SCHEMA_KEYS = {".".join(map(str, key.path)) for key in keys_of(Scenario)}

DOTTED = re.compile(r"(?<![\w./@-])[a-z_]+(?:\.(?:[a-z_]+|<[a-z]+>|\[[a-z_]+\]))+(?![\w/(])")
FILE_ENDINGS = (".py", ".md", ".yaml", ".toml", ".cff", ".json", ".csv")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def without_links(page):
    return re.sub(r"\]\([^)]*\)", "]", page.read_text("utf-8"))


def keys_in(page):
    found = set(DOTTED.findall(without_links(page)))
    return sorted(key for key in found if not key.endswith(FILE_ENDINGS))


def exists(key):
    """Whether a scenario has such a key; a list of entries has none, so there the schema is asked."""
    if key in SCHEMA_KEYS:
        return True
    try:
        read_key(SCENARIO, key.replace("<type>", "type").replace("<team>", "team"))
    except ScenarioError:
        return False
    return True


def slug(heading):
    """The anchor that a heading gets where Markdown is shown."""
    text = re.sub(r"[`*]|\[|\]\([^)]*\)", "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors_of(page):
    return {slug(line.lstrip("#")) for line in page.read_text("utf-8").splitlines() if re.match(r"#+ ", line)}


def broken(page, target):
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists():
        return f"{page.name}: {target}: no such file"
    if anchor and file.suffix == ".md" and anchor not in anchors_of(file):
        return f"{page.name}: {target}: no such heading"
    return None


@pytest.mark.parametrize("page", [MODEL, EVIDENCE], ids=lambda page: page.name)
def test_every_key_that_is_named_exists(page):
    keys = keys_in(page)
    assert len(keys) > 20
    assert [key for key in keys if not exists(key)] == []


def test_a_misspelled_key_is_noticed():
    assert not exists("behavior.habit_wait")
    assert not exists("teams.<team>.mood")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOUSE).as_posix())
def test_every_link_leads_somewhere(page):
    targets = [target for target in LINK.findall(page.read_text("utf-8")) if "://" not in target]
    assert [problem for target in targets if (problem := broken(page, target))] == []


def test_every_file_of_the_program_that_is_named_exists():
    for page in (HOUSE / "docs").glob("*.md"):
        named = re.findall(r"`((?:sim|scenarios|scripts|docs)/[\w./]+)`", page.read_text("utf-8"))
        assert [path for path in named if not (HOUSE / path).exists()] == [], page.name


def test_every_policy_and_every_metric_is_named_in_the_model():
    text = MODEL.read_text("utf-8")
    assert [name for name in (*CATALOG, *METRICS) if f"`{name}`" not in text] == []


def test_every_key_that_no_what_if_may_change_is_named_in_the_limits():
    limits = MODEL.read_text("utf-8").partition("## 10 Limits")[2].partition("## 11")[0]
    named = set(re.findall(r"`([\w.<>]+)`", limits))
    never = {"name", "about", "what_if", "timeline", "study", "policies", "observed", "beliefs"}  # no levers at all
    keys = [key for key in keys_of(Scenario) if key.path[0] not in never and is_fixed(".".join(key.path))]
    own = {"issues.<name>": "issues.<type>", "teams.<name>": "teams.<team>"}
    paths = [re.sub(r"^\w+\.<name>", lambda head: own[head[0]], ".".join(key.path)) for key in keys]
    for heads in ("teams.<team>.agents", "manager.count", "issues.<type>.handle_time_by"):
        paths.remove(f"{heads}.bin_minutes")  # "the width of a table's bins"
    assert len(paths) > 15
    assert [path for path in paths if not any(path == each or path.startswith(f"{each}.") for each in named)] == []


def rows_of(page):
    """Rows of tables by their first cell, where that is one key in code."""
    rows = {}
    for line in page.read_text("utf-8").splitlines():
        match = re.match(r"\| `([\w.]+)` \|(.*)\|$", line)
        if match:
            rows[match[1]] = [cell.strip() for cell in match[2].split("|")]
    return rows


def test_the_table_of_likely_ranges_is_that_of_the_program():
    rows = rows_of(EVIDENCE)
    expected = {
        belief.key: [f"{belief.value:.3g}", "{:g} to {:g}".format(*belief.likely), belief.status]
        for belief in beliefs_of(SCENARIO)
    }
    assert rows == expected


def test_the_rows_that_the_code_refers_to_are_those_of_repeats_and_hand_offs():
    lines = EVIDENCE.read_text("utf-8").splitlines()
    named = {line[:4].strip("| "): line for line in lines if re.match(r"\| \d", line)}
    assert "customers.satisfaction.repeat" in named["1"]
    assert "customers.satisfaction.transfer_cold" in named["2"]
    assert len(named) == 33
