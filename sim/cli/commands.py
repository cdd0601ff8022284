"""The commands of `frontline`; each imports what it needs when it runs, so that `--help` is quick."""

import json
from contextlib import chdir, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.loading import loaded
from sim.cli.options import FILE, shared

if TYPE_CHECKING:
    pass


class _Commands(click.Group):
    """Knows what stands behind a command's name before it runs."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return a command's name, itself and its words, and remember them."""
        found = super().resolve_command(ctx, args)
        ctx.meta["words"] = found[2]
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="frontline-sim", prog_name="frontline")
@click.pass_context
def frontline(ctx: click.Context) -> None:
    """Simulate a contact center: what happens when you stop rewarding escalation?

    A scenario file describes a center and the questions asked of it:

    \b
      frontline new my_center.yaml --wizard   ten questions, and a scenario of the answers
      frontline validate my_center.yaml       your center as understood, or every mistake
      frontline compare my_center.yaml        baseline against what-ifs: verdict, tables, pictures
    """
    command = frontline.get_command(ctx, ctx.invoked_subcommand or "")
    words = ctx.meta.get("words", [])
    draws = command is not None and (command.name == "report" or any(each.name == "out" for each in command.params))
    if command is not None and command.name == "run":
        draws = any(each.startswith("--out") for each in words)
    if draws and not {"-h", "--help"} & set(words):
        _import_matplotlib()


def _import_matplotlib() -> None:
    """Import it where it finds no settings: it would read a file of the current folder, whatever that is."""
    with suppress(OSError), chdir(Path(__file__).parent):
        import matplotlib  # noqa: F401


@frontline.command()
@click.argument("name", type=FILE, default="my_center.yaml")
@click.option(
    "--from", "source", is_flag=False, flag_value="", help="A shipped scenario to start from; alone it lists them."
)
@click.option("--wizard", is_flag=True, help="Ask ten questions about your center first.")
@shared("quiet", "force", "debug")
def new(name: str, source: str | None, wizard: bool, quiet: bool, force: bool, debug: bool) -> None:
    """Write a commented scenario to start from, and the schema for your editor beside it.

    Asks nothing, unless --wizard is given: then ten questions about people, hours, calls, what goes up,
    who may grant what and the bonus (an empty line takes what stands in brackets), and a scenario whose
    simulated baseline shows the share that you say goes up. NAME is my_center.yaml by default.

    \b
      frontline new
      frontline new my_center.yaml --wizard
      frontline new garage.yaml --from dealership
    """
    from sim.cli.starting import new_from_answers, new_from_shipped

    if wizard and source is not None:
        raise click.UsageError("--wizard and --from are two ways to start; give one of them")
    if wizard:
        new_from_answers(name, quiet, force)
    else:
        new_from_shipped(name, "minimal" if source is None else source, force)


@frontline.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--assumptions", is_flag=True, help="List every value that is assumed about people.")
@shared("quiet", "json", "debug")
def validate(files: tuple[str, ...], assumptions: bool, quiet: bool, as_json: bool, debug: bool) -> None:
    """Check scenario files, and print each center as it is understood, before anything is simulated.

    All mistakes are told at once, each with its file, line and column. Of a file in order: calls and hours,
    who may do what, what goes up and what managers are asked for by formula, service level by Erlang,
    the bonus pool, what stands out, and how much is assumed.
    """
    from sim.cli.listing import print_center, print_notices
    from sim.scenario.problems import ScenarioError

    problems: list[Any] = []
    for file in files:
        try:
            scenario = loaded(file)
        except ScenarioError as error:
            problems.extend(error.problems)
            continue
        if not as_json:
            count = len(scenario.what_ifs)
            click.echo(f"{file}: in order ({count} what-if{'' if count == 1 else 's'})")
            print_notices(scenario, "  ")
            if not quiet:
                print_center(scenario, lists_assumptions=assumptions)
    if as_json:
        fields = ("file", "line", "column", "key", "message")
        click.echo(json.dumps([{name: getattr(problem, name) for name in fields} for problem in problems]))
        raise click.exceptions.Exit(2 if problems else 0)
    if problems:
        raise ScenarioError(problems)


