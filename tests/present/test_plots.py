"""The pictures, by their data and labels: what a leader reads off them is what was computed."""

import re
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison
from sim.experiment.result import Result
from sim.experiment.verdict_cells import Mark
from sim.metrics import HEADLINE, METRICS, MONTHLY, Tally
from sim.metrics.monthly import MONTH_SUMS, months_of
from sim.present import plots, titles
from sim.present.figures.effects import overview
from sim.present.figures.frame import caption_of
from sim.present.figures.labels import spread
from sim.present.figures.style import looks, paper, width_of, wrap
from sim.present.marks import MARK_WORDS, TODAY
from sim.present.numerals import amount
from sim.present.verdict_screen import cell_text
from sim.present.verdict_words import level
from sim.scenario import Scenario
from tests.centers import shipped, small_center

LONG = "Empower everybody on the frontline and pay out of their pool"
KINDS = list(plots.KINDS)
COURSES = ("manager_hours", "csat_proxy")
UNBROKEN = "W" * 60


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """Nine weeks, two what-ifs from week 3, five replications: real figures within seconds."""
    center = small_center(calendar={"start": "2024-01-01", "weeks": 9, "open": {"mon-fri": "9:00-17:00"}}).model_dump(
        by_alias=True
    )
    center["issues"]["question"]["per_week"] = 120
    center["incentives"]["relief"] = 0.7
    center["what_if"] = {
        "Remove the reward": {"use": ["stop_rewarding_escalation"], "from_week": 3},
        "Pay from the pool": {"use": ["empower_frontline", "pay_from_bonus_pool"], "from_week": 3},
    }
    return compare(Scenario.model_validate(center), replications=5, seed=1, jobs=1, beliefs=False)


