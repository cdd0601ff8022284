"""Damaged and hostile models get one clear line, with the place."""

import gzip

import pytest
from hypothesis import strategies as st

from sim.cli import run as command
from sim.fit.imported import foreign_xml
from sim.fit.imported.importing_models import import_model
from sim.scenario import ScenarioError
from tests.drawn import drawn
from tests.fit.imported.foreign_models import client, simple, written

GOOD = written(simple(clients=[client(forward=0.1, to={"calls": 1}, retry=(0.5, 0.25))])).replace("><", ">\n<")


def said(folder, text):
    path = folder / "model.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ScenarioError) as caught:
        import_model(path)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"", "no well-formed XML"),
        ("<a/>", "the root is 'a'"),
        (GOOD[:-40], "no well-formed XML"),
        ('<!DOCTYPE m [<!ENTITY x "y">]><CallCenterModel>&x;</CallCenterModel>', "declares the entity 'x'"),
        ("<CallCenterModel/>", "no client type"),
        ("<m>" * 60 + "</m>" * 60, "deeper than 40 levels"),
        (GOOD.replace("1440<", "many<"), "'many' is no number"),
        (GOOD.replace("Exponential distribution (120)", "Zipf distribution (120)"), "is not known here"),
        (
            GOOD.replace("Exponential distribution (120)", "Exponential distribution (x)"),
            "no distribution that can be read",
        ),
        (GOOD.replace("50%", "150%"), "out of range"),
        (GOOD.replace("<FreshCallsDistribution>1;", "<FreshCallsDistribution>"), "holds 23 numbers; 24, 48, 96"),
        (GOOD.replace("<AgentsGroupSkillLevel>all", "<AgentsGroupSkillLevel>none"), "no active agent group"),
        (gzip.compress(GOOD.encode())[:-30], "damaged"),
        (b"PK\x03\x04 and more", "is a zip"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(tmp_path, text, line):
    problem = said(tmp_path, text)
    assert line in problem.message
    assert "\n" not in problem.message
    assert problem.file.endswith("model.xml")


def test_a_fault_is_told_where_it_stands(tmp_path):
    problem = said(tmp_path, GOOD.replace("1440<", "many<"))
    assert "FreshCallsCount" in GOOD.splitlines()[problem.line - 1]


def test_what_unpacks_too_far_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(foreign_xml, "MOST_BYTES", 10_000)
    assert "unpacks to more than 10,000 bytes" in said(tmp_path, gzip.compress(b" " * 1_000_000)).message


@drawn(
    st.integers(0, len(GOOD)),
    st.integers(0, 40),
    st.sampled_from(["", "<", "&", "9e999", "-1", "%"]),
    examples=60,
    at_length=2000,
)
def test_whatever_is_cut_out_or_put_in_the_command_ends_well_or_says_a_line(tmp_path_factory, start, length, put):
    folder = tmp_path_factory.getbasetemp()
    path = folder / "broken.xml"
    path.write_text(GOOD[:start] + put + GOOD[start + length :], encoding="utf-8")
    assert command(["import", str(path), "-o", str(folder / "broken.yaml"), "--force", "--quiet"]) in (0, 2)


def test_nothing_is_written_where_the_model_is_wrong(tmp_path, capsys):
    (tmp_path / "model.xml").write_text("<a/>")
    assert command(["import", str(tmp_path / "model.xml"), "-o", str(tmp_path / "out.yaml")]) == 2
    assert "model.xml:1" in capsys.readouterr().err
    assert not (tmp_path / "out.yaml").exists()
