"""The report and its exports: nothing hostile in them, nothing asked of the network, the same bytes twice."""

import datetime
import functools
import io
import json
import re
import shutil
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from sim.cli import run
from sim.experiment.compare import compare
from sim.experiment.stress import stress
from sim.present import titles
from sim.present.appendix import appendix
from sim.present.finished_runs import kept_run
from sim.present.inline import inline_svg
from sim.present.inputs import inputs_of
from sim.present.page_pictures import PagePicture
from sim.present.report import report
from sim.present.stress_account import account
from sim.present.verdict_words import sentences
from sim.scenario import ScenarioError
from sim.scenario.scenario import scenario_from
from tests.centers import shipped, small_center
from tests.present import browser

SCRIPT = "<script>alert('x')</script>"
PAYLOADS = (
    SCRIPT,
    "=1+1",
    "@SUM(A1:A9)",
    "+1|cmd",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "</title></style></svg><b>&amp;",
    "A name of sixty characters, as long as any that is allowed..",
)


@pytest.fixture(scope="module")
def hostile():
    """A small comparison with a payload in every text of its scenario."""
    names = [name for name in PAYLOADS if name != SCRIPT]
    what_ifs = {
        name: {"about": payload, "use": ["mine"], "from_week": 2}
        for name, payload in zip(names, [*PAYLOADS[2:], SCRIPT], strict=True)
    }
    policy = {"name": "mine", "about": SCRIPT, "claims": SCRIPT, "assumes": SCRIPT, "set": {"incentives.relief": 0.1}}
    center = small_center(
        name=SCRIPT, about=" ".join(PAYLOADS), currency="=<b>&'\"", what_if=what_ifs, policies={"mine": policy}
    )
    return compare(center, replications=2, jobs=1)


@pytest.fixture(scope="module")
def page(hostile):
    return report(hostile)


@pytest.fixture(scope="module")
def back(hostile):
    return appendix(hostile, f"frontline compare {SCRIPT}.yaml")


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.words = [], []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("which", ["page", "back"])
def test_every_text_of_a_scenario_is_text_and_nothing_else(which, request):
    tags = _Tags()
    tags.feed(request.getfixturevalue(which))
    kinds = {tag for tag, _ in tags.found}
    assert not kinds & {"script", "img", "iframe", "object", "embed", "form", "b", "image", "foreignobject"}
    assert not [name for _, attributes in tags.found for name in attributes if name.startswith("on")]
    text = " ".join(tags.words)
    for payload in PAYLOADS:
        if which == "page" or payload != PAYLOADS[-1]:
            assert payload in text


@pytest.mark.parametrize("which", ["page", "back"])
def test_the_report_names_no_address_but_its_other_half(which, request):
    written = request.getfixturevalue(which)
    assert "://" not in written
    links = set(re.findall(r'(?:href|src)="([^"]*)"', written))
    other = {"page": "appendix.html", "back": "report.html"}[which]
    assert {link for link in links if not link.startswith("#")} == {"data:,", other}
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", written)


BANNED = ("Holm", "Kim-Nelson", "Kim–Nelson", "half-life", "half life", "logit", "relief", "CSAT proxy rises")
"""Words for the appendix: a client has none of them."""


LATER = [pytest.param(name, marks=pytest.mark.long) for name in ("support_center", "bank")]


@pytest.fixture(scope="module", params=["minimal", "dealership", *LATER])
def shipped_page(request):
    return report(compare(shipped(request.param), replications=2, jobs=1, beliefs=False))


