"""What a study has to say, as text, Markdown, HTML and a folder: the same for every study but comparisons."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from sim.present.folder import STUDY, study_provenance, write_csv, write_folder, write_json
from sim.present.pages import plain, table_html, table_markdown


@dataclass(frozen=True)
class Account:
    """What a study has to say.

    Attributes
    ----------
    study : object
        The study: it has a scenario, a seed, replications and an engine.
    question, header : str
        What was asked, and what was run.
    sections : dict of str to list of str
        Sentences under their headings; the answer first.
    table : list of list of str
        A short table, its head first.
    frames : dict of str to callable
        Returns the DataFrame of each CSV file, by name without ending.
    pictures : dict of str to (str, callable)
        The caption of each picture, and what draws it, by name without ending.
    identity : dict
        What makes this study this study and no other.
    texts : dict of str to str
        Further files, by name.
    """

    study: Any
    question: str
    header: str
    sections: dict[str, list[str]]
    table: list[list[str]] = field(repr=False)
    frames: dict[str, Callable[[], Any]] = field(repr=False)
    pictures: dict[str, tuple[str, Callable[[], Any]]] = field(repr=False)
    identity: dict[str, Any] = field(repr=False)
    texts: dict[str, str] = field(default_factory=dict, repr=False)


def text(account: Account) -> str:
    """Return an account as plain text: a paragraph for each section."""
    lines = [account.question, account.header, ""]
    for title, sentences in account.sections.items():
        lines += [title, *(f"  {sentence}" for sentence in sentences), ""]
    return "\n".join(lines).rstrip() + "\n"


def markdown(account: Account) -> str:
    """Return an account as a Markdown document with table and pictures."""
    lines = [f"# {plain(account.question)}", "", plain(account.header), ""]
    for title, sentences in account.sections.items():
        lines += [f"## {plain(title)}", "", *(f"- {plain(sentence)}" for sentence in sentences), ""]
    if account.table:
        lines += ["## Figures", "", *table_markdown(account.table), ""]
    for name, (caption, _) in account.pictures.items():
        lines += [f"![{plain(caption)}](figures/{name}.png)", ""]
    return "\n".join(lines)


def html(account: Account) -> str:
    """Return an account as HTML, every text escaped."""
    parts = [f"<h3>{escape(account.question)}</h3><p>{escape(account.header)}</p>"]
    for title, sentences in account.sections.items():
        parts.append(f"<p><b>{escape(title)}</b><br>{'<br>'.join(escape(sentence) for sentence in sentences)}</p>")
    return "".join([*parts, table_html(account.table)])


def save(account: Account, folder: Path, *, force: bool = False, command: str = "") -> Path:
    """Write verdict, tables, pictures and provenance into a folder, every file whole or not at all.

    Raises
    ------
    ScenarioError
        If the folder holds something else and `force` is not given, or must not be written.
    """
    from sim.present.plots import write_figures

    def fill(work: Path) -> None:
        (work / "verdict.md").write_text(markdown(account), encoding="utf-8", newline="\n")
        for name, frame in account.frames.items():
            write_csv(frame(), work / f"{name}.csv")
        for name, content in account.texts.items():
            (work / name).write_text(content, encoding="utf-8", newline="\n")
        write_json(study_provenance(account.study, account.identity, command), work / STUDY)
        write_figures({name: draw for name, (_, draw) in account.pictures.items()}, work / "figures")

    return write_folder(account.identity, folder, force, fill)
