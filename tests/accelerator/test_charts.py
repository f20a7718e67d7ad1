"""Charts: clean under the CSP, accessible, never by colour alone, one drawing for the page and the paper."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from accelerator import charts
from accelerator.charts import Bar, Spoke, render_radar

ITEMS = [Bar("Une expertise", 7, marked=True), Bar("Un financement", 4), Bar("Autre chose", 0)]


def bars(items: list[Bar] = ITEMS, **fields: object) -> charts.Chart:
    return charts.bars(
        items,
        **{
            "title": "Besoins",
            "description": "Sept projets.",
            "columns": ("Besoin", "Projets"),
            "mark": "ce projet",
            **fields,
        },
    )  # type: ignore[arg-type]


def steps(items: list[Bar]) -> charts.Chart:
    return charts.steps(items, title="Utilité", description="De 1 à 5.", columns=("Note", "Projets"))


@pytest.mark.parametrize("chart", [bars(), steps(ITEMS)], ids=["bars", "steps"])
def test_nothing_that_a_strict_csp_refuses(chart: charts.Chart) -> None:
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=|href=", chart.svg)


@pytest.mark.parametrize("chart", [bars(), steps(ITEMS)], ids=["bars", "steps"])
def test_a_screen_reader_meets_one_image_with_a_title_and_a_description(chart: charts.Chart) -> None:
    root = ET.fromstring(chart.svg)
    named = {node.get("id"): node.text for node in root if node.get("id")}

    assert root.get("role") == "img"
    assert [named[name] for name in root.get("aria-labelledby", "").split()] == [
        chart.title,
        chart.description,
    ]


def test_the_table_says_what_the_drawing_says() -> None:
    chart = bars()

    assert chart.columns == ["Besoin", "Projets"]
    assert chart.rows == [["Une expertise (ce projet)", "7"], ["Un financement", "4"], ["Autre chose", "0"]]
    assert [text.text for text in ET.fromstring(chart.svg).findall(".//{*}text")] == [
        cell for row in chart.rows for cell in row
    ]


def test_a_marked_bar_is_marked_by_words_and_pattern_not_by_colour_alone() -> None:
    root = ET.fromstring(bars().svg)
    solid, hatched = root.findall("{*}rect")

    assert solid.get("fill") == charts.BLUE
    assert hatched.get("fill", "").startswith("url(#")
    assert root.find(".//{*}pattern") is not None


def test_typed_markup_is_escaped() -> None:
    root = ET.fromstring(bars([Bar("<script>alert(1)</script>", 2)], title="<b>").svg)

    assert not [node for node in root.iter() if node.tag.endswith(("script", "}b"))]
    assert root.findtext("{*}text") == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "items", [[], [Bar("Rien", 0)], [Bar("Beaucoup", 10_000)]], ids=["none", "zero", "many"]
)
def test_odd_data_still_draws(items: list[Bar]) -> None:
    assert ET.fromstring(bars(items).svg).get("role") == "img"
    assert ET.fromstring(steps(items).svg).get("role") == "img"


TAG = "{http://www.w3.org/2000/svg}"


def test_the_words_of_a_change_are_written_on_two_lines_before_they_are_cut() -> None:
    question = "Vous sentez-vous en mesure de mener ce projet à bien ?"
    line = charts.ChangeLine(question, 0.2, 0.6, "2", "4")
    chart = charts.changes([line], title="", description="", columns=[])

    assert " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", chart.drawing)) == question


def draw(spokes):
    return render_radar(spokes, highest=4, title="Carte", description="Trois axes.", columns=["Axe"], rows=[])


def shapes(chart, name):
    return [shape for shape in ET.fromstring(chart.svg).iter() if shape.get("class") == name]


def test_each_moment_has_its_polygon_and_its_marks():
    chart = draw([Spoke("A", 1, 2), Spoke("B", 4, 0), Spoke("C", 3, None)])

    assert len(shapes(chart, "radar-now")) == 1
    assert len(shapes(chart, "radar-before")) == 1
    assert len(shapes(chart, "radar-mark")) == 3
    assert len(shapes(chart, "radar-mark-before")) == 2
    assert len(shapes(chart, "radar-ring")) == 4 + 3


def test_unrated_axes_have_no_mark():
    chart = draw([Spoke("A", None), Spoke("B", 4), Spoke("C", None)])

    assert len(shapes(chart, "radar-mark")) == 1
    assert not shapes(chart, "radar-now")


def test_the_highest_level_stands_on_the_last_ring_and_the_lowest_at_the_centre():
    chart = draw([Spoke("A", 4), Spoke("B", 0), Spoke("C", 2)])
    first, second, _third = shapes(chart, "radar-mark")

    assert (float(first.get("cx")), float(first.get("cy"))) == (280, 100)
    assert (float(second.get("cx")), float(second.get("cy"))) == (280, 240)


def test_a_long_name_is_written_in_full_and_escaped():
    chart = draw([Spoke("Organisation & contenu du travail", 1), Spoke("B", 1), Spoke("C", 1)])

    words = " ".join(part.text for part in ET.fromstring(chart.svg).iter(f"{TAG}tspan"))
    assert words.startswith("Organisation & contenu du travail")


def test_two_spokes_make_no_radar():
    assert draw([Spoke("A", 1), Spoke("B", 1)]) is None
