"""Do all commands still answer in the same bytes? For a change that only moves code.

    python scripts/same_answers.py save before.json      before the change
    python scripts/same_answers.py check before.json     after it: what differs, and exit code 1 if anything does

Asks every command, the objects of a notebook and the panel the same small questions, good ones and bad ones, in an empty
folder with an empty store, and keeps exit codes, both outputs, and every file that is written.
"""

import argparse
import difflib
import hashlib
import io
import json
import os
import sys
import tempfile
import zipfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOME)]
os.environ["MPLBACKEND"] = "agg"

SMALL = """\
name: Small
calendar: {start: 2024-01-01, weeks: 6, open: {mon-fri: "9:00-17:00"}}
issues:
  question: {per_week: 120, asks_share: 0.3, handle_time: {shape: lognormal, mean: 9, cv: 1}}
  claim: {per_week: 60, asks_share: 0.6, handle_time: {shape: lognormal, mean: 14, cv: 1}}
teams:
  desk: {agents: 2, handles: [question, claim]}
  experts: {agents: 1, handles: [claim]}
manager: {count: 1, investigate_time: {shape: gamma, mean: 10, cv: 0.7}}
incentives: {relief: 0.4, bonus_pool: {funding_per_agent: 300}}
what_if:
  Tell them they may: {about: "Step 1, in words.", use: [empower_frontline], from_week: 2}
  Both steps: {use: [empower_frontline, stop_rewarding_escalation], from_week: 2}
study: {replications: 4, seed: 1}
"""
BAD = """\
name: Bad
calendar: {weeks: 0, open: {mon-fry: "9:00-17:00"}}
issues: {question: {per_week: many, asks_share: 1.3}}
teams: {desk: {agents: -2, handles: [questoin]}}
"""
SCENARIOS = {
    "small.yaml": SMALL,
    "bad.yaml": BAD,
    "broken.yaml": "name: [unclosed\nissues: {",
    "alone.yaml": SMALL.partition("what_if:")[0] + "study: {replications: 3, seed: 2}\n",
    "other.yaml": SMALL.partition("what_if:")[0].replace("Small", "Two more").replace("agents: 2", "agents: 4"),
    "short.yaml": SMALL.replace("weeks: 6", "weeks: 2"),
}
RELIEF, PRESSURE = "incentives.relief", "incentives.peer_pressure"
HOURS, CSAT = "manager_hours_per_week", "csat_proxy"
WORLDS = f"--inputs {RELIEF}=0..0.8 --inputs {PRESSURE}=0..0.8"
# Between bars a word may hold spaces; what starts with ! has to be refused, so that no slip here compares two refusals.
QUESTIONS = f"""\
validate small.yaml alone.yaml
validate small.yaml --json
! validate bad.yaml broken.yaml absent.yaml
! validate bad.yaml --json
run small.yaml
run small.yaml --json --engine simpy --replications 2
run small.yaml --what-if|Tell them they may
! run small.yaml --what-if|Tell them
run small.yaml --replications 1 --json
run small.yaml --replications auto --most 6 --precision 20%
run short.yaml --engine both --replications 1
compare small.yaml --out compare
compare small.yaml --out compare
! compare small.yaml --out compare --seed 2
compare small.yaml --out kept --json --contacts --replications 1
compare small.yaml alone.yaml --replications auto --most 5
compare small.yaml other.yaml --replications 3 --out two --json
! compare alone.yaml short.yaml
! compare small.yaml --replications none
! compare bad.yaml
show compare
show compare --full
show compare --metric escalation_rate --metric {CSAT} --by issue
show two --by team
show kept --by week --json
show kept --json
! show absent
! show compare --metric hours
animate small.yaml --out day.html
animate small.yaml --day 3/tue --what-if|Both steps|--out both.html
! animate small.yaml --day someday
sweep small.yaml --set {RELIEF}=0,0.4 --set teams.desk.agents=2:3:1 --out sweep
sweep small.yaml --sobol 4 --set {RELIEF}=0..1 --metric {HOURS} --what-if|Both steps|--json --out sobol
! sweep small.yaml --set incentives.relieve=0,1
! sweep small.yaml
stress short.yaml --worlds 24 --replications 2 {WORLDS} --out stress
stress small.yaml --worlds 4 --replications 1 {WORLDS} --outcome {CSAT} --json --out outcome
! stress alone.yaml --worlds 4
! stress small.yaml --inputs {RELIEF}=0.8..0
tip small.yaml --x {RELIEF}=0..0.8:3 --y behavior.habit_weight=0..2.4:2 --replications 2 --weeks 8 --longest 2 --after 4 --out tip
tip short.yaml --replications 1 --weeks 4 --longest 1 --after 2 --x {RELIEF}=0..0.8:2 --y {PRESSURE}=0..1:2 --json --out json
! tip small.yaml --policy nobody
optimize small.yaml --minimize {HOURS} --limit {CSAT}>=20 --out best
optimize small.yaml --minimize {HOURS} --over {RELIEF}=0..0.8 --budget 60 --json --out range
optimize small.yaml --minimize {HOURS} --maximize {CSAT} --over {RELIEF}=0,0.4 --out front
optimize small.yaml --minimize {HOURS} --limit {CSAT}>=101
! optimize small.yaml --minimize hours
sensitivity small.yaml --points 8 --replications 2 {WORLDS} --out sensitivity
sensitivity small.yaml --points 4 --what-if|Both steps|--outcome {CSAT} --json {WORLDS} --out effect
! sensitivity small.yaml --points 4 --what-if|Neither step
! calibrate small.yaml
report compare --pptx --xlsx
! report absent
trace small.yaml --contact worst
trace small.yaml --contact worst --what-if|Both steps|--json
! trace small.yaml --contact question/8/99
new mine.yaml --from dealership
! new mine.yaml
policies
policies empower_frontline --json
! policies empower
metrics
metrics --json
schema
! simulate small.yaml
"""
QUIET = frozenset({"run", "compare", "show", "sweep", "stress", "tip", "optimize", "sensitivity", "report"})


