"""A lock is whole, and what is installed is what the locks say: damaged in any one place, it is noticed."""

import importlib.util
import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
LOCK = "requirements-dev.lock"


def script(name, file):
    spec = importlib.util.spec_from_file_location(name, HOUSE / file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


locks = script("locks", "scripts/locks.py")


def house(tmp_path, packages, lock=None, extras=""):
    """A project that needs `top`, and an environment: packages by name, each with its version and requirements."""
    (tmp_path / "site").mkdir()
    for name, (version, *needs) in packages.items():
        folder = tmp_path / "site" / f"{name}-{version}.dist-info"
        folder.mkdir()
        lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {need}" for need in needs)]
        (folder / "METADATA").write_text("\n".join(["Metadata-Version: 2.1", *lines]))
    held = {name: version for name, (version, *_) in packages.items()} | (lock or {})
    lines = [f"{name}=={version} \\\n    --hash=sha256:{'0' * 64}\n" for name, version in held.items() if version]
    (tmp_path / "all.lock").write_text("".join(lines))
    (tmp_path / "pyproject.toml").write_text(
        f'[project]\nname = "house"\ndependencies = ["top{extras}>=1"]\n'
        '[build-system]\nrequires = ["builder"]\n[tool.frontline.locks]\n"all.lock" = []\n'
    )
    return locks.problems(tmp_path, ["all.lock"], [str(tmp_path / "site")])


GOOD = {
    "builder": ("1",),
    "top": ("1.5", "Middle[fast]<3", 'other; sys_platform == "beos"', 'extra-one; extra == "more"'),
    "middle": ("2.0", 'tail_end>=0.5; extra == "fast"', 'never; extra == "slow"'),
    "tail-end": ("0.5", "top"),
}


def test_a_whole_lock_has_nothing_wrong_with_it(tmp_path):
    assert house(tmp_path, GOOD) == []


@pytest.mark.parametrize("lost", GOOD)
def test_each_package_that_a_lock_loses_is_named(tmp_path, lost):
    found = house(tmp_path, GOOD, {lost: None})
    assert any(f"{lost} " in line.replace("_", "-").lower() or f"{lost}," in line for line in found), found
    assert any("not whole" in line for line in found), found


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("version", ["0.1", "99"])
def test_what_is_installed_in_another_version_is_told(tmp_path, name, version):
    found = house(tmp_path, GOOD, {name: version})
    assert f"{name} {GOOD[name][0]} is installed, but all.lock has {version}" in found


def test_a_version_that_somebody_cannot_use_is_told_with_who_it_is(tmp_path):
    found = house(tmp_path, {**GOOD, "middle": ("3.0",)})
    assert found == ["all.lock has middle 3.0, but top needs Middle[fast]<3"]


def test_the_extra_of_the_project_s_own_requirement_is_followed(tmp_path):
    found = house(tmp_path, GOOD, extras="[more]")
    assert found == ["all.lock is not whole: extra-one, which top[more] needs, is not in it"]


def test_what_is_not_installed_and_what_no_lock_has_is_told(tmp_path):
    found = house(tmp_path, {**GOOD, "stranger": ("7",)}, {"stranger": None, "absent": "1"})
    assert found == [
        "all.lock has absent 1, which is not installed",
        "stranger 7 is installed, but stands in no lock",
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("middle>=2.0 --hash=sha256:00", "one exact version"),
        ("middle==2.* --hash=sha256:00", "one exact version"),
        ("middle==2.0", "its hashes"),
        ("middle==1.0 --hash=sha256:00", "twice"),
        ("!! --hash=sha256:00", "is not a package"),
        ("--index-url https://example.org/simple", "an address"),
        ("# from https://example.org/simple", "an address"),
        ("middle @ https://example.org/m.whl --hash=sha256:00", "an address"),
    ],
)
def test_a_line_that_a_lock_may_not_have_is_told(line, told):
    whole = f"middle==2.0 \\\n    --hash=sha256:00\n{line}\n"
    assert any(told in wrong for wrong in locks.read("all.lock", whole, [])[1])


def test_whichever_package_the_real_lock_loses_its_loss_is_told():
    """All that stand in it for this system are needed by another or by the project."""
    here = sorted({str(each.locate_file("")) for each in distributions()})
    if locks.problems(HOUSE, [LOCK], here):
        pytest.skip("these tests do not run in the environment that dev.py makes")
    found, roots = locks.installed_on(here), locks.declared_by(HOUSE)[1][LOCK]
    pins = locks.read(LOCK, (HOUSE / LOCK).read_text("utf-8"), roots)[0].pins
    assert len(pins) > 50
    for lost in pins:
        rest = locks.Lock(LOCK, roots, {name: version for name, version in pins.items() if name != lost})
        told = " ".join(locks.lacks(rest, found)).lower()
        assert re.search(rf"not whole: {lost.replace('-', '[-_.]')}\b", told), lost
