"""What a study has to say, as text, Markdown, HTML and a folder: the same for every study but comparisons."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from sim.experiment.study import Study
from sim.present.folder import STUDY, study_provenance, write_csv, write_folder, write_json, write_text
from sim.present.pages import plain, table_html, table_markdown


class Told(NamedTuple):
    """A study in words.

    Attributes
    ----------
    question, header : str
        What was asked, and what was run.
    sections : dict of str to list of str
        Sentences under their headings; the answer first.
    table : list of list of str
        A short table, its head first.
    """

    question: str
    header: str
    sections: dict[str, list[str]]
    table: list[list[str]]


@dataclass(frozen=True)
class Account:
    """What a study has to say.

    Attributes
    ----------
    study : Study
        What was found.
    tell : callable
        Returns the study in words, which are found when they are asked for: its tables can be had without.
    frames : dict of str to callable
        Returns the DataFrame of each CSV file, by name without ending.
    pictures : dict of str to (str, callable)
        The caption of each picture, and what draws it, by name without ending.
    closing : callable
        Returns the answer in a sentence, which a terminal shows last.
    texts : dict of str to callable
        Returns the text of each further file, by name.
    """

    study: Study
    tell: Callable[[], Told] = field(repr=False)
    frames: dict[str, Callable[[], Any]] = field(repr=False)
    pictures: dict[str, tuple[str, Callable[[], Any]]] = field(repr=False)
    closing: Callable[[], str] = field(repr=False)
    texts: dict[str, Callable[[], str]] = field(default_factory=dict, repr=False)

    @cached_property
    def told(self) -> Told:
        """The study in words."""
        return self.tell()


def text(account: Account) -> str:
    """Return an account as plain text: a paragraph for each section."""
    told = account.told
    lines = [told.question, told.header, ""]
    for title, sentences in told.sections.items():
        lines += [title, *(f"  {sentence}" for sentence in sentences), ""]
    return "\n".join(lines).rstrip() + "\n"


def markdown(account: Account) -> str:
    """Return an account as a Markdown document with table and pictures."""
    told = account.told
    lines = [f"# {plain(told.question)}", "", plain(told.header), ""]
    for title, sentences in told.sections.items():
        lines += [f"## {plain(title)}", "", *(f"- {plain(sentence)}" for sentence in sentences), ""]
    if told.table:
        lines += ["## Figures", "", *table_markdown(told.table), ""]
    for name, (caption, _) in account.pictures.items():
        lines += [f"![{plain(caption)}](figures/{name}.png)", ""]
    return "\n".join(lines)


def html(account: Account) -> str:
    """Return an account as HTML, every text escaped."""
    told = account.told
    parts = [f"<h3>{escape(told.question)}</h3><p>{escape(told.header)}</p>"]
    for title, sentences in told.sections.items():
        parts.append(f"<p><b>{escape(title)}</b><br>{'<br>'.join(escape(sentence) for sentence in sentences)}</p>")
    return "".join([*parts, table_html(told.table)])


def save(account: Account, folder: Path, *, force: bool = False, command: str = "") -> Path:
    """Write verdict, tables, pictures and provenance into a folder, every file whole or not at all.

    Raises
    ------
    ScenarioError
        If the folder holds something else and `force` is not given, or must not be written.
    NotShownError
        If words or pictures could not be made; the tables are in the folder.
    """
    from sim.present.plots import write_figures

    def fill(work: Path) -> None:
        for name, frame in account.frames.items():
            write_csv(frame(), work / f"{name}.csv")
        write_json(study_provenance(account.study, command), work / STUDY)

    pictures = {name: draw for name, (_, draw) in account.pictures.items()}
    shown: dict[str, Callable[[Path], Any]] = {"verdict.md": lambda path: write_text(markdown(account), path)}
    shown |= {name: partial(_write_made, make) for name, make in account.texts.items()}
    shown["figures"] = lambda path: write_figures(pictures, path)
    return write_folder(account.study.identity, folder, force, fill, shown)


def _write_made(make: Callable[[], str], path: Path) -> None:
    write_text(make(), path)
