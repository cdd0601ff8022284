"""Compiled code on disk: never stale, damaged or somebody else's; where it cannot be made, the SimPy engine runs."""

import ast
import ctypes
import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engines import default_engine, run, weeks_of, why_not_compiled, why_not_made
from sim.engines.effects import agents, bonuses, contacts, desks, pools
from sim.scenario import plan_of
from tests.centers import small_center

pytest.importorskip("numba")
from sim.engines.compiled import cache, compiler, entries, loop, machine, pointers, reach, rest_into, sources
from sim.metrics import count_all, tally

HOUSE = Path(__file__).parents[2]
ENTRIES = [
    *(loop.advance, rest_into.rest_into, rest_into.shares_into),
    *(count_all.count_one, count_all.count_rows, count_all.count_spells),
]
posix = pytest.mark.skipif(os.name == "nt", reason="there the system closes a user's folders to others")


def python(code, folder, **variables):
    environment = {**os.environ, "FRONTLINE_CACHE": str(folder / "cache"), **variables}
    return subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True)


# --- never stale ---------------------------------------------------------------------------------------------------


def digests():
    return [reach.digest_of(entry) for entry in ENTRIES]


def reached():
    return [value for entry in ENTRIES for value in reach._reached(entry)]


def files():
    modules = {reach._module_of(value) for value in reached()} - {""}
    return sorted(Path(sys.modules[name].__file__) for name in modules)


def test_all_that_is_given_to_the_compiler_is_reached():
    plain = {function for _, function in reach.PLAIN.values()}
    here = {function for function in plain if function.__module__.startswith("sim.")}
    assert len(here) > 100
    assert here - {value for value in reached() if callable(value)} == set()


def test_every_effect_is_reached_so_that_an_edit_of_it_is_compiled_anew(monkeypatch):
    values = reached()
    for module in (agents, bonuses, contacts, desks, pools):
        own = [each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__]
        assert [each.__name__ for each in own if each not in values] == []
    before = reach.digest_of(ENTRIES[0])
    monkeypatch.setattr(agents, "inclination", lambda c, h, agent, team, now: 0.5)
    assert reach.digest_of(ENTRIES[0]) != before


def test_the_engine_reaches_files_of_these_folders():
    folders = {path.parent.relative_to(HOUSE).as_posix() for path in files()}
    engines = {"sim/engines", "sim/engines/compiled", "sim/engines/effects"}
    assert folders >= {"sim", "sim/behavior", "sim/demand", "sim/metrics", *engines}


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_an_edit_of_any_file_that_the_engine_reaches_is_never_ignored(path, monkeypatch):
    before, read = digests(), Path.read_bytes
    assert digests() == before
    monkeypatch.setattr(Path, "read_bytes", lambda its: read(its) + (b"# another" if its == path else b""))
    assert digests() != before


@pytest.mark.parametrize(("file", "name"), [("callers", "DAY"), ("callers", "CENTS"), ("first_calls", "MOST_BINS")])
def test_a_value_from_elsewhere_that_changes_is_never_ignored(file, name, monkeypatch):
    module = import_module(f"sim.engines.compiled.{file}")
    before = reach.digest_of(ENTRIES[0])
    monkeypatch.setattr(module, name, getattr(module, name) + 1)
    assert reach.digest_of(ENTRIES[0]) != before


def test_what_has_no_digest_is_refused():
    def uses():
        return strange

    strange = object()
    with pytest.raises(TypeError, match="no digest"):
        reach.digest_of(uses)


@pytest.mark.long
def test_a_new_file_of_functions_that_is_edited_is_compiled_anew(tmp_path):
    shutil.copytree(HOUSE / "sim", tmp_path / "sim")
    new = tmp_path / "sim" / "newcomer.py"
    source = tmp_path / "sim" / "engines" / "resting.py"
    imports = "from sim.behavior import choice"
    text = source.read_text("utf-8").replace(imports, f"from sim import newcomer\n{imports}", 1)
    head, _, tail = text.partition("def rest(")
    first = re.search(r"\n    return (.*)", tail)
    source.write_text(head + "def rest(" + tail.replace(first[0], f"\n    newcomer.more(1.0){first[0]}", 1), "utf-8")
    code = "from sim.engines.compiled import resting, cache; resting._rest_into.ready(); print(cache.was_compiled())"
    told = []
    for factor in (2, 2, 3):
        new.write_text(
            "from sim.engines.compiled.compiler import register_jitable\n"
            f"@register_jitable\ndef more(x):\n    return {factor} * x\n"
        )
        done = python(code, tmp_path)
        assert done.returncode == 0, done.stderr
        told.append(done.stdout.strip())
    assert told == ["True", "False", "True"]