@pytest.fixture(scope="module")
def written(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every picture as files, the captions last."""
    return plots.write_figures(plots.slides_of(comparison), tmp_path_factory.mktemp("figures"))


def renamed(comparison: Comparison, names: list[str], **changes: Any) -> Comparison:
    """The same figures under these names of what-ifs; further attributes may be replaced."""
    old = comparison.what_ifs
    base = comparison.baseline
    pairs = [(base, base), *((name, old[i % len(old)]) for i, name in enumerate(names))]
    return Comparison(
        changes.get("scenario", comparison.scenario),
        {new: comparison.scenarios[source] for new, source in pairs},
        {new: comparison.tallies[source] for new, source in pairs},
        comparison.seed,
        comparison.replications,
    )


def over_weeks(comparison: Comparison, weeks: int) -> Comparison:
    """The same figures repeated, or cut, to so many weeks."""
    calendar = comparison.scenario.calendar.model_copy(update={"weeks": weeks})
    months = tuple(months_of(calendar.start, weeks))

    def stretched(counted: Tally) -> Tally:
        weekly, monthly = counted.weekly, counted.monthly
        repeated = monthly[np.arange(len(months)) % len(monthly)]
        return Tally(counted.names, weekly[np.arange(weeks) % len(weekly)], repeated, months)

    def moved(scenario: Scenario) -> Scenario:
        timeline = [entry.model_copy(update={"week": min(entry.week, weeks)}) for entry in scenario.timeline]
        return scenario.model_copy(update={"calendar": calendar, "timeline": timeline})

    return Comparison(
        comparison.scenario.model_copy(update={"calendar": calendar}),
        {name: moved(scenario) for name, scenario in comparison.scenarios.items()},
        {name: [stretched(counted) for counted in tallies] for name, tallies in comparison.tallies.items()},
        comparison.seed,
        comparison.replications,
    )


def without_pool(comparison: Comparison) -> Comparison:
    """The same figures, had nobody shared a pool."""

    def bare(counted: Tally) -> Tally:
        return Tally(counted.names, counted.weekly, 0 * counted.monthly, counted.months)

    def poor(scenario: Scenario) -> Scenario:
        bare = {"incentives": scenario.incentives.model_copy(update={"bonus_pool": None}), "timeline": []}
        return scenario.model_copy(update=bare)

    tallies = {name: [bare(counted) for counted in tallies] for name, tallies in comparison.tallies.items()}
    scenarios = {name: poor(scenario) for name, scenario in comparison.scenarios.items()}
    return Comparison(poor(comparison.scenario), scenarios, tallies, 1, comparison.replications)


def figure_of(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


KNOWN: WeakKeyDictionary[Figure, list[Text]] = WeakKeyDictionary()


def drawn_texts(figure: Figure) -> list[Text]:
    """Every text that is really drawn: matplotlib keeps tick labels outside the limits that are not."""
    if figure not in KNOWN:
        KNOWN[figure] = recorded_texts(figure)
    return KNOWN[figure]


def recorded_texts(figure: Figure) -> list[Text]:
    found: list[Text] = []
    draw = Text.draw

    def recorded(text: Text, *args: Any, **more: Any) -> Any:
        if text.get_visible() and text.get_text().strip() and text not in found:
            found.append(text)
        return draw(text, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", recorded)
        figure.draw_without_rendering()
    return found


def faults_of(figure: Figure) -> list[str]:
    """Texts that overlap or leave the figure."""
    texts = [(text.get_text(), text.get_window_extent()) for text in drawn_texts(figure)]
    width, height = figure.get_size_inches() * figure.dpi
    faults = [
        f"{text!r} leaves the figure"
        for text, box in texts
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]
    for (one, a), (other, b) in combinations(texts, 2):
        if a.x0 + 1 < b.x1 and b.x0 + 1 < a.x1 and a.y0 + 1 < b.y1 and b.y0 + 1 < a.y1:
            faults.append(f"{one!r} covers {other!r}")
    return faults


def words_of(ax: Axes) -> str:
    """Everything written, lines joined."""
    return " | ".join(text.get_text().replace("\n", " ") for text in drawn_texts(figure_of(ax)))


def said_by(ax: Axes) -> str:
    """Everything written and everything in the caption, lines joined."""
    return f"{words_of(ax)} | {' | '.join((*caption_of(ax)[:2], *caption_of(ax).rest))}"


def artists(ax: Axes, gid: str) -> list[Any]:
    return figure_of(ax).findobj(lambda artist: artist.get_gid() == gid)


# --- the data ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", COURSES)
def test_lines_and_bands_over_time_are_the_weekly_table(comparison, kind):
    ax = plots.draw(comparison, kind)
    table = comparison.weekly
    metric = HEADLINE[COURSES.index(kind)]
    lines = {line.get_label(): line for line in artists(ax, "mean")}
    assert list(lines) == list(comparison.scenarios)
    for name, line in lines.items():
        rows = table[(table["scenario"] == name) & (table["metric"] == metric)]
        drawn, weeks = line.get_ydata(), list(line.get_xdata())
        if name == comparison.baseline:
            assert weeks == list(rows["week"])
            assert drawn == pytest.approx(rows["mean"].to_numpy())
            continue
        assert weeks == [2.5, *rows["week"][2:]]  # from the date of its change on, where the baseline's line is
        assert drawn[1:] == pytest.approx(rows["mean"].to_numpy()[2:])
        assert drawn[0] == pytest.approx(lines[comparison.baseline].get_ydata()[1:3].mean())
    baseline = table[(table["scenario"] == comparison.baseline) & (table["metric"] == metric)]
    corners = artists(ax, "band")[0].get_paths()[0].vertices
    assert corners[:, 1].min() == pytest.approx(baseline["low"].min())
    assert corners[:, 1].max() == pytest.approx(baseline["high"].max())


@pytest.mark.parametrize("metric", ["escalation_rate", "money_given_per_week", "habit", "reputation_index"])
def test_any_metric_is_drawn_week_by_week_where_its_values_may_be(comparison, metric):
    ax = plots.draw(comparison, metric)
    table = comparison.weekly
    rows = table[(table["scenario"] == comparison.baseline) & (table["metric"] == metric)]
    (line,) = (line for line in artists(ax, "mean") if line.get_label() == comparison.baseline)
    assert line.get_ydata() == pytest.approx(rows["mean"].to_numpy())
    low, high = ax.get_ylim()
    assert METRICS[metric].least <= low <= rows["low"].min() <= rows["high"].max() <= high


def test_pay_outs_are_the_means_of_the_ledger_for_each_agent(comparison):
    ax = plots.bonus_impact(comparison)
    agents, whole = 3, [month.whole for month in months_of(comparison.scenario.calendar.start, comparison.weeks)]
    lines = artists(ax, "mean")
    assert [line.get_label() for line in lines] == list(comparison.scenarios)
    bars = iter(artists(ax, "bar"))
    for line in lines:
        monthly = comparison.sums[line.get_label()].monthly[..., MONTHLY.index("payout_cents")]
        paid = (monthly.mean(axis=0) / 100 / agents)[whole]
        assert line.get_ydata() == pytest.approx(paid)
        assert [next(bars).get_height() for _ in paid] == pytest.approx(paid)


def test_a_month_simulated_in_part_has_no_bar_that_would_read_as_a_cut(comparison):
    ax = plots.bonus_impact(comparison)
    months = months_of(comparison.scenario.calendar.start, comparison.weeks)
    assert [month.whole for month in months] == [True, True, False]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Jan\n2024", "Feb"]
    assert "Months simulated in part are left out." in " ".join(caption_of(ax).rest)


def panels_of(comparison: Comparison) -> dict[str, Axes]:
    """The overview's panels by metric."""
    shown = titles.verdict(comparison).table
    return dict(zip(shown, figure_of(plots.overview(comparison)).axes[1:], strict=True))


def test_the_overview_has_a_panel_for_each_metric_that_the_study_names(comparison):
    assert list(panels_of(comparison)) == list(comparison.table_metrics)
    named = comparison.scenario.model_copy(
        update={"study": comparison.scenario.study.model_copy(update={"metrics": ["csat_proxy", "escalation_rate"]})}
    )
    assert list(panels_of(renamed(comparison, comparison.what_ifs, scenario=named))) == [
        "csat_proxy",
        "escalation_rate",
    ]


def test_the_overview_draws_the_paired_differences_with_their_intervals(comparison):
    for metric, panel in panels_of(comparison).items():
        points = {line.get_label(): line for line in panel.lines if line.get_gid() == "point"}
        assert list(points) == comparison.what_ifs
        assert [point.get_xdata()[0] for point in points.values()] == pytest.approx(
            [comparison.effect(name, metric).value for name in points]
        )
        spans = [bar.get_segments()[0][:, 0] for bar in panel.collections if bar.get_gid() == "interval"]
        known = [comparison.effect(name, metric).interval for name in comparison.what_ifs]
        assert np.array(spans) == pytest.approx(np.array([interval for interval in known if interval is not None]))


def test_differences_that_are_not_clear_are_hollow(comparison):
    seen, found = set(), titles.verdict(comparison)
    for metric, panel in panels_of(comparison).items():
        for point in (line for line in panel.lines if line.get_gid() == "point"):
            clear = found.cells[point.get_label(), metric].mark in (Mark.GAIN, Mark.HARM, Mark.SMALL)
            if metric == "csat_proxy":
                clear = clear and frozenset((comparison.baseline, point.get_label())) not in comparison.unranked
            assert (point.get_markerfacecolor() != "white") == clear
            seen.add(clear)
    assert seen == {True, False}


def test_the_overview_has_the_figures_of_the_verdict_and_its_best_what_if_in_bold(comparison):
    found, ax = titles.verdict(comparison), plots.overview(comparison)
    for name in comparison.what_ifs:
        written = [text.get_text().removesuffix(" †") for text in artists(ax, f"figure of {name}")]
        assert written == [cell_text(comparison, found, name, metric).strip() for metric in found.table]
        (label,) = artists(ax, f"label of {name}")
        assert (label.get_weight() == "bold") == (found.ending == "best" and name == found.told)


def test_no_picture_crowns_another_what_if_than_the_verdict(comparison):
    told = titles.verdict(comparison).told
    for kind in KINDS:
        title = caption_of(plots.draw(comparison, kind)).title
        quoted = re.findall("“(.*?)”", title)
        assert quoted[0] == told
        assert "Best" not in title or kind == "overview"


def test_the_trade_off_stands_where_the_means_are_and_names_the_bonus(comparison):
    ax = plots.trade_off(comparison)
    for point in artists(ax, "point"):
        name = point.get_label()
        at = (comparison.level(name, HEADLINE[0]).value, comparison.level(name, HEADLINE[1]).value)
        assert (point.get_xdata()[0], point.get_ydata()[0]) == pytest.approx(at)
        (label,) = artists(ax, f"label of {name}")
        bonus = amount(comparison.level(name, HEADLINE[2]).value, 0)
        assert f"{bonus}\u00a0USD" in label.get_text().replace("\n", " ") + words_of(ax)


def test_a_what_if_has_the_same_color_and_marker_in_every_picture(comparison):
    for kind in KINDS:
        drawn = {
            line.get_label(): (mpl.colors.to_hex(line.get_color()), line.get_marker())
            for gid in ("mean", "point")
            for line in artists(plots.draw(comparison, kind), gid)
        }
        own = {name: (look.color.lower(), look.marker) for name, look in looks(list(comparison.scenarios)).items()}
        assert drawn
        assert all(own[name] == found for name, found in drawn.items())
        assert list(drawn) == [name for name in own if name in drawn]


# --- the words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_scenario_is_labeled_beside_its_line(comparison, kind):
    names = comparison.what_ifs if kind == "overview" else list(comparison.scenarios)
    for name in names:
        drawn = plots.draw(comparison, kind)
        shown = TODAY if name == comparison.baseline else name
        labels = artists(drawn, f"label of {name}") or artists(drawn, f"label of {shown}")
        assert [shown in label.get_text().replace("\n", " ") for label in labels] == [True]


@pytest.mark.parametrize(
    ("kind", "units"),
    [
        ("manager_hours", ["hours per week", "Week"]),
        ("csat_proxy", ["Satisfied customers, %", "Week", "not surveyed"]),
        ("bonus_impact", ["CHF per agent and month", "Month"]),
        ("overview", ["hours a week", "% points", "CHF each a month"]),
        ("trade_off", ["hours per week", "Satisfied customers, %", "CHF per agent and month"]),
    ],
)
def test_units_and_the_currency_stand_on_the_axes(comparison, kind, units):
    scenario = comparison.scenario.model_copy(update={"currency": "CHF"})
    words = words_of(plots.draw(renamed(comparison, comparison.what_ifs, scenario=scenario), kind))
    assert [unit for unit in units if unit not in words] == []
    assert "USD" not in words


@pytest.mark.parametrize("kind", COURSES)
def test_the_change_is_marked_with_its_date(comparison, kind):
    ax = plots.draw(comparison, kind)
    start = comparison.scenario.calendar.start
    assert (start.year, start.month, start.day) == (2024, 1, 1)
    assert any(list(line.get_xdata()) == [2.5, 2.5] for line in ax.lines if line.get_gid() == "change")
    assert "Change on 15 Jan 2024 (week\u00a03)" in words_of(ax)
    assert "Jan 2024" in words_of(ax)


def test_the_month_of_the_change_is_shaded_whole_for_its_sums_know_no_days(comparison):
    (shade,) = [patch for patch in plots.bonus_impact(comparison).patches if patch.get_gid() == "change"]
    assert (shade.get_x(), shade.get_width()) == (-0.5, 1.0)


def test_changes_on_several_dates_name_whose_they_are(comparison):
    scenarios = dict(comparison.scenarios)
    later = scenarios["Pay from the pool"]
    entry = later.timeline[-1].model_copy(update={"week": 6, "day": "wed"})
    scenarios["Pay from the pool"] = later.model_copy(update={"timeline": [entry]})
    ax = plots.manager_hours(Comparison(comparison.scenario, scenarios, comparison.tallies, 1, 3))
    assert "“Remove the reward”: change on 15 Jan 2024 (week\u00a03)" in words_of(ax)
    assert "“Pay from the pool”: change on 7 Feb 2024 (week\u00a06)" in words_of(ax)
    assert faults_of(figure_of(ax)) == []


def test_the_overview_says_which_way_is_better(comparison):
    for metric, panel in panels_of(comparison).items():
        way = {"lower": "← better", "higher": "better →"}[METRICS[metric].better]
        assert panel.get_xlabel().split("\n")[-1] == way


def test_a_title_states_the_finding_and_from_one_replication_none(comparison):
    found = titles.verdict(comparison)
    (title,) = artists(plots.manager_hours(comparison), "title")
    before, after = level(found.cells[found.told, HEADLINE[0]])
    assert title.get_text() == f"Manager hours: {before}\u00a0→\u00a0{after} a week with “{found.told}”"
    one = {name: tallies[:1] for name, tallies in comparison.tallies.items()}
    single = Comparison(comparison.scenario, comparison.scenarios, one, 1, 1)
    (title,) = artists(plots.overview(single), "title")
    assert title.get_text().replace("\n", " ").startswith("Best: not clear yet. One replication shows nothing clearly")


def test_replications_seed_and_intervals_are_said_in_the_caption_and_one_gray_line_above(comparison, written):
    told = written[-1].read_text("utf-8")
    for kind, part in zip(KINDS, told.split("## ")[1:], strict=True):
        assert part.startswith(f"{kind}\n")
        assert "5 replications, seed 1" in part
        assert "95 % intervals" in part
        ax = plots.draw(comparison, kind)
        (note,) = artists(ax, "note")
        assert "\n" not in note.get_text()
        assert caption_of(ax).line == note.get_text()


def test_without_a_pool_the_picture_says_so(comparison):
    bare = without_pool(comparison)
    assert "No bonus pool in this scenario" in words_of(plots.bonus_impact(bare))
    assert "bonus" not in words_of(plots.overview(bare)).lower()
    assert "This center has no bonus pool" in words_of(plots.trade_off(bare))
    assert all(faults_of(figure_of(plots.draw(bare, kind))) == [] for kind in KINDS)


def test_a_dollar_in_a_name_is_no_formula(comparison):
    names = ["Pay $50 or $100 at once", "Give 5_000 ^ more & <b>"]
    for kind in KINDS:
        assert "Pay $50 or $100 at once" in words_of(plots.draw(renamed(comparison, names), kind))


def test_a_name_in_a_script_that_the_font_lacks_is_drawn_without_a_warning(comparison, tmp_path):
    files = plots.write_figures(plots.slides_of(renamed(comparison, ["お客様の声を聞く"])), tmp_path)
    assert "お客様の声を聞く" in (tmp_path / "overview.svg").read_text("utf-8")
    assert all(file.stat().st_size for file in files)


# --- nothing overlaps, nothing is cut ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "names",
    [["A"], [LONG], [f"{i} {LONG}"[:60] for i in range(5)], [f"{i} {LONG}"[:60] for i in range(12)], [UNBROKEN]],
    ids=["one", "one long", "five long", "twelve long", "one word"],
)
def test_names_of_60_characters_neither_overlap_nor_leave_the_picture(comparison, kind, names):
    ax = plots.draw(renamed(comparison, names), kind)
    assert faults_of(figure_of(ax)) == []
    written = words_of(ax).replace(" ", "")
    assert [name for name in names if name.replace(" ", "") not in written] == []