def text_of(page):
    tags = _Tags()
    tags.feed(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
    return " ".join(tags.words)


def test_a_client_reads_no_word_of_statistics_and_no_key(shipped_page):
    words = text_of(shipped_page)
    assert [word for word in BANNED if word in words] == []
    dotted = r"\b(?:incentives|empowerment|behavior|teams|issues|customers|manager)\.\w+"
    keys = re.findall(dotted, words)
    assert keys == []


def test_the_first_page_is_the_verdict_its_picture_and_its_table(hostile, page):
    found = titles.verdict(hostile)
    first = page[page.index('id="verdict"') : page.index("</section>")]
    said = text_of(first)
    for sentence in sentences(hostile, found):
        assert " ".join(sentence.replace(": ", " : ").split())[:40].replace(" :", ":") in " ".join(said.split())
    assert "<svg" in first
    assert [name for name in ["Today, simulated", *hostile.what_ifs] if name not in said] == []
    heads = re.findall(r"<h2>(.*?)</h2>", page)
    assert heads[-4:] == [
        "What each what-if does, and why",
        "Week by week",
        "What it rests on",
        "The center in numbers",
    ]


def test_the_appendix_has_what_the_report_leaves_out(back):
    heads = re.findall(r"<h2>(.*?)</h2>", back)
    assert heads == [
        "What was found", "The figures", "Why it moved", "What is assumed", "How the advice depends on it", "Method",
        "Provenance",
    ]  # fmt: skip


def test_a_picture_brings_nothing_but_drawing_into_the_page():
    document = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        '<metadata>x</metadata><script>x</script><image xlink:href="http://x.y/z"/><g id="a" onclick="x">'
        '<path id="p" d="M 0 0"/><use xlink:href="#p" style="fill: #0072b2; clip-path: url(#c)"/>'
        '<use xlink:href="http://x.y/z"/></g><clipPath id="c"/></svg>'
    )
    found = inline_svg(document, "one", 'what "it" shows')
    root = ElementTree.fromstring(found)
    assert [node.tag for node in root.iter()] == ["svg", "g", "path", "use", "use", "clipPath"]
    assert root.attrib == {"role": "img", "aria-label": 'what "it" shows'}
    assert [node.get("id") for node in root.iter() if node.get("id")] == ["one-p", "one-c"]
    assert root[0][1].attrib == {"href": "#one-p", "style": "fill: #0072b2; clip-path: url(#one-c)"}
    assert not root[0][2].attrib


def test_equal_runs_give_equal_bytes(hostile, back):
    """The report is written again from a folder; see below."""
    assert appendix(hostile, f"frontline compare {SCRIPT}.yaml") == back


@pytest.fixture(scope="module")
def sheets(hostile):
    """The bytes of a workbook."""
    pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter", reason="needs the extra office")
    from sim.present.sheets import workbook

    return workbook(hostile, "=frontline")


def test_a_workbook_holds_text_and_numbers_but_no_formula(hostile, sheets):
    import openpyxl

    from sim.present.sheets import workbook

    assert workbook(hostile, "=frontline") == sheets
    book = openpyxl.load_workbook(io.BytesIO(sheets))
    assert book.sheetnames == [
        "Comparison", "Inputs", "Summary", "KPIs by week", "Replications", "Assumptions", "Definitions", "Provenance",
    ]  # fmt: skip
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert {name for name in PAYLOADS if name != SCRIPT} <= texts
    summary = hostile.table
    head, *rows = book["Summary"].iter_rows(values_only=True)
    means = [row[head.index("mean")] for row in rows]
    assert len(rows) == len(summary)
    assert means[0] == pytest.approx(summary["mean"][0], rel=1e-8)
    assert "#,##0.00" in {cell.number_format for cell in book["Summary"]["E"]}
    head, *weeks = book["KPIs by week"].iter_rows(values_only=True)
    days = {(row[head.index("week")], row[head.index("date")].date()) for row in weeks}
    start = hostile.scenario.calendar.start
    assert days == {(n + 1, start + datetime.timedelta(weeks=n)) for n in range(hostile.weeks)}


def test_the_first_sheet_compares_and_the_second_has_every_input_that_is_not_the_default(hostile, sheets):
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(sheets))
    head, *rows = book["Comparison"].iter_rows(values_only=True)
    assert [row[0] for row in rows] == list(hostile.scenarios)
    place = head.index("Manager hours, hours per week")
    for row in rows:
        assert row[place] == pytest.approx(hostile.level(row[0], "manager_hours_per_week").value, rel=1e-8)
        if row[0] != hostile.baseline:
            change = hostile.effect(row[0], "manager_hours_per_week").value
            assert row[place + 1] == pytest.approx(change, rel=1e-8)
    _, *inputs = book["Inputs"].iter_rows(values_only=True)
    said = {row[0]: row[1] for row in inputs}
    assert said["incentives.relief"] == hostile.scenario.incentives.relief
    again = scenario_from({**said_plainly(hostile.scenario)})
    assert again == hostile.scenario.model_copy(update={"what_ifs": {}, "policies": {}, "timeline": []})
    assert set(said) == set(inputs_of(hostile.scenario))


