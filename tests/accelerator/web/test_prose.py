"""Dates in words and French typography, on rendering only."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

from accelerator.web.templatetags import prose

NBSP = "\N{NO-BREAK SPACE}"
THURSDAY = datetime(2018, 12, 13, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _french():
    with translation.override("fr"):
        yield


def words(text: str) -> str:
    return text.replace(NBSP, " ")


def test_a_date_reads_as_one_says_it():
    assert words(prose.longdate(THURSDAY)) == "jeudi 13 décembre 2018 à 9 h 30"
    assert words(prose.day(THURSDAY)) == "jeudi 13 décembre 2018"
    assert words(prose.clock(THURSDAY)) == "9 h 30"


def test_a_date_is_that_of_paris():
    evening = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert words(prose.day(evening)) == "mercredi 1er juillet 2026"
    assert words(prose.short_day(evening)) == "1er juil. 2026"


def test_a_deadline_names_its_year_only_when_needed():
    closing = datetime(2026, 10, 12, 16, 0, tzinfo=UTC)
    assert words(prose.deadline(closing, datetime(2026, 9, 1, tzinfo=UTC))) == "avant le 12 octobre à 18 h"
    assert (
        words(prose.deadline(closing, datetime(2025, 12, 1, tzinfo=UTC))) == "avant le 12 octobre 2026 à 18 h"
    )


def test_english_dates():
    with translation.override("en"):
        assert words(prose.day(THURSDAY)) == "Thursday 13 December 2018"
        assert words(prose.clock(THURSDAY)) == "9:30 am"
        assert words(prose.clock(datetime(2018, 12, 13, 17, 0, tzinfo=UTC))) == "6 pm"


def test_two_days_say_once_what_they_share() -> None:
    thursday = date(2027, 1, 21)

    def describe(last: date | None) -> str:
        return words(prose.days(thursday, last))

    assert describe(None) == describe(thursday) == "jeudi 21 janvier 2027"
    assert describe(date(2027, 1, 22)) == "jeudi 21 et vendredi 22 janvier 2027"
    assert describe(date(2027, 2, 1)) == "jeudi 21 janvier au lundi 1er février 2027"
    assert describe(date(2028, 1, 1)) == "jeudi 21 janvier 2027 au samedi 1er janvier 2028"
    with translation.override("en"):
        assert describe(date(2027, 1, 22)) == "Thursday 21 and Friday 22 January 2027"


def test_no_date_no_words():
    assert prose.longdate(None) == prose.day(None) == prose.clock(None) == prose.deadline(None) == ""


def test_french_spaces():
    for typed, visible in (
        ("Pourquoi ?", f"Pourquoi{NBSP}?"),
        ("Vraiment?!", f"Vraiment{NBSP}?!"),
        ("deux jours ; un lieu : Caen", f"deux jours{NBSP}; un lieu{NBSP}: Caen"),
        ("dit « oui »", f"dit «{NBSP}oui{NBSP}»"),
        ("dit «oui»", f"dit «{NBSP}oui{NBSP}»"),
        ("La frise, 2e tour ; 12e place", f"La frise, 2ᵉ tour{NBSP}; 12ᵉ place"),
        ("La frise, 1er tour, 1re fois, 1er maintien", "La frise, 1ᵉʳ tour, 1ʳᵉ fois, 1ᵉʳ maintien"),
        (
            "le 1er mars 2027, au 1er janv. 2026, 21re b, 1er, 1er-né",
            "le 1er mars 2027, au 1er janv. 2026, 21re b, 1er, 1er-né",
        ),
        ("1e, 2e-mail, 12e, a2e b, 2018e fois", "1e, 2e-mail, 12e, a2e b, 2018e fois"),
        ("1 500 € à 9:30, https://a.example/?b", f"1{NBSP}500{NBSP}€ à 9:30, https://a.example/?b"),
    ):
        assert prose.typo(typed) == visible


def test_french_apostrophes():
    for typed, visible in (
        ("l'usine d'à côté, aujourd'hui", "l’usine d’à côté, aujourd’hui"),
        ("un 'mot' de 5'3, les années d'", "un &#x27;mot&#x27; de 5&#x27;3, les années d&#x27;"),
        ("à l'adresse jean.d'arc@exemple.test", "à l’adresse jean.d&#x27;arc@exemple.test"),
        ("d'ici : https://a.example/l'usine", f"d’ici{NBSP}: https://a.example/l&#x27;usine"),
        (mark_safe("<a title=\"l'un\">l'un</a>"), '<a title="l\'un">l’un</a>'),
        (mark_safe("<code>l'un</code> d'eux"), "<code>l'un</code> d’eux"),
    ):
        assert prose.typo(typed) == visible
        with translation.override("en"):
            assert "’" not in prose.typo(typed)


def test_a_text_of_blanks_is_drawn_at_once():
    blanks = " " * 200_000  # minutes, if each blank looked for the end of the run

    assert prose.typo(f"a{blanks}b") == f"a{blanks}b"


def test_a_text_of_angle_brackets_is_drawn_at_once():
    brackets = mark_safe("<" * 1_000_000)  # minutes, if each looked for its end through the whole text

    assert prose.typo(brackets) == brackets


def test_french_spaces_in_french_only():
    with translation.override("en"):
        assert prose.typo("Why ?") == "Why ?"


def test_a_title_typed_in_french_begins_no_line_with_its_colon():
    with translation.override("en"):
        assert prose.typo("Baisser le volume : parler") == f"Baisser le volume{NBSP}: parler"
        assert prose.typo("le bruit « ça siffle »") == f"le bruit «{NBSP}ça siffle{NBSP}»"


def test_typography_never_unlocks_html():
    assert prose.typo("<b>a & b ?</b>") == f"&lt;b&gt;a &amp; b{NBSP}?&lt;/b&gt;"
    assert prose.typo(mark_safe('<a title="Quoi ?">Quoi ?</a>')) == f'<a title="Quoi ?">Quoi{NBSP}?</a>'


def test_plain_text_keeps_its_lines_and_nothing_else():
    html = prose.plain("Un.\nDeux.\n\n<script>x</script>")
    assert html == "<p>Un.<br>Deux.</p>\n\n<p>&lt;script&gt;x&lt;/script&gt;</p>"


def test_markdown_is_safe():
    html = prose.markdown("[x](javascript:alert(1)) <img src=x onerror=y> **fort**")
    assert "<strong>fort</strong>" in html
    assert "href" not in html
    assert "<img" not in html


def test_markdown_headings_start_where_the_page_says_and_skip_none():
    html = prose.markdown("# Un\n\n#### Deux\n\n# Trois", 3)
    assert "<h3>Un</h3>" in html
    assert "<h4>Deux</h4>" in html
    assert "<h3>Trois</h3>" in html
    assert prose.markdown("") == prose.markdown(None) == ""


def test_a_and_de_know_the_article_of_a_name():
    for name, with_a, with_de in (
        ("Le Dôme", "au Dôme", "du Dôme"),
        ("le Cargö", "au Cargö", "du Cargö"),
        ("Les Docks, Caen", "aux Docks, Caen", "des Docks, Caen"),
        ("La Cité de la mer", "à la Cité de la mer", "de la Cité de la mer"),
        ("L’Usine", "à l’Usine", "de l’Usine"),
        ("l'Abbaye aux Dames", "à l’Abbaye aux Dames", "de l’Abbaye aux Dames"),
        ("Caen", "à Caen", "de Caen"),
        ("Évreux", "à Évreux", "d’Évreux"),
        ("Lessay", "à Lessay", "de Lessay"),
        ("Spéciale Normandie", "à Spéciale Normandie", "de Spéciale Normandie"),
        ("", "", ""),
    ):
        assert (prose.with_a(name), prose.with_de(name)) == (with_a, with_de)
        with translation.override("en"):
            assert (prose.with_a(name), prose.with_de(name)) == (name, name)
