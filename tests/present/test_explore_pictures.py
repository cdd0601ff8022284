"""The explorer's pictures: one figure, whose artists show the figures of the last comparison."""

import matplotlib as mpl
import pytest

from sim.experiment.compare import compare
from sim.experiment.series import payouts, weekly
from sim.metrics import HEADLINE, METRICS
from sim.present.explore.answer import figures_html, verdict_html
from sim.present.explore.model import Explorer, Pair
from sim.present.explore.pictures import Pictures
from sim.present.explore.setting import Setting
from sim.present.numerals import amount
from sim.scenario.changes import BASELINE
from tests.centers import small_center

HOURS, CSAT, BONUS = HEADLINE


@pytest.fixture(scope="module")
def answers():
    """Comparisons of nothing, of two settings, and of one setting held as A."""
    explorer = Explorer(small_center(calendar={"weeks": 10, "open": {"mon-fri": "9:00-17:00"}}), jobs=1)
    less, none = (Setting(values={"incentives.relief": value}, week=3) for value in (0.2, 0.0))
    pairs = [Pair(Setting(week=3), Setting(week=3)), Pair(Setting(), none), Pair(none, less)]
    yield [explorer.compare(pair, 8) for pair in pairs]
    explorer.close()


def drawn(pictures, metric):
    return [list(curve.line.get_ydata()) for curve in pictures._curves[metric]]


def test_lines_and_labels_are_the_figures_of_the_last_comparison(answers):
    pictures = Pictures(answers[0].scenario)
    for comparison in (answers[1], answers[2], answers[1]):
        assert pictures.draw(comparison).startswith(b"\x89PNG")
        for metric in (HOURS, CSAT):
            as_it_is, changed = (weekly(comparison, name, metric).mean for name in comparison.scenarios)
            if comparison is answers[2]:  # A is held, and changes in week 3 as B does
                as_it_is = [*as_it_is[:2], as_it_is[1], *as_it_is[2:]]
                assert pictures._curves[metric][0].line.get_xdata()[2] == 2.5
            assert drawn(pictures, metric) == [as_it_is, changed[1:]]  # B from the end of week 2, where it changes
            assert pictures._curves[metric][1].line.get_xdata()[0] == 2.5
        paid = [payouts(comparison, name).mean for name in comparison.scenarios]
        assert [values[::2] for values in drawn(pictures, BONUS)] == [values[:2] for values in paid]
        assert pictures._below.get_text().endswith("means of weeks 3 to 10")


def test_a_figure_is_the_same_in_table_picture_and_verdict(answers):
    pictures = Pictures(answers[0].scenario)
    for comparison in answers:
        pictures.draw(comparison)
        table, verdict = figures_html(comparison, "a", "b"), verdict_html(comparison)
        assert "All figures are means of weeks 3 to 10" in table
        for metric in HEADLINE:
            for curve, name in zip(pictures._curves[metric], comparison.scenarios, strict=False):
                figure = curve.label.get_text().partition(": ")[2]
                assert figure == amount(comparison.level(name, metric).value, METRICS[metric].digits)
                assert f">{figure}" in table
        assert "last" not in verdict
    hours = [amount(answers[1].level(name, HOURS).value) for name in answers[1].scenarios]
    assert f"{hours[1]} instead of {hours[0]}" in verdict_html(answers[1])


def test_the_center_as_it_is_has_the_figures_that_compare_gives_its_baseline(answers):
    what_if = Setting(values={"incentives.relief": 0.0}, week=3).what_if(answers[0].scenario)
    center = answers[0].scenario.model_copy(update={"what_ifs": {"B": what_if}})
    whole = compare(center, replications=8, jobs=1)
    assert whole.window == answers[0].window == answers[1].window == (3, 10)
    for metric in HEADLINE:
        assert answers[0].level(BASELINE, metric) == whole.level(BASELINE, metric)


def test_without_a_change_b_is_not_drawn(answers):
    pictures = Pictures(answers[0].scenario)
    pictures.draw(answers[1])
    pictures.draw(answers[0])
    assert [len(values) for values in drawn(pictures, HOURS)] == [10, 0]
    assert not pictures._curves[HOURS][1].label.get_visible()
    assert not pictures._changes[0].get_visible()


def test_the_same_comparison_gives_the_same_picture_and_leaves_matplotlib_as_it_was(answers):
    before = dict(mpl.rcParams)
    one, other = (Pictures(answers[0].scenario) for _ in range(2))
    assert one.draw(answers[1]) == other.draw(answers[1])
    assert dict(mpl.rcParams) == before


def test_no_label_lies_on_another_and_nothing_leaves_the_figure(answers):
    pictures = Pictures(answers[0].scenario)
    for comparison in answers:
        pictures.draw(comparison)
        whole = pictures.figure.bbox
        for curves in pictures._curves.values():
            boxes = [curve.label.get_window_extent() for curve in curves if curve.label.get_visible()]
            assert not (len(boxes) == 2 and boxes[0].overlaps(boxes[1]))
            assert all(box.x0 >= 0 and box.x1 <= whole.x1 and box.y0 >= 0 and box.y1 <= whole.y1 for box in boxes)
            heads = [ax._left_title.get_window_extent() for ax in pictures.panels.values()]
            assert not any(head.overlaps(box) for head in heads for box in boxes)
        tight = pictures.figure.get_tightbbox()
        assert tight.x0 >= 0
        assert tight.x1 <= pictures.figure.get_figwidth()


def test_without_a_pool_the_picture_says_so():
    center = small_center(incentives={"relief": 0.4})
    explorer = Explorer(center, jobs=1)
    pictures = Pictures(center)
    pictures.draw(explorer.compare(Pair(Setting(), Setting()), 2))
    explorer.close()
    assert pictures._nothing.get_visible()