def said_plainly(scenario):
    """What a scenario says apart from its defaults, as its file would."""
    dumped = scenario.model_dump(by_alias=True, exclude_defaults=True)
    return {key: value for key, value in dumped.items() if key not in ("what_if", "what_ifs", "policies", "timeline")}


def test_whatever_a_picture_points_to_is_there():
    done = compare(small_center(), replications=2, jobs=1, beliefs=False)
    hatched = stress(small_center(), 4, inputs={"incentives.relief": (0.1, 0.9)}, replications=2, jobs=1)
    written = appendix(done, "", account(hatched)) + report(done, account(hatched))
    ids = set(re.findall(r' id="([^"]+)"', written))
    assert re.search(r'<pattern[^>]*>\s*<rect[^>]* fill="#[0-9a-f]{6}"', written)
    assert set(re.findall(r"url\(#([^)]+)\)", written)) <= ids


def test_the_slides_of_the_shipped_story_have_every_what_if_in_words():
    pptx = pytest.importorskip("pptx", reason="needs the extra office")
    from sim.present.slides import slides

    done = compare(shipped("dealership"), replications=10, jobs=1, beliefs=False)
    deck = pptx.Presentation(io.BytesIO(slides(done, "It does.")))
    (table,) = [shape.table for shape in deck.slides[1].shapes if shape.has_table]
    assert [row.cells[0].text for row in table.rows][1:] == ["Today, simulated", *titles.verdict(done).ranked()]
    every = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    words = " ".join(every)
    assert "Stronger than studies support" not in words
    assert [word for word in (*BANNED, "incentives.", "empowerment.") if word in words] == []
    assert deck.slides[0].shapes.title.text_frame.text.startswith("Best of 7: “Both steps”.")


