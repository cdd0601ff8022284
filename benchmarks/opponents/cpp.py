"""The benchmark's center in C++ (cpp/two_tier.cpp): compiled once a process, into a temporary folder."""

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from opponents.center import MINDS, ROW
from opponents.frontline import plan
from sim.demand.demand import Demand
from sim.demand.quantile_tables import table_of
from sim.demand.roster import Roster
from sim.engines.rules import segments_of
from sim.engines.steady_state import start_of
from sim.journeys.records import CONTACT_DTYPE, Contact, row_of

ROOM = 16_384
"""Rows of an array."""
HERE = Path(__file__).resolve().parent / "cpp"
FLAGS = ("-O3", "-march=native", "-std=c++17", "-ffp-contract=off", "-fPIC", "-shared")
_TABLES = ("complexity", "temper", "handle", "patience", "manager", "redial", "comes_back")
_ARRAYS = (*_TABLES, "skills", "minds")
_PRESENCE = ("in_horizon", "whole")
_WHOLE = ("horizon", "parts")
_COUNTS = ("agents", "managers", "max_contacts", "max_redials")
_LEVELS = (
    *("part_mean", "mean_temper", "diagnosis_share", "mean_rest", "worth", "habit", "ownership", "reward"),
    *("engagement", "redial_share", "comes_back_share", "support", "scripting", "steepness", "sharpness", "effort"),
    *("blame", "pride", "time_pressure", "habit_weight", "habit_rate", "ownership_rate", "learning", "strain_step"),
    *("calming", "anger_wait", "anger_handoff", "anger_repeat", "anger_failed", "anger_adversarial", "adversarial"),
    *("apology", "talk_anger", "manager_anger", "public_share", "public_above", "base", "b_repeat", "b_transfer"),
    *("b_wait", "b_days", "b_unresolved", "b_anger", "b_nonmonetary"),
)
_FIELDS = [
    *[(name, "double*", ctypes.c_void_p) for name in _ARRAYS],
    *[(name, "int64_t*", ctypes.c_void_p) for name in _PRESENCE],
    ("blank", "void*", ctypes.c_void_p),
    ("stream", "uint64_t", ctypes.c_uint64),
    *[(name, "int64_t", ctypes.c_int64) for name in _WHOLE],
    *[(name, "int32_t", ctypes.c_int32) for name in _COUNTS],
    *[(name, "double", ctypes.c_double) for name in _LEVELS],
]
_RENAMED = {
    "anger_failed": "anger_failed_attempt",
    "base": "satisfied_base",
    "b_repeat": "satisfied_repeat",
    "b_transfer": "satisfied_transfer",
    "b_wait": "satisfied_wait",
    "b_days": "satisfied_days",
    "b_unresolved": "satisfied_unresolved",
    "b_anger": "satisfied_anger",
    "b_nonmonetary": "satisfied_nonmonetary",
}
_C_KINDS = {"i": "int{}_t", "u": "uint{}_t", "b": "bool", "f4": "float", "f8": "double"}


class In(ctypes.Structure):
    """What the C++ run reads."""

    _fields_ = [(name, kind) for name, _, kind in _FIELDS]


def _names(row: Any) -> str:
    """Write the header with the columns of a row and the fields of `In`."""
    columns, end = [], 0
    for name in sorted(row.names, key=lambda name: row.fields[name][1]):
        kind, offset = row.fields[name][:2]
        columns += [f"    char before_{name}[{offset - end}];"] * (offset > end)
        columns.append(f"    {_C_KINDS.get(kind.str[1:]) or _C_KINDS[kind.kind].format(8 * kind.itemsize)} {name};")
        end = offset + kind.itemsize
    columns += [f"    char after[{row.itemsize - end}];"] * (row.itemsize > end)
    fields = [f"    {kind} {name};" for name, kind, _ in _FIELDS]
    parts = ["#pragma once", "#include <cstdint>", "#pragma pack(push, 1)", "struct Row {", *columns, "};"]
    return "\n".join([*parts, "#pragma pack(pop)", "struct In {", *fields, "};", ""])


