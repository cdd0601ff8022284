"""The panel's widgets: what a leader touches and sees; what it means is settled elsewhere."""

import base64
import re
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from sim.experiment.trying import Answer
from sim.present.explore.answer import behind_html, figures_html, verdict_html
from sim.present.explore.lever_box import LeverBox
from sim.present.explore.model import Explorer, Pair, in_words
from sim.present.explore.page_layout import STYLE
from sim.present.explore.pictures import Pictures
from sim.present.explore.setting import Setting, export
from sim.present.explore.sliders import MORE, levers_of
from sim.reading.paths import PathError, new_name
from sim.scenario import CATALOG, Scenario, ScenarioError

_WIDTH = "1060px"
_FAINT = "#595959"
_AS_IT_IS = "The scenario as it is"


class Panel(w.VBox):  # type: ignore[misc]
    """The center's name on top, levers on the left; verdict, figures and pictures on the right, all on one screen.

    In a narrow window all stand below each other, and the figures stay in sight.

    Parameters
    ----------
    scenario : Scenario
        The center; its what-ifs become presets.
    folder : Path
        Where the button Export writes.
    **how
        As `Explorer`.
    """

    def __init__(self, scenario: Scenario, *, folder: Path = Path(), **how: Any) -> None:
        self.scenario = scenario
        self._levers = levers_of(scenario)
        self._moving = False  # while a preset moves the levers, they ask nothing
        self._a = Setting()
        self._folder = folder
        self._pictures = Pictures(scenario)
        self._boxes = {lever.key: LeverBox(lever) for lever in self._levers}
        self._make_controls()
        self._make_answer()
        title = w.HBox([w.HTML(f"<h2>{escape(scenario.name)}</h2>"), self._status]).add_class("panel-title")
        levers = w.VBox(self._left()).add_class("panel-levers")
        body = w.Box([title, self._verdict, self._figures, levers, self._image, self._behind]).add_class("panel-body")
        super().__init__([w.HTML(STYLE), body], layout=w.Layout(width="100%"))
        self.add_class("frontline-panel")
        self._base = self._preset_values()
        self._explorer = Explorer(scenario, [self._show_words, self._show_pictures], self._tell, **how)
        self._ask()

    def _make_controls(self) -> None:
        full = w.Layout(width="98%")
        names = list(self.scenario.what_ifs)
        self._preset = w.Dropdown(options=[(_AS_IT_IS, ""), *((name, name) for name in names)], layout=full)
        self._about = w.HTML().add_class("panel-about")
        first = min((what_if.from_week for what_if in self.scenario.what_ifs.values()), default=1)
        weeks = self.scenario.calendar.weeks
        self._week = w.IntSlider(value=min(first, weeks), min=1, max=weeks, layout=full)
        self._announced = w.Checkbox(description="Everybody is told on that day", indent=False, layout=full)
        self._hold = w.ToggleButton(description="Hold this, try another", layout=w.Layout(width="62%"))
        self._reset = w.Button(description="Reset", layout=w.Layout(width="34%"))
        slug = re.sub(r"[^a-z0-9]+", "_", self.scenario.name.lower()).strip("_")[:40] or "scenario"
        self._file = w.Text(value=f"{slug}_explored.yaml", layout=w.Layout(width="62%"))
        self._export = w.Button(description="Export", layout=w.Layout(width="34%"))
        self._exported = w.HTML()
        for control in (self._week, self._announced, *(box.control for box in self._boxes.values())):
            control.observe(self._moved, "value")
        self._preset.observe(self._chosen, "value")
        self._hold.observe(self._held, "value")
        self._reset.on_click(lambda _: self._to(Setting(week=self._week.value)))
        self._export.on_click(lambda _: self._write())
        for control, name in ((self._preset, "preset"), (self._week, "week"), (self._hold, "hold")):
            control.add_class(f"panel-{name}")

    def _make_answer(self) -> None:
        self._status = w.HTML(_small("starting …")).add_class("panel-status")
        self._figures = w.HTML().add_class("panel-figures")
        self._image = w.Image(format="png", layout=w.Layout(width="100%", max_width=_WIDTH, height="auto"))
        self._image.add_class("panel-pictures")
        self._verdict = w.HTML().add_class("panel-verdict")
        self._behind = w.HTML().add_class("panel-behind")

    def _left(self) -> list[Any]:
        asked: dict[str, list[Any]] = {}
        for lever in self._levers:
            asked.setdefault(lever.question, []).append(self._boxes[lever.key])
        more = [*asked.pop(MORE, ()), self._announced]
        file = [w.HBox([self._file, self._export]), self._exported]
        questions = [
            w.VBox([w.HTML(f"<div class='panel-question'>{escape(question)}</div>"), *boxes])
            for question, boxes in asked.items()
        ]
        return [
            w.HTML("<div class='panel-question'>What if</div>"),
            self._preset,
            self._about,
            w.HBox([self._hold, self._reset]),
            *questions,
            w.HTML("<div class='panel-question'>From week</div>"),
            self._week,
            _folded("More levers", more, "panel-more"),
            _folded("Keep this as a scenario file", file, "panel-file"),
        ]

    @property
    def setting(self) -> Setting:
        """What the levers say now."""
        boxes = {key: box for key, box in self._boxes.items() if box.value != self._base[key]}
        moved = {key: box.lever.said(box.value) for key, box in boxes.items()}
        told = self._announced.value
        return Setting(self._preset.value, moved, self._week.value, told if told != self._told_by_preset() else None)

    @property
    def held(self) -> Setting:
        """What B is compared with."""
        return self._a

    @property
    def comparison(self) -> Answer | None:
        """The last answer, as `sim.compare` gives it, with one span of weeks; None before the first."""
        return self._explorer.comparison

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the answer is there and refined; for scripts and tests."""
        return self._explorer.wait(timeout)

    def export(self, path: str | Path) -> Path:
        """Write the current setting, and the one held as A, as what-ifs of a scenario file.

        Raises
        ------
        ScenarioError
            If it cannot be written.
        """
        settings = {"Explored A": self._a} if not self._a.is_baseline else {}
        return export(self.scenario, {**settings, "Explored B": self.setting}, Path(path))

    def snapshot(self) -> Any:
        """Return what is shown now as static HTML, which stays in a saved notebook and asks for nothing."""
        from IPython.display import HTML

        picture = base64.b64encode(self._image.value).decode()
        image = f"<img style='width:100%;max-width:{_WIDTH}' src='data:image/png;base64,{picture}'>"
        name = f"<h2>{escape(self.scenario.name)}</h2>"
        return HTML(name + self._verdict.value + self._figures.value + image + self._behind.value)

    def close(self) -> None:
        """End the thread and the widgets."""
        self._explorer.close()
        super().close()

    def _ask(self) -> None:
        self._explorer.ask(Pair(self._a, self.setting))

    def _moved(self, _: Any) -> None:
        if self._moving:
            return
        for box in self._boxes.values():
            box.label()
        self._ask()

    def _chosen(self, _: Any) -> None:
        if not self._moving:
            what_if = self.scenario.what_ifs.get(self._preset.value)
            self._to(Setting(self._preset.value, week=what_if.from_week if what_if else self._week.value))

    def _to(self, setting: Setting) -> None:
        """Move all levers to where a what-if has them, and ask once."""
        self._moving = True
        try:
            self._preset.value, self._week.value = setting.preset, setting.week
            self._base = self._preset_values()
            self._announced.value = self._told_by_preset()
            for key, box in self._boxes.items():
                box.put(self._base[key])
                box.label()
            what_if = self.scenario.what_ifs.get(setting.preset)
            words = [what_if.about] if what_if and what_if.about else []
            words += [CATALOG[name].about for name in what_if.use if name in CATALOG] if what_if and not words else []
            self._about.value = _small(" ".join(words))
        except ScenarioError as error:
            self._tell(f"not computed: {in_words(error)}")
        finally:
            self._moving = False
        self._ask()

    def _preset_values(self) -> dict[str, Any]:
        return Setting(self._preset.value, week=self._week.value).values_in(self.scenario, self._levers)

    def _told_by_preset(self) -> bool:
        what_if = self.scenario.what_ifs.get(self._preset.value)
        if what_if is None or what_if.announced is not None:
            return bool(what_if and what_if.announced)
        own = self.scenario.policies
        return any((own.get(name) or CATALOG[name]).announced for name in what_if.use)

    def _held(self, change: Any) -> None:
        self._a = self.setting if change["new"] else Setting()
        self._hold.description = "Held; let it go" if change["new"] else "Hold this, try another"
        self._ask()

    def _write(self) -> None:
        try:
            path = self.export(self._folder / new_name(self._file.value.strip()))
            words = f"wrote {path.name}; try: frontline compare {path.name}"
        except PathError as error:
            words = f"not written: {error}"
        except ScenarioError as error:
            words = f"not written: {in_words(error)}"
        self._exported.value = _small(words)

    def _show_words(self, pair: Pair, comparison: Answer) -> None:
        a, b = (setting.words(self._levers) for setting in (pair.a, pair.b))
        self._verdict.value = verdict_html(comparison)
        self._figures.value = figures_html(comparison, a, b)

    def _show_pictures(self, _: Pair, comparison: Answer) -> None:
        self._image.value = self._pictures.draw(comparison)
        self._behind.value = behind_html(comparison)

    def _tell(self, words: str) -> None:
        self._status.value = _small(words)


def _small(text: str) -> str:
    return f"<div style='line-height:1.25;font-size:12px;color:{_FAINT}'>{escape(text)}</div>"


def _folded(title: str, inside: list[Any], name: str) -> Any:
    """Return widgets behind a line that opens on a click."""
    fold = w.Accordion([w.VBox(inside)], selected_index=None)
    fold.set_title(0, title)
    return fold.add_class(name)