@frontline.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--out", type=click.Path(path_type=Path), help="Folder; runs/<name>-<digest> by default.")
@click.option("--contacts", is_flag=True, help="Also write contacts, ledger and event log of replication 0.")
@click.option("--no-beliefs", is_flag=True, help="Do not try the best what-ifs under other beliefs about people.")
@shared("replications", "precision", "most", "seed", "jobs", "engine", "executor", "store")
@shared("quiet", "json", "force", "debug")
def compare(
    files: tuple[str, ...], contacts: bool, no_beliefs: bool, as_json: bool, quiet: bool, force: bool, **how: Any
) -> None:
    """Compare the baseline with all what-ifs on the same customers: the main job.

    A what-if uses policies (`frontline policies`) and sets keys, to a value or relative to what stands:

    \b
      what_if:
        One more agent, calls a tenth longer:
          set: {teams.desk.agents: plus 1, issues.call.handle_time: times 1.1}
    """
    from sim.cli.printing import keeping, print_comparison, print_comparison_json, print_first, progress
    from sim.cli.studying import command_of, simulated
    from sim.experiment.compare import compare_task
    from sim.present.finished_runs import stress_beside
    from sim.present.folder import save

    asked = {name: how.pop(name) for name in ("replications", "seed", "precision", "most")}
    task = compare_task(*map(loaded, files), beliefs=not no_beliefs, **asked)
    first = None if as_json or not task.scenario.what_ifs else partial(print_first, replications=task.replications)
    comparison, folder = simulated(task, contacts=contacts, quiet=quiet, force=force, first=first, **how)
    if task.precision is None:
        asked["precision"] = asked["most"] = None
    else:
        asked["precision"] = f"{100 * task.precision:g}%"
    given = {**{name: asked.pop(name) for name in ("replications", "seed")}, "engine": how["engine"], **asked}
    with keeping(how["store"]):
        where = "" if as_json else print_comparison(comparison, folder)
        with progress("drawing", quiet):
            command = command_of("compare", files, {**given, "contacts": contacts, "no_beliefs": no_beliefs})
            save(comparison, folder, force=force, contacts=contacts, command=command)
        if as_json:
            print_comparison_json(comparison, folder)
            return
    click.echo(where)
    if stress_beside(folder, task.scenario):
        click.echo(f"a stress of this scenario lies beside; frontline report {folder} puts it into the report")


@frontline.command()
@click.argument("file", type=FILE)
@click.option("--contact", required=True, help="An id of the contacts table, such as request/8/1.1; or worst.")
@click.option("--what-if", "what_if", help="Tell the story in this what-if too; all of them by default.")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True, help="Which replication.")
@shared("seed", "engine", "json", "force", "debug")
def trace(
    file: str,
    contact: str,
    what_if: str | None,
    replication: int,
    seed: int | None,
    engine: str | None,
    as_json: bool,
    force: bool,
    debug: bool,
) -> None:
    """Tell the story of one customer, minute by minute, in baseline and what-if side by side."""
    from sim.cli.printing import print_stories
    from sim.cli.sizing import check_size
    from sim.cli.tracing import stories

    scenario = loaded(file)
    seed = scenario.study.seed if seed is None else seed
    check_size([scenario], 1, force, engine, keeps_all=True)
    told = stories(scenario, contact, what_if, seed, replication, engine)
    print_stories(told, as_json)


@frontline.command()
@click.argument("file", type=FILE)
@click.option("--port", type=click.IntRange(1, 65535), help="Port on this machine; the first free one by default.")
@click.option("--no-browser", is_flag=True, help="Only say where the page is.")
@shared("debug")
def explore(file: str, port: int | None, no_browser: bool, debug: bool) -> None:
    """Open the panel of sliders as a web page: move a lever and see at once what it does.

    The page is served to you on this machine only and fetches nothing from elsewhere; Ctrl-C ends it.
    Scenario files that it exports go to the current folder. Needs the extra 'web'.
    """
    from sim.cli.exploring import explore_file

    explore_file(file, port, not no_browser)
    raise click.exceptions.Exit(130)


@frontline.command()
@click.option("--quick", is_flag=True, help="A few seconds: fewer contacts, wider intervals.")
@click.option("--seed", type=click.IntRange(0, 2**53), default=1, show_default=True, help="Of all that is simulated.")
@shared("jobs", "quiet", "json", "debug")
def verify(quick: bool, seed: int, jobs: int | None, quiet: bool, as_json: bool, debug: bool) -> None:
    """Check this program on this machine, as a table for sceptics; under a minute.

    \b
    engines   SimPy's and the compiled engine, equal to the last bit
    theory    queues, networks, choices and learning with exact answers, simulated
    formulas  the answers themselves, computed a second way
    laws      every contact ends once, no agent serves two, every cent is accounted for
    numbers   the random numbers against published test vectors

    Exit code 1 if anything is not as it must be.
    """
    from sim.cli.printing import progress
    from sim.cli.verifying import print_verification
    from sim.verification.verify import QUICK
    from sim.verification.verify import verify as check_all

    with progress("checking", quiet) as report:
        found = check_all(seed=seed, size=QUICK if quick else 1.0, jobs=jobs, progress=report)
    print_verification(found, as_json)
    raise click.exceptions.Exit(1 if found.wrong else 0)


@frontline.command()
@click.argument("name", required=False)
@shared("json", "debug")
def policies(name: str | None, as_json: bool, debug: bool) -> None:
    """Show the catalog of policies: what each changes, what its source claims, what is assumed."""
    from sim.cli.listing import print_policies

    print_policies(name, as_json)


@frontline.command()
@shared("debug")
def schema(debug: bool) -> None:
    """Print the JSON Schema of scenario files."""
    from sim.reading.schema import schema_text

    click.echo(schema_text(), nl=False)


@frontline.command()
@shared("json", "debug")
def metrics(as_json: bool, debug: bool) -> None:
    """Show the definitions of all metrics."""
    from sim.cli.listing import print_metrics

    print_metrics(as_json)