@pytest.mark.parametrize("kind", COURSES)
def test_one_long_word_breaks_rather_than_shrink_the_labels(comparison, kind):
    (label,) = artists(plots.draw(renamed(comparison, [UNBROKEN]), kind), f"label of {UNBROKEN}")
    assert "\n" in label.get_text()
    assert label.get_fontsize() > 10


def test_what_is_small_looks_small():
    more = small_center().behavior.pride + 0.01
    center = small_center(what_if={"Hardly": {"set": {"behavior.pride": more}, "from_week": 2}})
    hardly = compare(center, replications=5, jobs=1, beliefs=False)
    panels = figure_of(plots.draw(hardly, "overview")).axes
    for panel, metric in zip([panel for panel in panels if panel.get_xlabel()], HEADLINE[:2], strict=False):
        effect = hardly.effect("Hardly", metric)
        assert 0 < abs(effect.value) < 0.5
        assert max(map(abs, panel.get_xlim())) >= 1  # an hour, a point


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weeks", [1, 2, 34, 104])
def test_short_and_long_runs_are_readable(comparison, kind, weeks):
    assert faults_of(figure_of(plots.draw(over_weeks(comparison, weeks), kind))) == []


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_a_baseline_alone_is_drawn_too(comparison, kind):
    alone = renamed(comparison, [])
    result = Result(comparison.scenario, comparison.tallies[comparison.baseline], 1, 3)
    for shown in (alone, result):
        assert faults_of(figure_of(plots.draw(shown, kind))) == []


