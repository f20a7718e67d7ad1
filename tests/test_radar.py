"""The radar: a polygon a moment, labels in full, no drawing for less than three spokes."""

from xml.etree import ElementTree as ET

from accelerator.radar import Spoke, render_radar

TAG = "{http://www.w3.org/2000/svg}"


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


def test_what_was_not_said_has_no_mark():
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