def test_five_slides_say_what_was_found_in_text_that_can_be_edited(hostile):
    pptx = pytest.importorskip("pptx", reason="needs the extra office")
    from sim.present.slides import slides

    made = slides(hostile)
    parts = zipfile.ZipFile(io.BytesIO(made))
    assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(re.findall(rb">(\d{4})-\d\d-\d\dT", parts.read("docProps/core.xml"))) == {b"2000"}
    deck = pptx.Presentation(io.BytesIO(made))
    assert len(deck.slides) == 5
    assert deck.slide_width * 9 == pytest.approx(deck.slide_height * 16, rel=1e-6)
    heads = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert all(heads)
    assert " ".join(heads[0].split()).startswith("Best")
    pictures = [[shape for shape in slide.shapes if shape.shape_type == 13] for slide in deck.slides]
    assert [len(found) for found in pictures] == [1, 0, 0, 1, 0]
    assert all(found[0].image.dpi == (200, 200) for found in pictures if found)
    (table,) = [shape.table for shape in deck.slides[1].shapes if shape.has_table]
    rows = [table.cell(row, 0).text_frame.text for row in range(len(table.rows))]
    assert rows[1:-1] == ["Today, simulated", *titles.verdict(hostile).ranked()][: len(rows) - 2]
    for slide in deck.slides:
        assert any("seed 1" in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width + 1
            assert shape.top + shape.height <= deck.slide_height + 1


def test_slide_texts_end_with_a_sentence_and_warnings_stand_below_the_table():
    pptx = pytest.importorskip("pptx", reason="needs the extra office")
    from sim.present.slides import _ABOUT, _whole_sentences, slides

    text = "Analyzed in Brown et al. 2005. " * 40
    short = _whole_sentences(text.strip())
    assert short.endswith("et al. 2005.")
    assert _ABOUT - 40 < len(short) <= _ABOUT
    assert _whole_sentences("word " * 200).endswith(" …")
    made = compare(small_center(what_if={"Pool": {"use": ["pay_from_bonus_pool"]}}), replications=4, jobs=1)
    deck = pptx.Presentation(io.BytesIO(slides(made)))
    assert len(deck.slides) == 5
    texts = " ".join(shape.text_frame.text for shape in deck.slides[1].shapes if shape.has_text_frame)
    assert "of debt in the pool" in texts


def test_a_report_without_a_pool_has_no_picture_of_one():
    made = compare(small_center(incentives={"relief": 0.4}), replications=2, jobs=1, beliefs=False)
    assert "Paid out" not in report(made)


def short_center():
    return small_center(calendar={"weeks": 2, "open": {"mon-fri": "9:00-17:00"}})


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A finished run's folder."""
    from sim.present.folder import save

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.present.plots.write_figures", lambda _, folder: folder.mkdir())
        return save(compare(short_center(), replications=2, jobs=1), tmp_path_factory.mktemp("runs") / "small")


@pytest.fixture
def folder(kept, tmp_path):
    return Path(shutil.copytree(kept, tmp_path / "small"))


@pytest.fixture
def again(folder, kept):
    """The words that write a folder's report again; replications rest in one store."""
    return ["report", str(folder), "--quiet", "--store", str(kept.parent / "store.db"), "--jobs", "1"]


@pytest.fixture
def undrawn(monkeypatch):
    """A report of which only the words are asked."""
    picture = PagePicture("", "", [], Markup("<svg/>"), [])
    for name in ("overview_picture", "flow_picture"):
        monkeypatch.setattr(f"sim.present.report.{name}", lambda _: picture)
    monkeypatch.setattr("sim.present.report.course_pictures", lambda _, kinds, slides: [picture for _ in kinds])


def test_the_folder_alone_gives_the_report_again(folder, again):
    before = (folder / "report.html").read_bytes()
    (folder / "report.html").unlink()
    assert run(again) == 0
    assert (folder / "report.html").read_bytes() == before


@pytest.mark.usefixtures("undrawn")
def test_what_somebody_edited_is_not_overwritten_unasked(folder, again, capsys):
    pytest.importorskip("xlsxwriter", reason="needs the extra office")
    (folder / "report.xlsx").write_bytes(b"mine")
    words = [*again, "--xlsx"]
    assert run(words) == 2
    assert "--force" in capsys.readouterr().err
    assert (folder / "report.xlsx").read_bytes() == b"mine"
    assert run([*words, "--force"]) == 0
    assert (folder / "report.xlsx").read_bytes()[:2] == b"PK"


@pytest.mark.usefixtures("undrawn")
def test_a_report_that_somebody_edited_is_not_overwritten_unasked(folder, again, capsys):
    words = again
    assert run(words) == 0
    page = (folder / "report.html").read_text("utf-8")
    (folder / "report.html").write_text(page.replace("</h1>", "</h1><p>mine</p>"), "utf-8")
    assert run(words) == 2
    assert "report.html: was edited since it was written" in capsys.readouterr().err
    assert "mine" in (folder / "report.html").read_text("utf-8")
    assert run([*words, "--force"]) == 0
    assert (folder / "report.html").read_text("utf-8") == page


def _edit(folder, name, change):
    data = json.loads((folder / name).read_text("utf-8"))
    change(data)
    (folder / name).write_text(json.dumps(data), "utf-8")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda f: (f / "scenario.json").unlink(), "holds no scenario.json"),
        (lambda f: (f / "scenario.json").write_text("[1"), "cannot be read"),
        (lambda f: (f / "scenario.json").write_text("[" * 100_000), "cannot be read"),
        (lambda f: (f / "study.json").write_text("{}"), "not as frontline compare wrote"),
        (lambda f: _edit(f, "study.json", lambda d: d.update(seed=2)), "not the scenario of the run"),
        (lambda f: _edit(f, "study.json", lambda d: d["run"].update(study="stress")), "another kind (stress)"),
        (
            lambda f: _edit(f, "scenario.json", lambda d: d["scenarios"][0].update(briefed_before_surges=True)),
            "not the",
        ),
        (lambda f: _edit(f, "scenario.json", lambda d: d["scenarios"][0].update(typo=True)), "typo"),
        (lambda f: (f / "summary.csv").write_text("other"), "does not hold the numbers"),
    ],
)
def test_files_that_do_not_belong_together_are_told_in_a_line(folder, capsys, damage, words):
    damage(folder)
    assert run(["report", str(folder), "--quiet", "--store", "none", "--jobs", "1"]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told


def _places(data, way=()):
    """All ways to a value in plain data."""
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, part in parts for found in [(*way, key), *_places(part, (*way, key))]]


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", ["study.json", "scenario.json"])
def test_whatever_value_is_altered_no_other_run_is_read(folder, name, step):
    """Every fourth value; among the long tests each."""
    whole = (folder / name).read_text("utf-8")
    for *way, key in _places(json.loads(whole))[::step]:
        for other in ("other", None):
            data = json.loads(whole)
            holder = functools.reduce(lambda part, step: part[step], way, data)
            if holder[key] == other:
                continue
            holder[key] = other
            (folder / name).write_text(json.dumps(data), "utf-8")
            with pytest.raises(ScenarioError, match=re.escape(str(folder))):
                kept_run(folder)
    (folder / name).write_text(whole, "utf-8")
    kept_run(folder)