def test_a_single_scenario_shows_hours_and_proxy_over_time(comparison):
    result = Result(comparison.scenario, comparison.tallies[comparison.baseline], 1, 3)
    ax = result.plot()
    assert [panel.get_ylabel() for panel in figure_of(ax).axes] == ["Manager hours per week", "Satisfied customers, %"]


def test_texts_have_14_points_at_slide_size(comparison):
    for kind in KINDS:
        figure = figure_of(plots.draw(comparison, kind))
        assert list(figure.get_size_inches()) == pytest.approx([40 / 3, 7.5])
        assert min(text.get_fontsize() for text in drawn_texts(figure)) >= 14


@pytest.mark.long
def test_the_shipped_dealership_is_readable():
    dealership = compare(shipped("dealership"), replications=2, seed=1, jobs=1, beliefs=False)
    for kind in KINDS:
        assert faults_of(figure_of(plots.draw(dealership, kind))) == []


@pytest.mark.parametrize(
    "count", [1, 2, 5, 8, 11, 14, 30, *(pytest.param(n, marks=pytest.mark.long) for n in (20, 50))]
)
def test_no_figure_of_the_overview_covers_a_point_however_many_rows_there_are(comparison, count):
    figure = figure_of(plots.overview(renamed(comparison, [f"What-if {number}" for number in range(count)])))
    figure.draw_without_rendering()
    figures = figure.findobj(lambda artist: str(artist.get_gid()).startswith("figure of "))
    points = figure.findobj(lambda artist: artist.get_gid() == "point")
    reach = points[0].get_markersize() * figure.dpi / 72 / 2
    at = [point.axes.transData.transform((point.get_xdata()[0], point.get_ydata()[0])) for point in points]
    boxes = [text.get_window_extent() for text in figures]
    assert len(boxes) >= count
    assert len(at) == len(boxes)
    for box in boxes:
        over = [(x, y) for x, y in at if box.x0 < x < box.x1 and box.y0 - 0.3 * reach < y < box.y1]
        assert over == []


