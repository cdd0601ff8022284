"""Reading scenario files, with the files that they extend, their tables and their policies; and writing them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from sim.reading.document import Document, Node, check, document_of, merged
from sim.reading.paths import PathError, inside, read_bytes
from sim.reading.text import TextError, decode
from sim.reading.yaml_nodes import parse
from sim.scenario.messages import did_you_mean
from sim.scenario.problems import Loc, Problem, ScenarioError, printable
from sim.scenario.scenario import Scenario, all_wrong

LARGEST_FILE = 2_000_000
LONGEST_CHAIN = 8
_ENDINGS = (".yaml", ".yml")


def load(path: str | os.PathLike[str], also: Callable[[Scenario], Sequence[Problem]] | None = None) -> Scenario:
    """Read and check a scenario file, with the files that it extends, its tables and its policies.

    Parameters
    ----------
    path
        The scenario file.
    also
        What else to check: returns what is wrong, which is then told where it stands.

    Returns
    -------
    Scenario
        The center and the what-ifs asked of it.

    Raises
    ------
    ScenarioError
        With one problem for each thing that is wrong: file, line, column, key, and what would be right.
    """
    document = with_policies(read_document(path))
    scenario = check(Scenario, document, all_wrong)
    problems = also(scenario) if also is not None else ()
    if problems:
        raise ScenarioError(map(document.placed, problems))
    return scenario


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as YAML: one file with everything in it; what has its default is left out.

    Read again, it is the same center to the last bit. Comments, `extends` and tables in files of their own are gone.
    """
    return yaml_text(scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def yaml_text(data: Mapping[str, Any]) -> str:
    """Return plain data as YAML, keys in their order."""
    import yaml

    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110))


def shipped_folder() -> Path:
    """Return the folder of shipped scenarios: package data, or the checkout's own folder."""
    package = Path(__file__).parents[1]
    packaged = package / "scenarios"
    return packaged if packaged.is_dir() else package.parent / "scenarios"


def read_document(path: str | os.PathLike[str], *, pure: bool = False) -> Document:
    """Read a scenario file, and the files it extends, as one document.

    Mappings are merged deeply, lists and values replaced; a null takes a key of the extended file away.
    A file that is extended is named relative to the file that names it; tables and policies are named
    relative to the first file.

    Parameters
    ----------
    path
        The file.
    pure
        Use the parser that is written in Python.

    Returns
    -------
    Document
        The merged data with positions. Problems that did not end the reading are in `.problems`;
        `check` reports them together with its own.

    Raises
    ------
    ScenarioError
        If a file cannot be read, is not YAML, or extends what it must not.
    """
    reading = _Reading(Path(path).parent, pure)
    try:
        content = read_bytes(Path(path), LARGEST_FILE)
    except PathError as error:
        raise ScenarioError([Problem(f"{error}{_instead(Path(path))}", "", os.fspath(path), 1, 1)]) from None
    root = reading.file(content, Path(path), os.fspath(path), ())
    return Document(root, reading.folder, tuple(reading.files), tuple(reading.problems))


def _instead(path: Path) -> str:
    """Say what file may be meant where there is none of this name."""
    try:
        if path.exists():
            return ""
        beside = [each.name for each in islice(path.parent.iterdir(), 1000) if each.suffix in _ENDINGS]
    except OSError:
        return ""
    with_ending = [name for name in beside if Path(name).stem == path.name]
    shipped = [each.stem for each in shipped_folder().glob("*.yaml")]
    if path.stem in shipped and not with_ending:
        return f"; to write the shipped one: frontline new {path.stem}.yaml --from {path.stem}"
    return did_you_mean(path.name, with_ending or beside)


