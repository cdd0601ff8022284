"""Set-up by dev.py: one that fails or is killed leaves the .venv that was there; one that is done is whole."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
BIN = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture
def dev(tmp_path):
    """dev.py in a folder of its own, with an environment there that holds one lock."""
    for name in ("dev.py", "pyproject.toml", "setup.py", *(lock.name for lock in HOUSE.glob("*.lock"))):
        shutil.copy(HOUSE / name, tmp_path)
    spec = importlib.util.spec_from_file_location("dev_here", tmp_path / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.build = lambda locks: environment(module, "old")
    module.set_up("requirements.lock")
    assert list(module.installed()) == ["requirements.lock"]
    return module


def environment(dev, word):
    (dev.NEW / BIN).mkdir(parents=True)
    (dev.NEW / BIN / dev.PYTHON.name).touch()
    (dev.NEW / BIN / "program").write_bytes(
        b"MZ\0\0#!" + os.fsencode(dev.NEW / BIN) + b"/python\n\0\xff" + word.encode()
    )


def program(dev):
    return (dev.VENV / BIN / "program").read_bytes()


def test_what_is_set_up_names_the_folder_in_which_it_lies(dev):
    assert program(dev) == b"MZ\0\0#!" + os.fsencode(dev.VENV / BIN) + b"/python\n\0\xffold"
    assert not dev.NEW.exists()
    assert not dev.OLD.exists()


@pytest.mark.parametrize("end", [SystemExit(1), KeyboardInterrupt(), OSError("no space")], ids=repr)
def test_a_set_up_that_fails_leaves_what_was(dev, end):
    before = program(dev)

    def fails(locks):
        environment(dev, "half")
        raise end

    dev.build = fails
    with pytest.raises(type(end)):
        dev.set_up("requirements-dev.lock")
    assert program(dev) == before
    assert list(dev.installed()) == ["requirements.lock"]
    assert not dev.NEW.exists()


@pytest.mark.parametrize("renames", [0, 1])
def test_a_place_that_cannot_be_taken_is_told_and_what_was_stays(dev, renames, monkeypatch):
    done, rename = [], Path.rename

    def refused(path, target):
        done.append(path)
        if len(done) == renames + 1:
            raise PermissionError("in use")
        return rename(path, target)

    before = program(dev)
    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(SystemExit, match=r"in use.*as before"):
        dev.set_up("requirements-dev.lock")
    assert program(dev) == before
    assert list(dev.installed()) == ["requirements.lock"]


def test_a_set_up_killed_between_its_two_renames_is_put_back_by_the_next(dev):
    dev.VENV.rename(dev.OLD)
    dev.build = pytest.fail
    dev.set_up("requirements.lock")
    assert program(dev).endswith(b"old")


def test_a_second_lock_comes_beside_the_first_and_a_lock_that_changed_is_installed_anew(dev):
    built = []

    def builds(locks):
        built.append(locks)
        environment(dev, "new")

    dev.build = builds
    dev.set_up("requirements-dev.lock")
    assert program(dev).endswith(b"new")
    (dev.HOME / "requirements.lock").write_text("# other packages")
    assert list(dev.installed()) == ["requirements-dev.lock"]
    dev.set_up("requirements-dev.lock")
    dev.set_up("requirements.lock")
    assert built == [["requirements.lock", "requirements-dev.lock"], ["requirements-dev.lock", "requirements.lock"]]


def test_an_environment_of_another_python_or_of_an_earlier_form_is_none(dev):
    text = dev.READY.read_text()
    for other in ("", "another", text.split()[0], f"{text.split()[0]}\n{'0' * 64}", text.replace(text[:8], "00000000")):
        dev.READY.write_text(other)
        assert dev.installed() == {}


PROJECT = """
[project]
name = "house"
version = "1"
dependencies = ["brick"]
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[tool.frontline.locks]
"requirements.lock" = []
"""
BACKEND = """
import zipfile
def wheel(name, folder, module):
    with zipfile.ZipFile(f"{folder}/{name}-1-py3-none-any.whl", "w") as file:
        file.writestr(f"{module}.py", "def says(): print('here')")
        file.writestr(f"{name}-1.dist-info/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n")
        file.writestr(f"{name}-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        file.writestr(f"{name}-1.dist-info/entry_points.txt", f"[console_scripts]\\n{name} = {module}:says")
        file.writestr(f"{name}-1.dist-info/RECORD", "")
    return f"{name}-1-py3-none-any.whl"
def build_editable(folder, *_):
    return wheel("house", folder, "sim")
"""


@pytest.mark.long
def test_a_real_set_up_installs_and_each_fault_leaves_it_usable(tmp_path):
    """With venv and pip, from a wheel that lies beside: nothing is fetched."""
    (tmp_path / "scripts").mkdir()
    for name in ("dev.py", "setup.py"):
        shutil.copy(HOUSE / name, tmp_path)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "backend.py").write_text(BACKEND)
    check = tmp_path / "scripts" / "locks.py"
    check.write_text("")
    make = [sys.executable, "-c", "import backend; backend.wheel('brick', '.', 'brick')"]
    subprocess.run(make, cwd=tmp_path, check=True)
    right = hashlib.sha256((tmp_path / "brick-1-py3-none-any.whl").read_bytes()).hexdigest()
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}

    def set_up(version, digest):
        (tmp_path / "requirements.lock").write_text(f"brick=={version} --hash=sha256:{digest}\n")
        words = [sys.executable, "-c", "import dev; dev.set_up('requirements.lock')"]
        return subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True)

    done = set_up("1", right)
    assert done.returncode == 0, done.stderr
    brick = [tmp_path / ".venv" / BIN / "brick"]
    assert subprocess.run(brick, capture_output=True, text=True).stdout.strip() == "here"
    for version, digest, checked in [("1", "0" * 64, ""), ("2", right, ""), ("1", right, "raise SystemExit(1)")]:
        check.write_text(checked)
        (tmp_path / "setup.py").write_text("# another")
        done = set_up(version, digest)
        assert done.returncode == 1
        assert done.stderr.strip().endswith("The .venv that was there, if any, is as before.")
        assert subprocess.run(brick, capture_output=True, text=True).stdout.strip() == "here"


def test_make_has_a_thin_name_for_each_task_and_for_nothing_else(dev):
    text = (HOUSE / "Makefile").read_text("utf-8")
    names = {line.partition(":")[0] for line in text.splitlines() if "##" in line and not line.startswith("\t")}
    assert names - {"help"} == {*dev.TASKS, "lock"}
    assert {task for task in (*dev.TASKS, "lock") if task not in dev.__doc__} == set()


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        ([], ["scenarios/dealership.yaml"]),
        (["--no-browser"], ["scenarios/dealership.yaml", "--no-browser"]),
        (["my.yaml"], ["my.yaml"]),
        (["--port", "8900", "MY.YML"], ["--port", "8900", "MY.YML"]),
    ],
)
def test_the_panel_opens_the_dealership_where_no_file_is_named(dev, monkeypatch, words, opened):
    called = []
    monkeypatch.setattr(dev, "set_up", called.append)
    monkeypatch.setattr(dev.os, "chdir", lambda folder: None)
    monkeypatch.setattr(dev.signal, "signal", lambda *_: None)
    monkeypatch.setattr(dev.subprocess, "call", lambda command: called.append(command[1:]) or 0)
    monkeypatch.setattr(sys, "argv", ["dev.py", "panel", *words])
    assert dev.main() == 0
    assert called == ["requirements-lab.lock", ["-m", "sim", "explore", *opened]]