def test_the_marks_of_the_overview_are_explained_in_it(comparison):
    ax = plots.overview(comparison)
    (key,) = artists(ax, "key")
    written = "".join(text.get_text() for name in comparison.what_ifs for text in artists(ax, f"figure of {name}"))
    for words in (*MARK_WORDS, "† either way"):
        assert (words in key.get_text()) == (words[0] in written)


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_redrawn_for_a_phone_neither_overlap_nor_are_cut(comparison, kind):
    names = [f"{i} {LONG}"[:60] for i in range(5)]
    for shown in (comparison, renamed(comparison, names)):
        for metrics in ([None], list(batched(shown.table_metrics)))[kind == "overview"]:
            ax = paper(5.2, 6.5, 0.9)
            drawn = overview(shown, ax, metrics) if metrics else plots.draw(shown, kind, ax)
            assert faults_of(figure_of(drawn)) == []
            assert min(text.get_fontsize() for text in drawn_texts(figure_of(drawn))) >= 8


def batched(metrics: tuple[str, ...]) -> list[list[str]]:
    return [list(metrics[place : place + 3]) for place in range(0, len(metrics), 3)]


# --- manners ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_drawn_into_the_callers_axes(comparison, kind):
    figure = Figure(figsize=(6.4, 4.8))
    ax = figure.add_subplot()
    assert plots.draw(comparison, kind, ax) is ax
    assert faults_of(figure) == []