def with_policies(document: Document) -> Document:
    """Return a document with the policy files that it uses put under ``policies``, by their paths.

    Parameters
    ----------
    document
        A scenario; what cannot be read is added to its problems, where the file is named.
    """
    reading = _Reading(document.folder, pure=False)
    beside = document.folder / "scenario"
    shown = os.path.join(os.path.dirname(document.root.at.file), "scenario")
    for loc in _policy_files(document.data):
        named = document.find(loc)[0]
        place: Loc = ("policies", str(named.scalar))
        if document.find(place)[2]:
            continue
        try:
            policy = reading.named(named, ".".join(map(str, loc)), beside, shown, ())
        except ScenarioError as error:
            reading.problems = list(error.problems)
            policy = document_of({"name": "unread", "about": "unread"}, named.at.file).root
        document = document.graft(place, policy, named.at)
    return replace(
        document,
        files=(*document.files, *reading.files),
        problems=(*document.problems, *reading.problems),
    )


def _policy_files(data: Any) -> Iterator[Loc]:
    """Find where a scenario uses policies that are files."""
    if not isinstance(data, dict):
        return
    what_ifs = data.get("what_if")
    holders: list[tuple[Loc, Any]] = [(("timeline",), data.get("timeline"))]
    for name, what_if in what_ifs.items() if isinstance(what_ifs, dict) else ():
        holders += [(("what_if", name), [what_if])]
        if isinstance(what_if, dict):
            holders += [(("what_if", name, "timeline"), what_if.get("timeline"))]
    for place, entries in holders:
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            names = entry.get("use") if isinstance(entry, dict) else None
            here = place if place[-1] != "timeline" else (*place, number)
            for position, name in enumerate(names if isinstance(names, list) else ()):
                if isinstance(name, str) and name.casefold().endswith(_ENDINGS):
                    yield (*here, "use", position)


class _Reading:
    """One reading of a file and of those that it names."""

    def __init__(self, folder: Path, pure: bool) -> None:
        self.folder, self.pure = folder, pure
        self.left = LARGEST_FILE
        self.files: list[Path] = []
        self.problems: list[Problem] = []

    def stop(self, *problems: Problem) -> ScenarioError:
        """Return the error that ends the reading, with what was found before."""
        return ScenarioError([*self.problems, *problems])

    def file(self, content: bytes, path: Path, shown: str, chain: tuple[Path, ...]) -> Node:
        """Read the content of one file, and merge it over what it extends."""
        self.left -= len(content)
        self.files.append(path)
        try:
            parsed = parse(decode(content), shown, pure=self.pure)
        except TextError as error:
            raise self.stop(Problem(error.message, "", shown, error.line, error.column)) from None
        except ScenarioError as error:
            raise self.stop(*error.problems) from None
        self.problems += parsed.problems
        root = parsed.root
        if root.keys is None or root.parts is None:
            raise self.stop(root.at.problem("must be lines of 'key: value'"))
        own = Node(root.at, None, dict(root.parts), dict(root.keys))
        base = own.take("extends")
        if base is None or base.is_null():
            return own
        return merged(self.named(base, "extends", path, shown, (*chain, path.resolve())), own)

    def named(self, name: Node, key: str, path: Path, shown: str, chain: tuple[Path, ...]) -> Node:
        """Read a file that another one names; what is wrong with the path is told at the name."""

        def wrong(words: str) -> ScenarioError:
            if any((each.file, each.line, each.column) == name.at for each in self.problems):
                return self.stop()
            return self.stop(name.at.problem(words, key))

        relative = name.scalar
        if not isinstance(relative, str):
            raise wrong("must be the name of a scenario file, such as base.yaml")
        try:
            target = inside(self.folder, relative, start=path.parent)
        except PathError as error:
            raise wrong(str(error)) from None
        real = target.resolve()
        if real in chain:
            names = " -> ".join(each.name for each in (*chain[chain.index(real) :], real))
            raise wrong(f"goes round in a circle: {names}")
        if len(chain) > LONGEST_CHAIN:
            raise wrong(f"a chain of more than {LONGEST_CHAIN} files")
        try:
            content = read_bytes(target, self.left)
        except PathError as error:
            raise wrong(f"'{printable(relative, 80)}': {error}") from None
        return self.file(content, target, os.path.join(os.path.dirname(shown), relative), chain)
