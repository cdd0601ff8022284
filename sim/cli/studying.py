"""The one way of every study on the command line: task, size, folder, run, files, words."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.loading import loaded
from sim.cli.options import FILE, OUT, shared
from sim.cli.printing import FILES, echo, keeping, print_study_json, progress

if TYPE_CHECKING:
    from sim.experiment.result import Result
    from sim.experiment.study import Study, Task
    from sim.scenario import Problem, Scenario

_HOW = ("seed", "jobs", "engine", "executor", "store", "quiet", "json", "force", "debug")
Command = Callable[..., Any]
Make = Callable[["Scenario"], "Task"]


def study_options(*more: str) -> Callable[[Command], Command]:
    """Add a scenario's file, the folder, further shared options by name, and how a study runs."""
    return lambda command: click.argument("file", type=FILE)(OUT(shared(*more, *_HOW)(command)))


def carry_out(
    file: str,
    make: Make,
    options: Mapping[str, Any],
    *,
    as_json: bool,
    quiet: bool,
    force: bool,
    also: "Callable[[Scenario], Sequence[Problem]] | None" = None,
    **how: Any,
) -> "Study":
    """Run a study, print what it says, write its folder, print the answer last, and return what was found.

    Parameters
    ----------
    file : str
        The scenario's.
    make : callable
        Returns the task, given the scenario.
    options : mapping of str to object
        What this study alone was asked, as the command that gives the same files says it.
    also : callable, optional
        What this study alone asks of the scenario: returns what is wrong.
    **how
        Where it runs and rests, as the options that all studies share have it.
    """
    from sim.present import account_of
    from sim.present.accounts import save

    task = make(loaded(file, also))
    done, folder = simulated(task, quiet=quiet, force=force, **how)
    account = account_of(done)
    command = command_of(task.kind, [file], {**options, "replications": task.replications, "seed": task.seed})
    with keeping(how["store"]):
        if not as_json:
            echo(done.verdict)
        with progress("drawing", quiet):
            save(account, folder, force=force, command=command)
        if as_json:
            print_study_json(done, folder)
        else:
            click.echo(f"{FILES}: {folder}")
            echo(account.closing())
    return done


def simulated(
    task: "Task", *, out: Path | None, quiet: bool, force: bool, debug: bool, contacts: bool = False, **how: Any
) -> tuple[Any, Path]:
    """Run a task, if it is not too large and its folder is free for it; return what was found and the folder."""
    from sim.cli.sizing import check_records, check_size
    from sim.present.folder import check_folder, default_folder

    for scenarios, replications in task.sizes():
        how["processes"] = check_size(scenarios, replications, force, how["engine"])
    folder = out or default_folder(task)
    if contacts:
        check_records(scenarios, folder, force, quiet)
    check_folder(task.identity, folder, force)
    with progress("simulating", quiet) as report:
        return task.run(progress=report, **how), folder


def check_folder_of(scenario: "Scenario", out: Path, asked: Mapping[str, Any], force: bool) -> None:
    """Refuse a folder into which a run of one scenario must not be written; see `sim.present.folder.check_folder`."""
    from sim.experiment.compare import compare_task
    from sim.present.folder import check_folder

    check_folder(compare_task(scenario, beliefs=False, **asked).identity, out, force)


def save_result(result: "Result", out: Path, asked: Mapping[str, Any], file: str, force: bool) -> None:
    """Write what was found of one scenario into a folder, as a comparison writes its own."""
    from sim.present.folder import save

    is_auto = asked["replications"] == "auto" or result.precision is not None
    told = {**asked, "precision": None, "most": None} if not is_auto else dict(asked)
    told |= {"replications": "auto" if is_auto else result.replications, "seed": result.seed}
    save(result.comparison, out, force=force, command=command_of("run", [file], told))


def command_of(kind: str, files: Sequence[str], options: Mapping[str, Any]) -> str:
    """Return the command that gives the same files, without where and how fast it ran.

    An option stands as often as it has values, and not at all where it has none or is False.
    """
    words = ["frontline", kind, *(quoted(Path(file).name) for file in files)]
    for option, given in options.items():
        for value in given if isinstance(given, tuple) else (given,):
            if value is not None and value is not False:
                words += [f"--{option.replace('_', '-')}", *([] if value is True else [quoted(str(value))])]
    return " ".join(words)


def quoted(word: str) -> str:
    """Return a word as it is typed: in double quotes, which Windows knows too, where it needs some and they do."""
    plain = shlex.quote(word)
    return f'"{word}"' if plain != word and not set(word) & set('"$`\\!') else plain
