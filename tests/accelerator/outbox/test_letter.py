"""A letter's body, as a reader of plain text and one of HTML get it."""

import re

import pytest

from accelerator.outbox.letter import STYLES, body_html, body_text, in_one_line, parse


def text(source: str, **options: str) -> str:
    return body_text(parse(source), **options)


def drawn(source: str) -> str:
    return str(body_html(parse(source)))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1. un\n2. deux\n3. trois", "1. un\n2. deux\n3. trois\n"),
        ("4. quatre\n5. cinq", "4. quatre\n5. cinq\n"),
        ("- un,\n  la suite\n- deux", "- un,\n  la suite\n- deux\n"),
        ("10. un,\n    la suite", "10. un,\n    la suite\n"),
        ("Avant.\n\n- un\n\nAprès.", "Avant.\n\n- un\n\nAprès.\n"),
        ("- un\n\n  sa suite\n\n- deux", "- un\n\nsa suite\n\n- deux\n"),
    ],
)
def test_lists_keep_their_marks_in_a_text(source: str, expected: str) -> None:
    assert text(source) == expected


def test_lists_in_lists_go_on_where_they_were() -> None:
    letter = text("1. un\n   - deux\n     - trois\n   - quatre\n2. cinq")

    assert [line for line in letter.splitlines() if line] == [
        "1. un",
        "  - deux",
        "    - trois",
        "  - quatre",
        "2. cinq",
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## Titre\n\nUn mot.", "Titre\n\nUn mot.\n"),
        ("Un.\n\n---\n\nDeux.", "Un.\n\n-- \n\nDeux.\n"),
        ("Avant.\n\n```\nligne 1\n  ligne 2\n```\n\nAprès.", "Avant.\n\nligne 1\n  ligne 2\n\nAprès.\n"),
        ("Avant.\n\n    du code\n\nAprès.", "Avant.\n\ndu code\n\nAprès.\n"),
        ("Le code : `123 456`.", "Le code : 123 456.\n"),
        ("Une ligne\net la suivante  \net la dernière.", "Une ligne\net la suivante\net la dernière.\n"),
        ("Un <b>mot</b>.", "Un <b>mot</b>.\n"),
    ],
)
def test_the_rest_of_markdown_reads_as_text(source: str, expected: str) -> None:
    assert text(source) == expected


def test_a_link_tells_its_address_once() -> None:
    assert text("[Ouvrir la page](https://un.test/a)") == "Ouvrir la page : https://un.test/a\n"
    assert text("[Open](https://un.test/a)", colon=": ") == "Open: https://un.test/a\n"
    assert text("Voir <https://un.test/a>.") == "Voir https://un.test/a.\n"
    assert text("[a@un.test](mailto:a@un.test)") == "a@un.test\n"
    assert text("[Écrire](mailto:a@un.test), [lire](https://un.test)") == (
        "Écrire : a@un.test, lire : https://un.test\n"
    )


def test_a_subject_is_the_words_of_its_markdown() -> None:
    assert in_one_line("**Reçu**\npour  [vous](https://un.test)") == "Reçu pour vous"
    assert in_one_line("") == ""


def test_the_first_paragraph_that_is_only_a_link_is_the_button() -> None:
    html = drawn("Avant.\n\n[Ouvrir *la* page](https://un.test/a)\n\nAprès.\n\n[Autre](https://deux.test)")

    before, button, after = html.partition("<table")[0], html, html.partition("</table>")[2]
    assert "Avant." in before
    assert "un.test" not in before + after
    assert button.count('class="mail-button" href="https://un.test/a"') == 1
    assert ">Ouvrir la page</a>" in button
    assert ">Après.</p>" in after
    assert 'href="https://deux.test"' in after


@pytest.mark.parametrize(
    "source",
    [
        "- [Ouvrir](https://un.test)\n- [Lire](https://deux.test)",
        "[Ouvrir](https://un.test) ou [lire](https://deux.test)",
        "Lire [ceci](https://un.test)",
        "[Ceci](https://un.test) se lit",
        "## [Ouvrir](https://un.test)",
        "Rien à ouvrir.",
    ],
)
def test_other_links_stay_links(source: str) -> None:
    html = drawn(source)

    assert "mail-button" not in html
    assert html.count("href=") == source.count("](")


def test_what_mail_readers_draw_has_its_style_in_it() -> None:
    html = drawn("# A\n\n## B\n\n### C\n\n> D\n\n1. E\n\n- F\n\n---\n\nG `h` et [i](https://un.test).")

    for tag, style in STYLES.items():
        assert re.search(rf'<{tag} [^>]*style="{re.escape(style)}"', html), tag
    assert not re.search(r"</[a-z1-3]+ ", html)


def test_markup_that_somebody_wrote_is_shown_as_it_is() -> None:
    assert "&lt;b&gt;" in drawn("Un <b>mot</b>\nen deux lignes.")
    assert "<br" in drawn("Un <b>mot</b>\nen deux lignes.")