def words_of(line: str) -> list[str]:
    """Return the words of a question."""
    words = line.removeprefix("! ").replace(" --what-if|", "|--what-if|").split("|")
    spaced = [*words[0].split(), *words[1:3], *"".join(words[3:]).split()]
    return [*spaced, "--quiet", "--jobs", "1"] if spaced[0] in QUIET else spaced


def asked(words: list[str]) -> dict[str, object]:
    """Return what a command says, and its exit code."""
    from sim.cli import run

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(words)
    return {"exit code": code, "stdout": out.getvalue(), "stderr": err.getvalue()}


def shown() -> dict[str, str]:
    """Return what the objects of a notebook show, and what they say of bad arguments."""
    import sim

    center, how = sim.load("small.yaml"), {"jobs": 1, "seed": 1}
    ranges = {RELIEF: (0.0, 0.8), PRESSURE: (0.0, 0.8)}
    comparison = sim.compare(center, replications=3, **how)
    objects = {
        "scenario": center,
        "run": sim.run(center, replications=3, **how),
        "compare": comparison,
        "sweep": sim.sweep(center, {RELIEF: [0, 0.4]}, replications=2, **how),
        "stress": sim.stress(center, worlds=4, inputs=ranges, replications=2, **how),
        "sensitivity": sim.sensitivity(center, n=4, inputs=ranges, replications=2, **how),
        "optimize": sim.optimize(center, minimize=HOURS, replications=3, **how),
        "journeys": sim.simulate(center, 1, 0),
    }
    told = {f"_repr_html_ of {name}": each._repr_html_() for name, each in objects.items()}
    told |= {f"repr of {name}": repr(objects[name]) for name in ("run", "compare") if "0x" not in repr(objects[name])}
    told |= {f"verdict of {name}": objects[name].verdict for name in ("compare", "sweep", "stress", "optimize")}
    told |= {"frame": comparison.to_frame().to_csv(), "table": comparison.table.to_csv()}
    bad = {
        "no replications": lambda: sim.compare(center, replications=0),
        "a seed of words": lambda: sim.run(center, seed="one"),
        "no settings": lambda: sim.sweep(center, {}),
        "an unknown key": lambda: sim.sweep(center, {"incentives.relieve": [0]}),
        "an unknown metric": lambda: sim.optimize(center, minimize="hours"),
        "a range the wrong way": lambda: sim.stress(center, inputs={RELIEF: (0.8, 0.0)}),
        "an unknown what-if": lambda: sim.sensitivity(center, what_if="Neither step"),
        "an unknown engine": lambda: sim.tip(center, engine="fast"),
    }
    return told | {f"error of {name}": refused(call) for name, call in bad.items()}


