"""Set up this folder's own .venv, then run a task in it: `python3 dev.py test` (Windows: `py dev.py test`).

Needs Python 3.11 or newer and nothing else; what is installed stands, with hashes, in requirements*.lock.
Tasks: demo, lab, panel, test, test-long, test-browser, lint, format, bench, notebooks, lock.
More words go to the task's program: `python3 dev.py panel my_center.yaml`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (an older Python shall say so, not stumble over what follows)
    sys.exit("frontline needs Python 3.11 or newer; this is " + sys.version.split()[0])

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
import tomllib
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
NEW, OLD = HOME / ".vnew", HOME / ".vold"  # as long as .venv: see `swap`
BIN = "Scripts" if os.name == "nt" else "bin"
PYTHON = VENV / BIN / ("python.exe" if os.name == "nt" else "python")
READY = VENV / "ready"  # its maker, then each lock that is installed and a digest of what it was then
DECLARED = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))
LOCKS = DECLARED["tool"]["frontline"]["locks"]
EVERY_SECONDS = 3

RUN, DEV = "requirements.lock", "requirements-dev.lock"
NOTEBOOK, BENCH, BROWSER, LAB = (f"requirements-{name}.lock" for name in ("notebook", "bench", "browser", "lab"))
LOCKS_ARE_WHOLE = "scripts/locks.py"
IN_A_BROWSER = ("animation", "explore_browser", "report")
PYTEST = ("-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")  # else two long tests end it
SCENARIO = "scenarios/dealership.yaml"
"""Whose panel is opened where none is named."""
TASKS = {
    "demo": (RUN, [("-m", "sim", "compare", SCENARIO)]),
    "lab": (LAB, [("-m", "jupyterlab", "notebooks")]),
    "panel": (LAB, [("-m", "sim", "explore")]),
    "test": (DEV, [PYTEST]),
    "test-long": (DEV, [(*PYTEST, "-m", "long")]),
    "test-browser": (
        BROWSER,
        [("-m", "pytest", "-q", "-m", "", *(f"tests/present/test_{name}.py" for name in IN_A_BROWSER))],
    ),
    "lint": (
        DEV,
        [
            ("-m", "ruff", "check"),
            ("-m", "ruff", "format", "--check"),
            ("-m", "mypy"),
            ("-c", "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"),
            ("-m", "pip", "--disable-pip-version-check", "check"),
            (LOCKS_ARE_WHOLE,),
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
    if task == "panel" and not any(word.lower().endswith((".yaml", ".yml")) for word in words):
        words = [SCENARIO, *words]
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the program below, which tidies up by itself
    codes = [
        subprocess.call([PYTHON, *command, *(installed() if command == (LOCKS_ARE_WHOLE,) else words)])
        for command in commands
    ]
    return next((code if code > 0 else 128 - code for code in codes if code), 0)


def set_up(lock: str) -> None:
    """Make .venv hold a lock beside those that it holds. A set-up that fails or is killed leaves the .venv that was."""
    if lock in installed():
        return
    with alone():
        if OLD.exists() and not VENV.exists():  # killed in the middle of `swap`
            OLD.rename(VENV)
        locks = {**installed(), lock: digest_of(lock)}
        if len(locks) == len(installed()):  # another set-up, for which this one waited, has done it
            return
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        say(f"Setting up .venv from {', '.join(locks)}: once, about a minute")
        try:
            build(list(locks))
            lines = [maker(), *(f"{name} {its}" for name, its in locks.items())]
            (NEW / READY.name).write_text("\n".join(lines), "utf-8")
            swap()
        finally:
            shutil.rmtree(NEW, ignore_errors=True)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        say(".venv is ready")


def installed() -> dict[str, str]:
    """Return the locks that .venv holds as they are now, with their digests."""
    if not (READY.exists() and PYTHON.exists()):
        return {}
    its_maker, *lines = READY.read_text("utf-8").splitlines() or [""]
    held = dict(line.partition(" ")[::2] for line in lines) if its_maker == maker() else {}
    return {lock: its for lock, its in held.items() if lock in LOCKS and its == digest_of(lock)}


def maker() -> str:
    return digest(sys.version, sys.base_prefix, str(HOME))


def digest_of(lock: str) -> str:
    """Return a digest of a lock and of all that says how this project itself is installed."""
    tables = [DECLARED[name] for name in ("project", "build-system")] + [DECLARED["tool"].get("setuptools")]
    return digest((HOME / lock).read_text("utf-8"), json.dumps(tables), (HOME / "setup.py").read_text("utf-8"))


def build(locks: Sequence[str]) -> None:
    """Build an environment beside .venv that holds these locks, each whole, or leave with a line that says why."""
    say("1 of 4: a Python of its own")
    try:
        venv.create(NEW, with_pip=True, clear=True, prompt=VENV.name)
    except subprocess.CalledProcessError:
        sys.exit("python -m venv failed; on Debian and Ubuntu it needs the package python3-venv" + AS_BEFORE)
    for lock in locks:
        say(f"2 of 4: the packages of {lock}")
        install(["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", lock], lock)
    say("3 of 4: frontline itself")
    install(["--no-deps", "--no-build-isolation", "-e", "."])
    say("4 of 4: is all there, and does it go together?")
    run_new("-m", "pip", "--disable-pip-version-check", "check", stdout=subprocess.DEVNULL)
    run_new(LOCKS_ARE_WHOLE, *locks)


def install(words: Sequence[str], lock: str = "") -> None:
    """Install by pip, and say every few seconds how far it is."""
    total = (HOME / lock).read_text("utf-8").count("==") if lock else 0
    with (NEW / "pip.log").open("w+", encoding="utf-8", errors="replace") as told:
        quietly = ["--disable-pip-version-check", "--no-input", "--no-color"]
        command = [NEW / BIN / PYTHON.name, "-I", "-m", "pip", *quietly, "install", "--progress-bar", "off", *words]
        with subprocess.Popen(command, stdout=told) as pip:
            try:
                while (code := waited(pip)) is None:
                    text = (NEW / told.name).read_text("utf-8", errors="replace")
                    if "Installing collected packages" in text:
                        here = len([*NEW.rglob("site-packages/*.dist-info")])
                        say(f"        {here} packages installed")
                    elif lock:
                        say(f"        {text.count('Collecting ')} of at most {total} packages fetched")
            except BaseException:
                pip.kill()
                raise
    if code:
        sys.exit("Set-up is not finished. The lines above say why; run the same command again afterwards" + AS_BEFORE)


def waited(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(EVERY_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def run_new(*words: str, stdout: int | None = None) -> None:
    if subprocess.call([NEW / BIN / PYTHON.name, "-I", *words], stdout=stdout):
        sys.exit("Set-up is not finished: what was installed is not what the locks say" + AS_BEFORE)


def swap() -> None:
    """Put the new environment in the place of .venv.

    Its programs name the folder that they were made in: that name is as long as the new one, which is written over it.
    """
    made, place = os.fsencode(NEW), os.fsencode(VENV)
    for file in [NEW / "pyvenv.cfg", *(NEW / BIN).iterdir()]:
        if file.is_file() and not file.is_symlink() and made in (content := file.read_bytes()):
            file.write_bytes(content.replace(made, place))
    shutil.rmtree(OLD, ignore_errors=True)
    try:
        if VENV.exists():
            VENV.rename(OLD)
        NEW.rename(VENV)
    except OSError as error:
        if OLD.exists() and not VENV.exists():
            OLD.rename(VENV)
        sys.exit(f"Set-up is not finished: .venv cannot be replaced ({error}). Close what uses it" + AS_BEFORE)
    shutil.rmtree(OLD, ignore_errors=True)


AS_BEFORE = ". The .venv that was there, if any, is as before."


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other set-up of this folder is at work."""
    with (HOME / ".venv.lock").open("a") as file:
        waiting = False
        while not taken(file.fileno()):
            if not waiting:
                say("Another set-up is at work in this folder; waiting for it")
            waiting = True
            time.sleep(1)
        yield


def taken(file: int) -> bool:
    """Take a lock that ends with this process, if nobody has it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


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
    build = "\n".join(DECLARED["build-system"]["requires"])
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
    for number, (file, extras) in enumerate(LOCKS.items()):
        more = [f"--extra={extra}" for extra in extras]
        for earlier in list(LOCKS)[:number]:  # all go into one .venv
            more += ["--constraint", earlier]
        subprocess.run([*command, *more, "--output-file", file], input=build, text=True, check=True)
    set_up(DEV)
    return subprocess.call([PYTHON, LOCKS_ARE_WHOLE, DEV])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