# --- never damaged, never somebody else's --------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A cache that holds what an entry was compiled to; returns the entry, and all files with what they hold."""
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(compiler, "compiled_entry", lambda *_: (1, machine.Code("one", ("exp",), b"machine\ncode")))
    monkeypatch.setattr(entries, "address_of", lambda code: len(code.machine_code))
    monkeypatch.setattr(entries, "callable_at", lambda address, name, kinds: lambda: address)
    monkeypatch.setattr(reach, "digest_of", lambda _: "all that it reaches")
    cache.tell.cache_clear()
    entry = new_entry(monkeypatch)
    assert not entry.is_found()
    assert entry.ready()() == 1
    files = {file: file.read_bytes() for file in (tmp_path / "cache").iterdir()}
    assert sorted(file.suffix for file in files) == [".compiled", ".sources"]
    assert new_entry(monkeypatch).is_found()
    cache.tell.cache_clear()
    entries._tell_damaged.cache_clear()
    yield files
    cache.tell.cache_clear()


def new_entry(monkeypatch):
    monkeypatch.setattr(entries, "_ENTRIES", [])
    return entries.Entry("sim.engines.compiled.rest_into", "shares_into", "int64")


def of_kind(files, kind):
    return next(file for file in files if file.suffix == kind)


def test_what_is_kept_is_found_again(kept, monkeypatch):
    assert new_entry(monkeypatch)() == len(b"machine\ncode")


def damage(data, whole):
    """Return bytes in the place of those that were written."""
    place = data.draw(st.integers(0, len(whole) - 1))
    kind = data.draw(st.sampled_from(["cut", "flipped", "zeroed", "longer", "other"]))
    content = bytearray(whole)
    if kind == "cut":
        del content[place:]
    elif kind == "flipped":
        content[place] ^= 1 << data.draw(st.integers(0, 7))
    elif kind == "zeroed":
        content[place:] = bytes(len(content) - place + 1)
    elif kind == "longer":
        content[place:place] = b"x"
    else:
        content = data.draw(st.binary())
    return bytes(content)


def test_no_damage_of_code_reaches_the_processor_and_a_line_tells_it(kept, caplog, monkeypatch):
    file = of_kind(kept, ".compiled")
    monkeypatch.setattr(entries, "address_of", pytest.fail)

    @given(st.data())
    def damaged(data):
        file.write_bytes(damage(data, kept[file]))
        entry = new_entry(monkeypatch)
        assert not entry.is_found()
        assert entry.ready()() == 1
        assert file.read_bytes() == kept[file]

    with caplog.at_level("INFO", "sim"):
        damaged()
    assert [record.message for record in caplog.records] == [
        f"compiling the engine anew, since compiled code in {file.parent} was damaged: about 20 seconds ...",
    ]


def test_a_damaged_note_is_told_and_written_anew_and_nothing_is_compiled(kept, caplog, monkeypatch):
    file = of_kind(kept, ".sources")
    monkeypatch.setattr(compiler, "compiled_entry", pytest.fail)

    @given(st.data())
    def damaged(data):
        file.write_bytes(damage(data, kept[file]))
        entry = new_entry(monkeypatch)
        assert not entry.is_found()
        assert entry.ready()() == len(b"machine\ncode")
        assert file.read_bytes() == kept[file]

    with caplog.at_level("INFO", "sim"):
        damaged()
    assert "was damaged" in caplog.text
    assert not cache.was_compiled()


def test_a_whole_file_in_the_place_of_another_is_not_taken(kept, monkeypatch):
    code, note = of_kind(kept, ".compiled"), of_kind(kept, ".sources")
    code.write_bytes(kept[note])
    assert new_entry(monkeypatch).ready()() == 1
    note.write_bytes(kept[code])
    assert new_entry(monkeypatch).ready()() == len(b"machine\ncode")


def test_code_that_llvm_cannot_take_is_compiled_anew(kept, monkeypatch):
    def refused(*_):
        raise RuntimeError("of another make")

    monkeypatch.setattr(entries, "address_of", refused)
    assert new_entry(monkeypatch).ready()() == 1


@pytest.mark.parametrize("part", range(len(machine.here())))
def test_code_of_another_version_or_processor_is_not_taken(kept, part, monkeypatch):
    others = tuple("another" if place == part else fact for place, fact in enumerate(machine.here()))
    monkeypatch.setattr(entries, "here", lambda: others)
    entry = new_entry(monkeypatch)
    assert not entry.is_found()
    assert entry.ready()() == 1