def test_an_unknown_picture_is_refused_with_a_suggestion(comparison):
    with pytest.raises(ValueError, match=r"'manager_hour'; did you mean 'manager_hours'\?"):
        plots.draw(comparison, "manager_hour")
    with pytest.raises(ValueError, match="kinds: overview, manager_hours, csat_proxy, bonus_impact, trade_off"):
        plots.draw(comparison, "zzz")


def test_settings_of_the_user_stay_as_they_were_and_change_nothing(comparison):
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "black", "svg.fonttype": "path"}):
        before = dict(mpl.rcParams)
        ax = plots.draw(comparison, "manager_hours")
        assert faults_of(figure_of(ax)) == []
        assert dict(mpl.rcParams) == before
        assert mpl.colors.to_hex(ax.get_facecolor()) == "#ffffff"


def test_jupyter_gets_a_picture_from_the_axes(comparison):
    assert comparison.plot()._repr_png_().startswith(b"\x89PNG")


def test_files_are_the_same_bytes_every_time_and_svg_keeps_its_text(comparison, written, tmp_path):
    second = plots.write_figures(plots.slides_of(comparison), tmp_path)
    assert [file.name for file in written] == [
        *(f"{kind}.{end}" for kind in KINDS for end in ("png", "svg")), "captions.md"
    ]  # fmt: skip
    assert [file.read_bytes() for file in written] == [file.read_bytes() for file in second]
    svg = (tmp_path / "manager_hours.svg").read_text("utf-8")
    assert ">Manager hours per week</text>" in svg
    assert "<dc:date>" not in svg
    png = (tmp_path / "manager_hours.png").read_bytes()
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) in {(2666, 1500), (2667, 1500)}
    assert b"Matplotlib" not in png