@cache
def library(lean: bool) -> Any:
    """Compile and load the program.

    Raises
    ------
    ImportError
        If there is no g++.
    """
    compiler = shutil.which("g++")
    if compiler is None:
        raise ImportError("g++ is not installed")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "names.h").write_text(_names(ROW if lean else CONTACT_DTYPE))
        made = str(Path(folder, "two_tier.so"))
        words = [*FLAGS, *(["-DLEAN"] if lean else []), "-I", folder, str(HERE / "two_tier.cpp"), "-o", made]
        subprocess.run([compiler, *words], check=True)
        loaded = ctypes.CDLL(made)
    loaded.begins.restype, loaded.begins.argtypes = ctypes.c_void_p, [ctypes.POINTER(In)]
    loaded.advances.restype = ctypes.c_int64
    loaded.advances.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    loaded.ends.argtypes = [ctypes.c_void_p]
    return loaded


@cache
def _given(days: int) -> tuple[In, dict[str, Any], Demand]:
    """Return what does not depend on the seed, and the arrays behind its pointers."""
    its = plan(days)
    scenario = its.baseline
    (issue,), (team,) = scenario.issues.values(), scenario.teams.values()
    customers = scenario.customers
    (segment,) = segments_of(its, start_of(its).choices_per_agent_day)
    rules, kind = segment.rules, segment.types[0]
    demand = Demand(its, 0, 0)
    parts = demand.parts[0][0][0]
    tables = (
        *(issue.complexity, issue.opening_temper, issue.handle_time, customers.patience),
        *(scenario.manager.investigate_time, customers.redial_after, customers.comes_back_after),
    )
    arrays = {name: table_of(its).nodes for name, its in zip(_TABLES, tables, strict=True)}
    arrays |= {"minds": np.zeros((team.agents, len(MINDS))), "skills": np.zeros(team.agents)}
    arrays |= {name: np.zeros(4, dtype=np.int64) for name in _PRESENCE}
    arrays["blank"] = np.array([row_of(Contact)], dtype=CONTACT_DTYPE)
    own = {
        "horizon": its.horizon_tick if days >= 7 else days * 86_400_000,
        "parts": parts,
        "agents": team.agents,
        "managers": scenario.manager.count,
        "part_mean": demand.means[0][0][0][0] / parts,
        "mean_temper": kind.mean_temper,
        "redial_share": kind.redial_share,
        "diagnosis_share": kind.diagnosis_share,
        "mean_rest": kind.mean_remaining_minutes,
        "worth": rules.relief + rules.time_pressure * kind.mean_remaining_minutes - rules.pushback,
        "habit": scenario.behavior.starting_habit,
        "ownership": scenario.behavior.starting_ownership,
        "reward": scenario.behavior.starting_reward,
        "engagement": team.engagement,
    }
    given = In()
    for name, array in arrays.items():
        setattr(given, name, array.ctypes.data)
    for name in (*_WHOLE, *_COUNTS, *_LEVELS):
        setattr(given, name, own[name] if name in own else getattr(rules, _RENAMED.get(name, name)))
    return given, arrays, demand


class Run:
    """The rows of a run in the arrays in which they were written, as our engine has them by week."""

    def __init__(self, days: int, seed: int, lean: bool) -> None:
        program = library(lean)
        given, arrays, demand = _given(days)
        roster, start = Roster(demand.plan, seed, 0), start_of(demand.plan)
        starts = [start.of(0, roster.starting_skill(0, seat, 0)) for seat in range(given.agents)]
        arrays["skills"][:] = [its.skill for its in starts]
        given.stream = demand.again(seed, 0).keys[0]
        self.parts: list[Any] = []
        center = program.begins(given)
        written = ROOM
        while written == ROOM:
            part = np.empty(ROOM, dtype=ROW if lean else CONTACT_DTYPE)
            written = program.advances(center, part.ctypes.data, ROOM)
            self.parts.append(part[:written])
        program.ends(center)
        self.minds = arrays["minds"].copy()
        self.presence = [arrays[name].tolist() for name in _PRESENCE]

    @property
    def contacts(self) -> int:
        """How many contacts there were."""
        return sum(len(part) for part in self.parts)

    @property
    def rows(self) -> Any:
        """All rows."""
        return np.concatenate(self.parts)


def full(days: int, seed: int) -> Run:
    """Run the center, recording all that our engine records."""
    return Run(days, seed, lean=False)


def lean(days: int, seed: int) -> Run:
    """Run the center, recording what the others record."""
    return Run(days, seed, lean=True)