def test_an_edit_of_any_source_file_is_looked_up_anew(kept, monkeypatch):
    read, found = entries.digest_of_file, {}
    for path in (None, *sources.sources_of("sim.engines.compiled.rest_into")):
        monkeypatch.setattr(entries, "digest_of_file", lambda its, path=path: read(its) + ("x" if its == path else ""))
        found[path] = new_entry(monkeypatch).is_found()
    assert [path for path, is_found in found.items() if is_found] == [None]


@pytest.mark.parametrize("module", ["sim.engines.compiled.loop", "sim.metrics.count_all"])
def test_all_that_compiled_code_reaches_lies_in_the_source_files_that_are_watched(module):
    watched = {(sources.ROOT / path).resolve() for path in sources.sources_of(module)}
    entry = ENTRIES[0] if module.endswith("loop") else ENTRIES[3]
    modules = {reach._module_of(value) for value in reach._reached(entry)} - {""}
    assert {Path(sys.modules[name].__file__).resolve() for name in modules} <= watched


def test_where_numba_is_set_up_by_hand_it_is_asked(kept, monkeypatch):
    monkeypatch.setenv("NUMBA_CPU_NAME", "generic")
    assert not new_entry(monkeypatch).is_found()


@posix
def test_the_folder_and_what_lies_in_it_are_the_users_alone(kept):
    for file in kept:
        assert file.parent.stat().st_mode & 0o777 == 0o700
        assert file.stat().st_mode & 0o777 == 0o600


@posix
@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777, 0o1777])
def test_a_folder_into_which_others_may_write_is_not_used(kept, mode, caplog, monkeypatch):
    folder = next(iter(kept)).parent
    folder.chmod(mode)
    monkeypatch.setattr(entries, "address_of", pytest.fail)
    for file in kept:
        file.unlink()
    with caplog.at_level("INFO", "sim"):
        entry = new_entry(monkeypatch)
        assert not entry.is_found()
        assert entry.ready()() == 1
    assert list(folder.iterdir()) == []
    (record,) = caplog.records
    assert str(folder) in record.message
    assert "others may write there" in record.message


@posix
def test_a_folder_of_somebody_else_is_not_used(kept, caplog, monkeypatch):
    owner = next(iter(kept)).stat().st_uid
    monkeypatch.setattr(cache.os, "geteuid", lambda: owner + 1)
    monkeypatch.setattr(entries, "address_of", pytest.fail)
    with caplog.at_level("INFO", "sim"):
        entry = new_entry(monkeypatch)
        assert not entry.is_found()
        assert entry.ready()() == 1
    assert "it belongs to somebody else" in caplog.text


@pytest.mark.parametrize("place", ["a file", "no home", "no room"])
def test_where_nothing_can_be_kept_a_line_says_so_and_it_is_compiled(kept, place, caplog, monkeypatch):
    file = of_kind(kept, ".compiled")
    if place == "a file":
        monkeypatch.setenv("FRONTLINE_CACHE", str(file / "deeper"))
    elif place == "no home":

        def homeless():
            raise RuntimeError("Could not determine home directory.")

        monkeypatch.delenv("FRONTLINE_CACHE")
        monkeypatch.setattr(cache.Path, "home", homeless)
    else:
        monkeypatch.setattr(cache.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("No space left")))
        for each in kept:
            each.unlink()
    with caplog.at_level("INFO", "sim"):
        assert new_entry(monkeypatch).ready()() == 1
    assert len(caplog.records) == 1
    if place == "no room":
        assert list(file.parent.iterdir()) == []


# --- without numba -------------------------------------------------------------------------------------------------

ROWS = """
import hashlib, sys
from sim.engines import run, weeks_of, why_not_compiled
from sim.metrics import tallier_of
from sim.scenario import plan_of
from tests.centers import small_center
why = why_not_compiled()
if why:
    print(why)
else:
    plan = plan_of(small_center())
    count = tallier_of(plan)
    book = count.book()
    counted = count(weeks_of(plan, 1, 0, "compiled", book=book), book)
    for made in (run(plan, 1, 0, "compiled").rows.tobytes(), counted.to_bytes()):
        print(hashlib.sha256(made).hexdigest())
    print(book.count_one != 0, "numba" in sys.modules)
"""


