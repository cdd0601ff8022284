"""One lever as a leader sees it: what it is, where it stands in words, and a slider or a choice."""

from html import escape
from typing import Any

import ipywidgets as w

from sim.present.explore.sliders import Lever

_FAINT, _MOVED, _OUTSIDE = "#595959", "#0072B2", "#A63F00"


class LeverBox(w.VBox):  # type: ignore[misc]
    """One lever: its name, where it stands in words with the number small, where it is today, a slider or a choice.

    Parameters
    ----------
    lever : Lever
        Which one.
    """

    def __init__(self, lever: Lever) -> None:
        self.lever = lever
        self.head = w.HTML()
        self._put = lever.own
        full = w.Layout(width="98%")
        if lever.choices:
            self.control = w.Dropdown(options=lever.choices, value=lever.own, layout=full)
        else:
            span = {"min": lever.low, "max": lever.high, "step": lever.step, "value": lever.own}
            self.control = w.FloatSlider(**span, readout=False, layout=full)
        self.control.tooltip = lever.sentence
        super().__init__([self.head, self.control], layout=w.Layout(margin="0 0 2px 0"))
        self.add_class("lever-" + lever.key.replace(".", "-"))
        self.label()

    @property
    def value(self) -> Any:
        """Where the lever stands: exactly where it was put, also when the browser has moved it to its nearest step."""
        at = self.control.value
        return self._put if self.lever.step and abs(at - self._put) <= self.lever.step / 2 + 1e-9 else at

    def put(self, value: Any) -> None:
        """Put the lever where the scenario, or one of its what-ifs, has it."""
        self._put = self.control.value = value

    def label(self) -> None:
        """Say where the lever stands, in color once it is moved, where it is today then, and what is beyond studies."""
        value, moved = self.value, self.value != self.lever.own
        words, number = self.lever.words(value)
        small = f" <small style='color:{_FAINT}'>{escape(number)}</small>" if number else ""
        at = f"<span style='{f'color:{_MOVED};font-weight:bold' if moved else ''}'>{escape(words)}</span>{small}"
        at = at if not self.lever.choices else ""
        today = f" <small style='color:{_MOVED}'>today {escape(self.lever.today)}</small>"
        own = today if moved else ""
        beyond = self.lever.likely_words(value)
        said = f"<br><small style='color:{_OUTSIDE}'>{escape(beyond)}</small>" if beyond else ""
        name = f"<b title='{escape(self.lever.sentence)}'>{escape(self.lever.name)}</b>"
        self.head.value = f"<div style='line-height:1.25'>{name} {at}{own}{said}</div>"