def test_a_missing_extra_is_named(folder, capsys, monkeypatch):
    monkeypatch.setattr("sim.cli.reporting.find_spec", lambda _: None)
    assert run(["report", str(folder), "--pptx"]) == 2
    assert "frontline-sim[office]" in capsys.readouterr().err


@pytest.mark.long
def test_a_stress_beside_the_run_becomes_a_section(folder):
    from sim.experiment.stress import stress

    before = (folder / "report.html").read_bytes()
    words = ["report", str(folder), "--quiet", "--store", str(folder.parent / "store.db"), "--jobs", "1"]
    few = {"incentives.relief": (0.0, 1.0)}
    hours = "manager_hours_per_week"
    stress(short_center(), 2, inputs=few, outcomes=hours, replications=2, jobs=1).save(folder.parent / "beliefs")
    (folder.parent / "broken").mkdir()
    (folder.parent / "broken" / "study.json").write_text('{"run": {"study": "stress", "scenario": 3}}')
    assert run(words) == 0
    page = (folder / "report.html").read_text("utf-8")
    assert "Whether the advice survives still other beliefs was studied too" in page
    assert b"was studied too" not in before
    told = (folder / "appendix.html").read_text("utf-8")
    assert "2 worlds" in told
    assert told.count("<svg") == 2
    assert "://" not in told


@pytest.mark.skipif(bool(browser.missing()), reason=browser.missing())
def test_chromium_opens_it_without_an_error_or_a_request(page, tmp_path):
    file, told, asked = tmp_path / "report.html", [], []
    file.write_text(page, encoding="utf-8")
    with browser.browser() as view:
        view.page.on("console", lambda message: told.append(message.text))
        view.page.on("dialog", lambda dialog: told.append(dialog.message))
        view.page.on("request", lambda request: asked.append(request.url))
        view.page.goto(file.as_uri())
        size = "[document.scripts.length, document.documentElement.scrollWidth - innerWidth]"
        scripts, wide = view.page.evaluate(size)
        heads = view.page.locator("h2").all_inner_texts()
    assert view.errors == told == []
    assert asked == [file.as_uri()]
    assert scripts == 0
    assert wide <= 0
    assert len(heads) == 5


@pytest.mark.skipif(bool(browser.missing()), reason=browser.missing())
@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_pictures_are_redrawn_and_nothing_scrolls_sideways(page, back, tmp_path, width):
    for name, text in (("report.html", page), ("appendix.html", back)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with browser.browser(width, 800) as view:
        for name in ("report.html", "appendix.html"):
            view.page.goto((tmp_path / name).as_uri())
            wide = view.page.evaluate(
                "[...document.querySelectorAll('body *')].filter(e => !e.closest('svg') && "
                "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + e.className)"
            )
            assert wide == []
            assert view.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        view.page.goto((tmp_path / "report.html").as_uri())
        seen = "[...document.querySelectorAll('svg')].filter(e => e.getBoundingClientRect().width > 0)"
        assert view.page.evaluate(f"{seen}.every(e => e.closest('.narrow') !== null)")
        least = "Math.min(...[...e.querySelectorAll('text')].map(t => t.getBoundingClientRect().height))"
        if width >= 390:
            assert min(view.page.evaluate(f"{seen}.map(e => {least})")) > 6