def test_without_numba_compiled_code_on_disk_runs_and_gives_the_same_bytes(tmp_path):
    assert default_engine() == "compiled"
    (tmp_path / "numba").mkdir()
    (tmp_path / "numba" / "__init__.py").write_text("raise ImportError('no numba')")
    paths = os.pathsep.join([str(tmp_path), str(HOUSE)])
    plan = plan_of(small_center())
    rows, counted = run(plan, 1, 0, "simpy").rows, tally(plan, weeks_of(plan, 1, 0, "simpy"))
    made = [hashlib.sha256(each).hexdigest() for each in (rows.tobytes(), counted.to_bytes())]
    here = {"FRONTLINE_CACHE": str(cache.cache_folder())}
    done = python(ROWS, tmp_path, PYTHONPATH=paths, **here)
    assert done.stdout.split() == [*made, "True", "False"], done.stderr
    nothing = python(ROWS, tmp_path, PYTHONPATH=paths)
    assert nothing.stdout.strip() == "numba cannot be used here (no numba)", nothing.stderr


def test_compiled_code_that_ends_in_an_error_says_so():
    fails = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)(lambda *_: 1)
    address = ctypes.cast(fails, ctypes.c_void_p).value
    with pytest.raises(RuntimeError, match="compiled code of advance ended with status 1"):
        machine.callable_at(address, "advance", ["int64"])(0)


@pytest.mark.parametrize("array", [np.zeros(3), np.zeros((3, 2), np.float32), np.zeros((3, 2)).T])
def test_an_array_that_compiled_code_would_misread_is_refused(array):
    call = machine.callable_at(1, "count", ["float64 by 2"])
    with pytest.raises(TypeError, match="not one of float64 and 2 in a row"):
        call(array)


def test_code_that_calls_what_is_not_here_is_not_taken():
    assert machine.address_of(machine.Code("one", ("no_such_function",), b"")) == 0


@pytest.mark.long
def test_a_damaged_cache_is_told_and_the_run_goes_on(tmp_path):
    def done(number):
        words = [sys.executable, "-m", "sim", "run", "scenarios/minimal.yaml", "--replications", "2"]
        words += ["--store", str(tmp_path / f"{number}.db")]
        environment = {**os.environ, "FRONTLINE_CACHE": str(tmp_path / "cache")}
        ended = subprocess.run(words, cwd=HOUSE, env=environment, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        return [line for line in ended.stderr.splitlines() if "compil" in line], ended.stdout

    first, second = done(1), done(2)
    assert len(first[0]) == 1
    assert second == ([], first[1])
    for file in (tmp_path / "cache").iterdir():
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 255
        file.write_bytes(content)
    third, fourth = done(3), done(4)
    assert len(third[0]) == 1
    assert "was damaged" in third[0][0]
    assert (fourth, third[1]) == (([], first[1]), first[1])


# --- where there is none -------------------------------------------------------------------------------------------


def unusable(name):
    raise ImportError("Numba needs\nanother NumPy")


@pytest.fixture(params=["missing", "unusable"])
def no_numba(request, monkeypatch):
    """A machine without numba, or with one that does not go with its NumPy; yields why."""
    if request.param == "missing":
        monkeypatch.setattr("sim.engines.availability.find_spec", lambda name: None)
    else:
        monkeypatch.setattr("sim.engines.availability._is_found", lambda: False)
        monkeypatch.setattr("sim.engines.availability.import_module", unusable)
    for known in (default_engine, why_not_compiled, why_not_made):
        known.cache_clear()
    yield {
        "missing": "numba is not installed here",
        "unusable": "numba cannot be used here (Numba needs another NumPy)",
    }[request.param]
    for known in (default_engine, why_not_compiled, why_not_made):
        known.cache_clear()


def test_without_numba_the_message_names_the_other_engine(no_numba):
    with pytest.raises(ValueError, match=re.escape(no_numba) + r".*'simpy'"):
        run(plan_of(small_center()), 1, 0, "compiled")


def test_without_numba_the_simpy_engine_is_the_default_and_one_line_says_so(no_numba, caplog):
    with caplog.at_level("INFO", "sim"):
        assert default_engine() == default_engine() == "simpy"
    assert [record.message for record in caplog.records] == [
        f"{no_numba}, so the SimPy engine runs: the same results, many times slower"
    ]


def test_where_numba_is_the_compiled_engine_is_the_default():
    assert default_engine() == "compiled"


AT_ONCE = [
    "numba:njit",
    "numba:from_dtype",
    "numba.core:cgutils",
    "numba.core:codegen",
    "numba.np.arrayobj:populate_array",
    "numba.core.compiler_lock:global_compiler_lock",
    "numba.core.registry:cpu_target",
    "numba.core.compiler:CompilerBase",
    "numba.core.compiler:DefaultPassBuilder",
    "numba.extending:intrinsic",
    "numba.extending:models",
    "numba.extending:overload",
    "numba.extending:register_jitable",
    "numba.extending:register_model",
    "numba.core.dispatcher:Dispatcher.get_call_template",
    "numba.core.dispatcher:Dispatcher.compile",
    "numba.core.codegen:JITCodeLibrary",
    "numba.core.codegen:JITCPUCodegen",
    "numba.core.codegen:JITCPUCodegen._library_class",
    "numba.core.codegen:JITCPUCodegen.set_env",
    "numba.core.codegen:JITCPUCodegen.magic_tuple",
    "llvmlite:ir",
]
"""Names of numba that the compiled engine uses; without one of these it ends before it has compiled anything."""
AT_WORK = [
    "numba:types",
    "numba.core.codegen:CPUCodeLibrary._optimize_functions",
    "numba.core.codegen:CPUCodeLibrary._optimize_final_module",
    "numba.core.compiler:DefaultPassBuilder.define_nopython_pipeline",
    "numba.core.codegen:CPUCodeLibrary.finalize",
    "numba.core.codegen:CPUCodeLibrary._finalize_dynamic_globals",
    "numba.core.codegen:JITCodeLibrary.get_pointer_to_function",
    "numba.core.codegen:CPUCodeLibrary.serialize_using_object_code",
    "numba.core.cgutils:raw_memcpy",
]
"""And those that it uses while it compiles, or reads what is compiled."""
WITHOUT = """
import importlib, logging, sys
import numba
from sim import engines
logging.getLogger("sim").setLevel("INFO")
logging.getLogger("sim").addHandler(logging.StreamHandler(sys.stdout))
for name in sys.argv[1:]:
    module, _, path = name.partition(":")
    holder = importlib.import_module(module)
    *outer, last = path.split(".")
    for part in outer:
        holder = getattr(holder, part)
    holder = next(each for each in getattr(holder, "__mro__", [holder]) if last in vars(each))
    kept = vars(holder)[last]
    delattr(holder, last)
    as_module = f"{module}.{last}"
    module_kept = sys.modules.get(as_module)
    if module_kept:
        sys.modules[as_module] = None
    for known in [each for each in sys.modules if each.startswith("sim.engines.compiled")]:
        del sys.modules[known]
    for known in (engines.default_engine, engines.why_not_compiled, engines.why_not_made):
        known.cache_clear()
    print(name, engines.default_engine(), sep="=")
    setattr(holder, last, kept)
    if module_kept:
        sys.modules[as_module] = module_kept
"""


def run_without(names, folder):
    """Take names away from numba, one after the other, in a process of its own; return the lines that it says."""
    environment = {**os.environ, "FRONTLINE_CACHE": str(folder / "cache"), "PYTHONPATH": str(HOUSE)}
    words = [sys.executable, "-c", WITHOUT, *names]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if not line.startswith("compiling")]