# --- the parts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", range(1, 51))
def test_no_two_what_ifs_of_a_picture_share_a_color_however_many_there_are(count):
    baseline, *found = looks(["Baseline", *map(str, range(count))]).values()
    assert baseline.color == "#000000"
    apart = [
        sum(abs(a - b) for a, b in zip(mpl.colors.to_rgb(one.color), mpl.colors.to_rgb(other.color), strict=True))
        for one, other in combinations([baseline, *found], 2)
    ]
    assert min(apart) > 0.1
    assert len({look.marker for look in found}) == min(count, 12)
    assert len({(look.marker, str(look.dashes)) for look in found}) >= min(count, 12)


def test_a_scenario_can_have_no_more_what_ifs_than_there_are_colors():
    (most,) = [each.max_length for each in Scenario.model_fields["what_ifs"].metadata if hasattr(each, "max_length")]
    assert len({look.color for look in looks(["Baseline", *map(str, range(most))]).values()}) == most + 1


def test_labels_are_spread_in_their_order_without_overlap():
    wanted, heights = [1.0, 1.0, 1.05, 3.0, 0.0], [0.4, 0.2, 0.4, 0.2, 0.2]
    centers = spread(wanted, heights, 0.0, 4.0)
    order = sorted(range(5), key=lambda i: centers[i])
    assert [order[0], order[-1]] == [4, 3]
    assert centers[3] == 3.0
    for lower, upper in pairwise(order):
        assert centers[upper] - centers[lower] >= (heights[lower] + heights[upper]) / 2 - 1e-9
    assert spread([], [], 0, 1) == []


def test_a_wrapped_text_keeps_every_letter():
    for text in (LONG, UNBROKEN, "a b"):
        wrapped = wrap(text, 1.0, 14)
        assert wrapped.replace("\n", "").replace(" ", "") == text.replace(" ", "")
        assert all(width_of(line, 14) <= 1.0 for line in wrapped.split("\n"))


def word_by_word(text, width, size):
    """Lines to which each word is added as long as it fits, each letter of one that fits into none."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= width:
            lines[-1] = longer
            continue
        lines += [""] * bool(lines[-1])
        for letter in word:
            if lines[-1] and width_of(lines[-1] + letter, size) > width:
                lines.append("")
            lines[-1] += letter
    return lines


@pytest.mark.parametrize("size", [8.68, 20.0])
def test_a_line_takes_each_next_word_that_fits(size):
    for text in (LONG, f"{LONG} {UNBROKEN} {LONG}", UNBROKEN, "AV To i – “é” " * 9, "il " * 40, "x  y " * 9, " ", ""):
        for width in (0.2, 1.0, 4.0):
            assert wrap(text, width, size).split("\n") == word_by_word(text, width, size)


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_a_text_is_as_wide_as_matplotlib_says_in_any_size(weight):
    for size in (5.1, 8.68, 14, 20.0):
        font = FontProperties(size=size, weight=weight)
        points = text_to_path.get_text_width_height_descent(LONG, font, False)[0]
        assert width_of(LONG, size, weight) == points / 72 * 1.03 + 0.015


def test_numbers_have_thousands_separators_and_a_true_minus():
    assert amount(-1234.56, 1) == "−1,235"
    assert amount(3.14, 1, signed=True) == "+3.1"
    assert amount(-0.04, 1) == "0.0"


def test_pay_outs_for_each_agent_need_somebody_who_shares():
    months = tuple(months_of(shipped("minimal").calendar.start, 5))
    assert [(month.start_day, month.end_day, month.whole) for month in months] == [(0, 31, True), (31, 35, False)]
    sums = np.zeros((2, len(MONTH_SUMS)))
    sums[:, MONTH_SUMS.index("payout_cents")] = 9000
    sums[:, MONTH_SUMS.index("sharers")] = 2, 4
    assert Tally((), np.zeros((5, 0)), sums, months).bonus_by_month() == [45, 22.5]
    assert Tally((), np.zeros((5, 0)), 0 * sums, months).bonus_by_month() == [None, None]
    assert METRICS["bonus_per_agent"].unit == "money per agent and month"