def refused(call) -> str:
    """Return the error of a call."""
    try:
        return f"no error: {call()}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def panel() -> dict[str, str]:
    """Return what the panel computes and says, without its widgets."""
    import sim
    from sim.present.explore.answer import assumptions, behind_html, figures_html, rests_words, verdict_html
    from sim.present.explore.model import Explorer, Pair
    from sim.present.explore.setting import Setting
    from sim.present.explore.sliders import levers_of

    center = sim.load("small.yaml")
    explorer, told = Explorer(center, jobs=1), {"levers": repr(list(levers_of(center)))}
    pairs = {
        "nothing": Pair(Setting(), Setting(week=2)),
        "a what-if": Pair(Setting(), Setting("Both steps", week=2)),
        "a lever": Pair(Setting("Tell them they may", week=2), Setting(values={RELIEF: 0.0}, week=2)),
    }
    for name, pair in pairs.items():
        found = explorer.compare(pair, 3)
        told[f"{name}, figures"] = figures_html(found, "A", "B")
        told[f"{name}, verdict"] = verdict_html(found)
        told[f"{name}, behind"] = behind_html(found)
        told[f"{name}, words"] = "\n".join([rests_words(found), *assumptions(found)])
        tallies = [tally.to_bytes() for each in found.tallies.values() for tally in each]
        told[f"{name}, tallies"] = hashlib.sha256(b"".join(tallies)).hexdigest()
    explorer.close()
    return told


def content_of(path: Path) -> str:
    """Return a file of words as it is, of anything else a digest; of an archive that of its members, without times."""
    if path.suffix in (".md", ".csv", ".json", ".yaml"):
        return path.read_bytes().decode()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            data = b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    else:
        data = path.read_bytes()
    return hashlib.sha256(data).hexdigest()


def answers() -> dict[str, str]:
    """Return every answer by its name: the question, and which part of what it gave."""
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as place, chdir(place):
        for name, text in SCENARIOS.items():
            Path(name).write_text(text, encoding="utf-8")
        for number, line in enumerate(QUESTIONS.splitlines(), start=1):
            said = asked(words_of(line))
            if (said["exit code"] == 0) is line.startswith("!"):
                print(f"not the answer that {line!r} is here for: {said['stderr'] or said['stdout']}", file=sys.stderr)
            found |= {f"{number}. {line}: {part}": str(each) for part, each in said.items()}
        for path in sorted(Path().rglob("*")):
            if path.is_file() and not path.name.startswith("store.db"):
                found[f"file {path.as_posix()}"] = content_of(path)
        found |= {f"notebook: {name}": said for name, said in shown().items()}
        found |= {f"panel: {name}": said for name, said in panel().items()}
    return found


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return what differs, each with its first lines."""
    told = [f"gone: {name}" for name in before if name not in after]
    told += [f"new: {name}" for name in after if name not in before]
    for name in before:
        if name in after and before[name] != after[name]:
            lines = difflib.unified_diff(before[name].splitlines(), after[name].splitlines(), lineterm="", n=0)
            told.append("\n    ".join([f"differs: {name}", *(line[:240] for line in list(lines)[2:8])]))
    return told


def main() -> int:
    """Save the answers, or compare them with those saved."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", choices=["save", "check"])
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    before = json.loads(given.file.read_text("utf-8")) if given.do == "check" else {}
    found = answers()
    if given.do == "save":
        given.file.write_text(json.dumps(found, indent=1), encoding="utf-8")
        print(f"{len(found)} answers kept in {given.file}")
        return 0
    told = differences(before, found)
    print("\n".join(told) or f"all {len(found)} answers are the same")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