def test_without_any_name_of_numba_that_it_uses_the_simpy_engine_runs_and_one_line_says_so(tmp_path):
    lines = run_without(AT_ONCE, tmp_path)
    assert [line.partition("=")[2] for line in lines[1::2]] == ["simpy"] * len(AT_ONCE), lines
    assert all("so the SimPy engine runs" in line for line in lines[::2])


@pytest.mark.long
@pytest.mark.parametrize("name", AT_WORK)
def test_without_a_name_that_it_uses_while_it_compiles_the_run_goes_on(tmp_path, name):
    assert run_without([name], tmp_path)[-1].partition("=")[2] in ("simpy", "compiled")


def test_the_names_that_are_taken_away_are_those_that_it_uses():
    used = set()
    for source in (compiler, cache, pointers, reach):
        for node in ast.walk(ast.parse(Path(source.__file__).read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] in ("numba", "llvmlite"):
                used |= {f"{node.module}:{alias.name}" for alias in node.names}
    assert used - {*AT_ONCE, *AT_WORK} == set()


def test_numba_that_is_switched_off_is_told(tmp_path):
    done = python(
        "from sim.engines import why_not_compiled; print(why_not_compiled())",
        tmp_path,
        NUMBA_DISABLE_JIT="1",
        PYTHONPATH=str(HOUSE),
    )
    assert done.stdout.strip() == "numba is switched off here (NUMBA_DISABLE_JIT)", done.stderr


@pytest.mark.long
@pytest.mark.parametrize("number", range(len(entries._ENTRIES)))
def test_each_function_compiles_alone_whatever_was_compiled_before_it(tmp_path, number):
    code = f"""
import sim.engines.compiled.center, sim.engines.compiled.resting, sim.metrics.compiled
from sim.engines.compiled import entries
entries._ENTRIES[{number}].ready()
"""
    environment = os.environ | {"FRONTLINE_CACHE": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=600)
