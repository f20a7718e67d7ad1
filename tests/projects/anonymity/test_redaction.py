"""What identifies an applicant disappears from a text, however it is written; the rest stays as it was."""

import string
from time import process_time

from hypothesis import assume, given, strategies as st

from projects.anonymity.redaction import CONTACTS, INVISIBLE, JOINING, Identity, find_stem, fold, read_words

MASK = "[x]"
SALAISONS = Identity(
    people=["Nadège Le Carpentier", "Jean-Pierre Petit"],
    structures=["SAS Salaisons du Bessin (SDB)", "Association ARACT"],
    numbers=["55210055400013"],
)


def redact(text: str, identity: Identity = SALAISONS) -> str:
    return identity.redact(text, MASK)


def test_a_structure_is_masked_however_it_is_written() -> None:
    for written in (
        "Salaisons du Bessin",
        "SALAISONS DU BESSIN",
        "salaisons-du-bessin",
        "Salaison Bessin",
        "SalaisonsDuBessin",
        "Sala\u00adisons du Bes\u200bsin",
        "Salaisons du\nBessin",
        "Salai\ufe0fsons du Bes\u034fsin",
        "Sa\u20ddlaisons\u2011du\u2011Bessin",
        "SAS Salaisons du Bessin",
        "Salaisons",
        "SDB",
        "S.D.B.",
        "l’ARACT",
        "aract",
    ):
        assert fold(redact(f"Chez {written}, on sale.")).replace(".", "") in {
            "chez [x], on sale",
            "chez l’[x], on sale",
            "chez sas [x], on sale",
        }


def test_a_person_is_masked_by_each_of_their_names() -> None:
    for written in (
        "Nadège Le Carpentier",
        "LE CARPENTIER Nadege",
        "Carpentier",
        "Le Carpentier",
        "Nadège",
        "jean pierre petit",
        "petit",
    ):
        assert redact(f"Avec {written}.") == f"Avec {MASK}."


def test_a_common_word_that_is_also_a_first_name_is_left_without_its_capital() -> None:
    assert redact("Une pierre posée, des salaisons, un sas.") == "Une pierre posée, des salaisons, un sas."


def test_addresses_and_numbers_of_a_person_are_masked_whole() -> None:
    for written in (
        "nadege@salaisons.example",
        "nadege [at] salaisons.fr",
        "https://salaisons.example/equipe?id=3",
        "www.autre-site.fr",
        "salaisons-bessin.fr",
        "@salaisons_bessin",
        "02 31 00 11 22",
        "+33 (0)6.12.34.56.78",
        "0231001122",
        "+44 20 7946 0958",
        "552 100 554",
        "FR 12 552 100 554",
        "552.100.554.00013",
        "552-100-554",
    ):
        assert redact(f"Voir {written} pour la suite") == f"Voir {MASK} pour la suite"


def test_figures_of_a_project_are_left() -> None:
    for figure in (
        "120 000 000 euros",
        "le 12.03.2026",
        "3 500 personnes",
        "14 000,50",
    ):
        assert redact(figure) == figure


def test_a_common_word_of_a_name_is_left_without_its_capital() -> None:
    identity = Identity(structures=["Comptes et Cie", "Camping des Dunes"])

    text = redact("Les comptes des dunes, chez Comptes et Cie : nos Dunes, nos comptes.", identity)

    assert text == f"Les comptes des dunes, chez {MASK} : nos {MASK}, nos comptes."


def test_a_number_that_is_called_a_siren_is_masked_wherever_it_stands() -> None:
    assert redact("notre partenaire (SIREN : 123 456 789)") == f"notre partenaire (SIREN : {MASK})"


def test_figures_and_scripts_without_capitals_are_names_too() -> None:
    identity = Identity(people=["محمد الفاسي"], structures=["4Ecoute Formation Conseil"])

    assert redact("Avec محمد, chez 4Ecoute.", identity) == f"Avec {MASK}, chez {MASK}."


def test_a_long_line_is_read_at_once() -> None:
    """A rule drawn in underscores took twenty seconds, for each juror and each page."""
    for text in (
        "_" * 20_000,
        "la " * 7_000,
        "a." * 10_000,
        "123 456 789\n" * 2_000,
    ):
        began = process_time()

        Identity(structures=["La Maison du Bessin"], numbers=["55210055400013"]).redact(text, MASK)

        assert process_time() - began < 5


def test_names_side_by_side_are_one_mask() -> None:
    assert redact("Nadège Le Carpentier - Jean-Pierre Petit, Salaisons du Bessin") == f"{MASK}, {MASK}"


def test_an_organiser_adds_a_word_and_leaves_another() -> None:
    identity = Identity(structures=["Salaisons du Bessin"], added=["la Maison Bleue"], allowed=["Bessin"])

    text = redact("Au Bessin, les Maisons Bleues des Salaisons du Bessin.", identity)

    assert text == f"Au Bessin, les {MASK} des {MASK}."


def test_a_page_that_an_organiser_leaves_is_read() -> None:
    identity = Identity(structures=["Bessin"], allowed=["legifrance.gouv.fr"])

    assert (
        redact("https://www.legifrance.gouv.fr/x et bessin.fr", identity)
        == f"https://www.legifrance.gouv.fr/x et {MASK}"
    )


def test_masked_terms_are_listed_once_with_the_longest_form() -> None:
    assert SALAISONS.list_found("Les Salaisons du Bessin de Nadège") == ["Salaisons du Bessin", "Nadège"]


LETTERS = st.text(string.ascii_lowercase + "éèàçœ", min_size=4, max_size=9)
NAMES = st.lists(LETTERS.map(str.capitalize), min_size=1, max_size=3).map(" ".join)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)
WRITTEN = st.sampled_from(
    [str, str.upper, str.lower, str.title, lambda name: name.replace(" ", "-"), lambda name: f"{name}s"]
)


def has_names(name: str) -> bool:
    return any(find_stem(fold(word)) not in JOINING for word in name.split())


@given(name=NAMES, write=WRITTEN, before=TEXTS, after=TEXTS)
def test_no_way_of_writing_a_name_survives(name: str, write, before: str, after: str) -> None:
    assume(has_names(name))
    for identity in (Identity(structures=[name]), Identity(people=[name])):
        text = identity.redact(f"{before} {write(name)} {after}", MASK)

        around = {word.stem for word in read_words(INVISIBLE.sub("", f"{before} {after}"))}
        words = {word.stem for word in read_words(name)} - JOINING
        assert not words <= {word.stem for word in read_words(text)} - around


@given(name=NAMES, text=TEXTS)
def test_a_text_is_redacted_once(name: str, text: str) -> None:
    identity = Identity(structures=[name], people=[name])
    once = identity.redact(f"{name} {text} {name}", MASK)

    assert identity.redact(once, MASK) == once


@given(text=TEXTS)
def test_a_text_that_names_nobody_stays_as_it_was(text: str) -> None:
    seen = INVISIBLE.sub("", text)
    assume(not CONTACTS.search(seen))

    assert Identity(structures=["Qzxwvut"]).redact(text, MASK) == seen


@given(text=TEXTS, name=NAMES)
def test_the_pieces_are_the_text(text: str, name: str) -> None:
    pieces = Identity(people=[name]).split(f"{text}{name}")

    assert "".join(piece.text for piece in pieces) == INVISIBLE.sub("", f"{text}{name}")
