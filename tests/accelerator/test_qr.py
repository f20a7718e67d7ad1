"""Codes that a phone reads."""

from xml.etree import ElementTree

from accelerator.qr import QUIET, render_qr_code


def test_a_code_is_a_named_drawing_with_its_quiet_zone():
    drawn = ElementTree.fromstring(render_qr_code("https://exemple.test/live/", label="Ouvrir « la page »"))
    side = int(drawn.attrib["viewBox"].split()[-1])
    assert drawn.attrib["aria-label"] == "Ouvrir « la page »"
    assert side > 21 + 2 * QUIET - 1


def test_what_the_code_says_changes_the_drawing_and_nothing_of_it_is_markup():
    assert render_qr_code("a", label='"><script>') != render_qr_code("b", label='"><script>')
    assert "<script>" not in render_qr_code("a", label='"><script>')
