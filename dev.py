"""Set up this folder's own .venv, then run a task in it: `python3 dev.py test` (Windows: `py dev.py test`).

Needs Python 3.11 or newer and nothing else; what is installed stands, with hashes, in requirements*.lock.
Tasks: demo, test, test-long, test-browser, lint, format, bench, notebooks, lock. More words go to the task's program.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (an older Python shall say so, not stumble over what follows)
    sys.exit("frontline needs Python 3.11 or newer; this is " + sys.version.split()[0])

import hashlib
import os
import shutil
import signal
import subprocess
import tomllib
import venv
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
READY = VENV / "ready"  # there only while .venv is whole: its maker, then a digest of each set that is installed

RUN, DEV = "requirements.lock", "requirements-dev.lock"
NOTEBOOK, BENCH, BROWSER = (f"requirements-{name}.lock" for name in ("notebook", "bench", "browser"))
LOCKS = {
    RUN: [],
    DEV: ["test", "dev", "dask", "office"],
    NOTEBOOK: ["notebook", "test", "nbtest"],
    BENCH: ["bench"],
    BROWSER: ["test", "office", "web", "browser"],
}
NO_ADDRESSES = (
    "import sys; bad = [f for f in sys.argv[1:] if '://' in open(f, encoding='utf-8').read()];"
    "sys.exit('an address stands in ' + ', '.join(bad) if bad else 0)"
)
PYTEST = ("-m", "pytest", "-q", "-n", "2", "--dist", "loadfile")
TASKS = {
    "demo": (RUN, [("-m", "sim", "compare", "scenarios/dealership.yaml")]),
    "test": (DEV, [PYTEST]),
    "test-long": (DEV, [(*PYTEST, "-m", "long")]),
    "test-browser": (
        BROWSER,
        [("-m", "pytest", "-q", "-m", "", "tests/present/test_explore_browser.py", "tests/present/test_report.py")],
    ),
    "lint": (
        DEV,
        [
            ("-m", "ruff", "check"),
            ("-m", "ruff", "format", "--check"),
            ("-m", "mypy"),
            ("-c", "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"),
            ("-c", NO_ADDRESSES, *LOCKS),
        ],
    ),
    "format": (DEV, [("-m", "ruff", "check", "--fix-only"), ("-m", "ruff", "format")]),
    "bench": (BENCH, [("benchmarks/run.py",)]),
    "notebooks": (NOTEBOOK, [(*PYTEST, "--nbmake", "notebooks")]),
}


def main() -> int:
    task, *words = sys.argv[1:] or [""]
    os.chdir(HOME)
    if task == "lock":
        return lock(words)
    if task not in TASKS:
        print(__doc__, file=sys.stderr)
        return 2
    requirements, commands = TASKS[task]
    set_up(requirements)
    if task == "test-browser":
        find_chromium()
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the program below, which tidies up by itself
    codes = [subprocess.call([PYTHON, *command, *words]) for command in commands]
    return next((code if code > 0 else 128 - code for code in codes if code), 0)


def set_up(requirements: str) -> None:
    """Make .venv whole. Killed at any moment it leaves no READY, and the next call starts from nothing."""
    maker = digest(sys.version, sys.base_prefix, str(HOME))
    wanted = digest(*(Path(f).read_text("utf-8") for f in (requirements, "pyproject.toml", "setup.py")))
    ready = READY.read_text("utf-8").split() if READY.exists() and PYTHON.exists() else [""]
    if ready[0] == maker and wanted in ready:
        return
    print(f"Setting up .venv from {requirements}: once, about a minute ...", file=sys.stderr, flush=True)
    READY.unlink(missing_ok=True)
    if ready[0] != maker:
        ready = [maker]
        try:
            venv.create(VENV, with_pip=True, clear=True)
        except subprocess.CalledProcessError:
            sys.exit("python -m venv failed; on Debian and Ubuntu it needs the package python3-venv")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    for words in (
        ["--require-hashes", "--only-binary", ":all:", "-r", requirements],
        ["--no-deps", "--no-build-isolation", "-e", "."],
    ):
        if subprocess.call([*pip, *words]):
            sys.exit("Set-up is not finished. The lines above say why; run the same command again afterwards.")
    unfinished = READY.with_suffix(".new")
    unfinished.write_text("\n".join([*ready, wanted]), "utf-8")
    unfinished.replace(READY)


def find_chromium() -> None:
    """Install Debian's chromium where there is none and that is possible; else the tests skip and say why."""
    if shutil.which("chromium") is None and shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing chromium by apt-get ...", file=sys.stderr, flush=True)
        subprocess.call(["apt-get", "-qq", "update"])
        subprocess.call(["apt-get", "-qq", "-y", "--no-install-recommends", "install", "chromium"])


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def lock(words: list[str]) -> int:
    """Resolve for all systems and Pythons at once; `--upgrade` takes newer versions than the files hold."""
    uv = shutil.which("uv") or sys.exit("Writing the lock files takes uv: pip install uv")
    build = "\n".join(tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["build-system"]["requires"])
    command = [
        uv,
        "pip",
        "compile",
        "-",
        "pyproject.toml",
        "--quiet",
        "--universal",
        "--python-version",
        "3.11",
    ]
    command += ["--generate-hashes", "--no-header", "--no-annotate", *words]
    for file, extras in LOCKS.items():
        more = [f"--extra={extra}" for extra in extras] + (["--constraint", RUN] if file != RUN else [])
        subprocess.run([*command, *more, "--output-file", file], input=build, text=True, check=True)
    return subprocess.call([sys.executable, "-c", NO_ADDRESSES, *LOCKS])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
