"""The explorer's pictures: one figure, whose artists show the figures of the last comparison."""

import re
from itertools import combinations

import matplotlib as mpl
import pytest

from sim.experiment.compare import compare
from sim.experiment.series import months, payouts, weekly
from sim.metrics import HEADLINE
from sim.present.explore.answer import figures_html
from sim.present.explore.model import Explorer, Pair
from sim.present.explore.pictures import Pictures
from sim.present.explore.setting import Setting
from sim.present.verdict_html import found_of, shown_level
from sim.scenario.changes import BASELINE
from tests.centers import shipped, small_center

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


def bars(pictures, place):
    """The bars of one of the two: where each begins, and its height."""
    shown = [bar for bar in pictures._curves[BONUS][place].bars if bar.get_visible()]
    return [bar.get_x() for bar in shown], [bar.get_height() for bar in shown]


def test_lines_bars_and_labels_are_the_figures_of_the_last_comparison(answers):
    pictures = Pictures(answers[0].scenario)
    for comparison in (answers[1], answers[2], answers[1]):
        assert pictures.draw(comparison).startswith(b"\x89PNG")
        for metric in (HOURS, CSAT):
            as_it_is, changed = (weekly(comparison, name, metric).mean for name in comparison.scenarios)
            if comparison is answers[2]:  # what is held changes in week 3, as what is tried does
                as_it_is = [*as_it_is[:2], as_it_is[1], *as_it_is[2:]]
                assert pictures._curves[metric][0].line.get_xdata()[2] == 2.5
            assert drawn(pictures, metric) == [as_it_is, changed[1:]]  # from the end of week 2, where it changes
            assert pictures._curves[metric][1].line.get_xdata()[0] == 2.5
        paid = [payouts(comparison, name).mean for name in comparison.scenarios]
        whole = [number for number, month in enumerate(months(comparison)) if month.whole]
        assert bars(pictures, 0)[1] == [paid[0][number] for number in whole]
        assert bars(pictures, 1)[1] == [paid[1][number] for number in whole][-len(bars(pictures, 1)[1]) :]
        assert "means of weeks 3 to 10" in pictures._below.get_text()


def test_the_bonus_never_moves_before_the_change():
    """A bar stands behind the day on which its month is paid, and what is tried has none that was paid before."""
    center = small_center(calendar={"start": "2020-12-28", "weeks": 22, "open": {"mon-fri": "9:00-17:00"}})
    explorer, pictures = Explorer(center, jobs=1), Pictures(center)
    for week in (1, 2, 5, 9, 10, 14, 22):
        change = week - 0.5
        for held in (Setting(), Setting(values={"incentives.relief": 0.1}, week=week)):
            found = explorer.compare(Pair(held, Setting("Remove the reward", week=week)), 1)
            pictures.draw(found)
            assert pictures._changes[-1].get_xdata()[0] == change
            begins, _ = bars(pictures, 1)
            assert all(at > change for at in begins)
            days = [month.end_day / 7 + 0.5 for month in months(found) if month.whole]
            assert len(begins) == sum(day > change for day in days)
            before = [height for at, height in zip(*bars(pictures, 0), strict=True) if at < change]
            unchanged = payouts(explorer.compare(Pair(Setting(), Setting()), 1), BASELINE).mean
            assert before == [
                paid for month, paid in zip(months(found), unchanged, strict=True)
                if month.whole and month.end_day / 7 + 0.5 < change
            ]  # fmt: skip
    explorer.close()


def test_a_figure_is_the_same_in_table_and_picture(answers):
    pictures = Pictures(answers[0].scenario)
    for comparison in answers:
        pictures.draw(comparison)
        table = figures_html(comparison, "a", "b")
        assert "Means of weeks 3 to 10" in table
        for metric in HEADLINE:
            for curve, name in zip(pictures._curves[metric], comparison.scenarios, strict=False):
                figure = curve.label.get_text().rpartition(" ")[2]
                what_if = "" if name == comparison.baseline else name
                assert figure == shown_level(comparison, found_of(comparison), metric, what_if)
                assert f">{figure}<" in table
                assert float(figure.replace(",", "")) == pytest.approx(comparison.level(name, metric).value, rel=0.05)


def test_levels_and_change_of_a_table_add_up_as_printed(answers):
    for comparison in answers[1:]:
        rows = re.findall("<tr>.*?</tr>", figures_html(comparison, "a", "b"))
        cells = [[cell.strip("!~?") for cell in re.findall("'>([^<]*)</td>", row)][1:] for row in rows[1:]]
        for before, after, change in zip(*cells, strict=True):
            if change not in ("=", "-"):
                first, second = (float(each.replace(",", "")) for each in (before, after))
                assert second - first == pytest.approx(float(change.replace("\N{MINUS SIGN}", "-").replace(",", "")))


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
    assert not pictures._curves[HOURS][1].label.get_text()
    assert not pictures._changes[0].get_visible()


def test_the_same_comparison_gives_the_same_picture_and_leaves_matplotlib_as_it_was(answers):
    before = dict(mpl.rcParams)
    one, other = (Pictures(answers[0].scenario) for _ in range(2))
    assert one.draw(answers[1]) == other.draw(answers[1])
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("name", ["dealership", "support_center", "bank", "minimal"])
def test_no_label_lies_on_another_and_nothing_leaves_the_figure(name):
    center = shipped(name)
    explorer, pictures = Explorer(center, jobs=1), Pictures(center)
    pictures.draw(explorer.compare(Pair(Setting(), Setting(values={"incentives.relief": 0.3}, week=2)), 2))
    explorer.close()
    pictures.figure.canvas.draw()
    whole, texts = pictures.figure.bbox, [pictures._below]
    for metric, ax in pictures.panels.items():
        texts += [ax._left_title, *(curve.label for curve in pictures._curves[metric])]
    boxes = [text.get_window_extent() for text in texts if text.get_text().strip()]
    assert len(boxes) >= 7
    assert all(box.x0 >= 0 and box.x1 <= whole.x1 and box.y0 >= 0 and box.y1 <= whole.y1 for box in boxes)
    assert not [1 for one, other in combinations(boxes, 2) if one.overlaps(other)]


def test_without_a_pool_the_next_outcome_of_the_table_is_drawn():
    center = small_center(incentives={"relief": 0.4})
    assert list(Pictures(center).panels) == [HOURS, CSAT, "service_level"]
    explorer = Explorer(center, jobs=1)
    pictures = Pictures(center)
    found = explorer.compare(Pair(Setting(), Setting("Empower", week=2)), 2)
    pictures.draw(found)
    explorer.close()
    assert drawn(pictures, "service_level")[0] == weekly(found, BASELINE, "service_level").mean
    assert not pictures._nothing.get_visible()


def test_the_outcomes_that_a_study_names_are_drawn():
    center = small_center(study={"metrics": ["csat_proxy", "asa_seconds", "bonus_per_agent", "service_level"]})
    assert list(Pictures(center).panels) == ["csat_proxy", "asa_seconds", "bonus_per_agent"]
