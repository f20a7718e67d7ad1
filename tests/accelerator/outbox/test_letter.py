"""The body of a mail: Markdown as the HTML that mail readers need, with one button, and a subject in one line."""

import re

import pytest

from accelerator.outbox.letter import STYLES, body_html, in_one_line, parse


def render(source: str) -> str:
    return str(body_html(parse(source)))


def list_links(html: str) -> list[tuple[str, str]]:
    """Address and words of each link, in order."""
    return re.findall(r'<a[^>]*href="([^"]+)"[^>]*>\s*([^<]*?)\s*</a>', html)


def without_button(html: str) -> bool:
    return "<table" not in html


def test_the_first_paragraph_that_is_only_a_link_is_the_button_and_the_rest_stays_around_it() -> None:
    html = render(
        "Bonjour\n\n[Ouvrir *le* dossier](https://exemple.test/a)\n\n[Puis](https://exemple.test/b)\n\nFin"
    )

    before, button, after = re.split(r"(<table.*?</table>)", html, flags=re.DOTALL)
    assert "Bonjour" in before
    assert list_links(button) == [("https://exemple.test/a", "Ouvrir le dossier")]
    assert list_links(after) == [("https://exemple.test/b", "Puis")]
    assert after.rstrip().endswith("Fin</p>")
    assert html.count("Ouvrir") == 1
    assert html.count("<p ") == html.count("</p>")


@pytest.mark.parametrize(
    "source",
    [
        "Voyez [ici](https://exemple.test)",
        "[ici](https://exemple.test) et là",
        "[ici](https://exemple.test) [là](https://exemple.test)",
        "- [ici](https://exemple.test)",
        "# [ici](https://exemple.test)",
        "Rien",
        "",
    ],
)
def test_a_link_among_words_in_a_list_or_a_title_is_no_button(source: str) -> None:
    assert without_button(render(source))


def test_a_link_alone_is_a_button_with_nothing_around_it() -> None:
    html = render("[Ouvrir](https://exemple.test)")

    assert html.strip().startswith("<table")
    assert html.strip().endswith("</table>")


def test_typed_texts_are_escaped_and_each_element_has_its_style() -> None:
    html = render(
        "# Titre\n\nUn <b>mot</b> [lien](https://exemple.test) `code`\n\n> cité\n\n1. un\n2. deux\n\n---"
    )

    assert "&lt;b&gt;mot&lt;/b&gt;" in html
    for tag in ("h1", "p", "a", "code", "blockquote", "ol", "li", "hr"):
        opened = re.findall(rf"<{tag}\b[^>]*>", html)
        assert opened
        assert all(f'style="{STYLES[tag]}"' in found for found in opened), tag


def test_line_breaks_stay_in_the_body_and_leave_the_subject() -> None:
    assert "<br" in render("Une ligne\nune autre")
    assert (
        in_one_line("Votre *projet*\n  « [Arche](https://exemple.test) »\nest là")
        == "Votre projet « Arche » est là"
    )
    assert in_one_line("") == ""
