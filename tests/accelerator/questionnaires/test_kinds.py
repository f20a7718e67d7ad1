"""Each kind takes what people write, SIRET numbers with their traps, and says why it refuses the rest."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given, strategies as st

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import QuestionKind as Kind
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.siret import clean_siret, is_valid, number_of
from tests.support.questions import PROFILES, make_question

SCALE = {"min": 1, "max": 5, "label_min_fr": "pas utile", "not_applicable": True}
OTHER = {**PROFILES, "other": True}
MATRIX = {**SCALE, "rows": PROFILES["choices"]}
GOOD = [
    (Kind.SHORT_TEXT, {"autocomplete": "tel"}, "+33 (0)2.31.00.00.00", "+33 (0)2.31.00.00.00"),
    (Kind.SINGLE, OTHER, [{"other": " Une\tcoopérative "}], {"other": "Une coopérative"}),
    (Kind.SINGLE, OTHER, "__other__", {"other": ""}),
    (Kind.MULTIPLE, OTHER, [{"other": "Réseau"}, "a"], ["a", {"other": "Réseau"}]),
    (Kind.MATRIX, MATRIX, ["b=3", "a=na"], {"a": "na", "b": 3}),
    (Kind.MATRIX, MATRIX, {"a": 2}, {"a": 2}),
    (Kind.MATRIX, MATRIX, ["a", "b="], None),
    (Kind.RECOMMENDATION, {}, "0", 0),
    (Kind.RECOMMENDATION, {"min": 3, "max": 4}, "10", 10),
    (Kind.SHORT_TEXT, {}, "  Atelier\tpartagé \n", "Atelier partagé"),
    (Kind.SHORT_TEXT, {}, "   ", None),
    (Kind.SHORT_TEXT, {}, [], None),
    (Kind.LONG_TEXT, {}, "Un\r\ndeux\rtrois", "Un\ndeux\ntrois"),
    (Kind.LONG_TEXT, {}, "<script>alert(1)</script>", "<script>alert(1)</script>"),
    (Kind.SINGLE, PROFILES, "a", "a"),
    (Kind.SINGLE, PROFILES, "", None),
    (Kind.MULTIPLE, PROFILES, ["b", "a", "b"], ["a", "b"]),
    (Kind.MULTIPLE, PROFILES, [], None),
    (Kind.MULTIPLE, PROFILES, "a", ["a"]),
    (Kind.SCALE, SCALE, "5", 5),
    (Kind.SCALE, SCALE, "na", "na"),
    (Kind.SCALE, {"min": 0, "max": 10}, ["0"], 0),
    (Kind.YES_NO, {}, "yes", True),
    (Kind.YES_NO, {}, "no", False),
    (Kind.YES_NO, {"must_accept": True}, "on", True),
    (Kind.YES_NO, {"must_accept": True}, "no", None),
    (Kind.DATE, {}, "2018-12-13", "2018-12-13"),
    (Kind.DATE, {}, "13/12/2018", "2018-12-13"),
    (Kind.NUMBER, {}, "1 200,50", 1200.5),
    (Kind.NUMBER, {}, "12", 12),
    (Kind.NUMBER, {}, "0", 0),
    (Kind.EMAIL, {}, " claire@exemple.test ", "claire@exemple.test"),
    (Kind.SIRET, {}, "000 000 018 00010", "00000001800010"),
    (Kind.SIRET, {"exemption": True}, "association en cours de création", "association en cours de création"),
    (Kind.FILE, {}, [], None),
]
BAD = [
    (Kind.SINGLE, PROFILES, [{"other": "Une coopérative"}]),
    (Kind.SINGLE, PROFILES, "__other__"),
    (Kind.MULTIPLE, OTHER, [{"other": "x" * 201}]),
    (Kind.MATRIX, MATRIX, ["c=3"]),
    (Kind.MATRIX, MATRIX, ["a=6"]),
    (Kind.RECOMMENDATION, {}, "11"),
    (Kind.RECOMMENDATION, {}, "-1"),
    (Kind.SHORT_TEXT, {}, "x" * 201),
    (Kind.SINGLE, PROFILES, "c"),
    (Kind.MULTIPLE, PROFILES, ["a", "c"]),
    (Kind.SCALE, SCALE, "6"),
    (Kind.SCALE, SCALE, "2.5"),
    (Kind.SCALE, {"min": 1, "max": 5}, "na"),
    (Kind.YES_NO, {}, "perhaps"),
    (Kind.DATE, {}, "31/02/2026"),
    (Kind.DATE, {}, "0001-01-01"),
    (Kind.DATE, {}, "demain"),
    (Kind.DATE, {}, "1/1/99999999999999999999"),
    (Kind.NUMBER, {}, "NaN"),
    (Kind.NUMBER, {}, "1e400"),
    (Kind.NUMBER, {}, "1e1000000"),
    (Kind.NUMBER, {}, "douze"),
    (Kind.NUMBER, {"min": 1}, "0"),
    (Kind.NUMBER, {"max": 10}, "10,1"),
    (Kind.EMAIL, {}, "claire@"),
    (Kind.EMAIL, {}, "claire@piege＠exemple.test"),
    (Kind.EMAIL, {}, "claire@piege，exemple.test"),
    (Kind.EMAIL, {}, "claire@" + "ﷺ" * 30 + ".fr"),
    (Kind.EMAIL, {}, "a@exemple.test, b@exemple.test"),
    (Kind.SIRET, {}, "association en cours de création"),
    (Kind.SIRET, {"exemption": True}, "1234567890 abc"),
    (Kind.FILE, {}, "plan.pdf"),
    (Kind.STATEMENT, {}, "ok"),
    (Kind.SHORT_TEXT, {"autocomplete": "tel"}, "pas de téléphone"),
    (Kind.SHORT_TEXT, {"autocomplete": "tel"}, "02 31"),
]


def test_what_is_stored() -> None:
    for kind, options, raw, stored in GOOD:
        value = kinds.clean(make_question(kind, options=options), raw)

        assert (value, type(value)) == (stored, type(stored)), (kind, raw)


def test_what_is_refused() -> None:
    for kind, options, raw in BAD:
        question = make_question(kind, options=options)
        with pytest.raises(AnswerRefused) as refusal:
            pytest.fail(f"{kind} takes {raw!r}: {kinds.clean(question, raw)!r}")

        assert str(refusal.value.message)


def test_a_text_that_is_too_long_is_refused_by_how_much() -> None:
    with pytest.raises(AnswerRefused) as refusal:
        kinds.clean(make_question(Kind.LONG_TEXT, max_length=1500), "é" * 10_000)

    message = str(refusal.value.message).replace("\u202f", " ").replace("\xa0", " ")
    assert "1 500" in message
    assert "8 500" in message


def test_length_is_counted_after_line_ends_and_accents_are_settled() -> None:
    question = make_question(Kind.LONG_TEXT, max_length=5)

    assert kinds.clean(question, "e\u0301\r\ne\u0301\r\ne\u0301") == "é\né\né"


READ = [
    (Kind.SINGLE, PROFILES, "a", "Offre", "Offer"),
    (Kind.MULTIPLE, PROFILES, ["a", "b"], "Offre, Conseil", "Offer, Conseil"),
    (Kind.SINGLE, PROFILES, "gone", "gone", "gone"),
    (Kind.DATE, {}, "2018-12-13", "jeudi 13\xa0décembre 2018", "Thursday 13\xa0December 2018"),
    (Kind.SIRET, {}, "00000001800010", "000\xa0000\xa0018\xa000010", "000\xa0000\xa0018\xa000010"),
    (Kind.YES_NO, {}, False, "Non", None),
    (Kind.SCALE, SCALE, 4, "4 sur 5", None),
    (Kind.SCALE, SCALE, "na", "Non concerné", None),
    (Kind.SINGLE, OTHER, {"other": "Une Scop"}, "Autre\xa0: Une Scop", None),
    (Kind.MULTIPLE, OTHER, ["a", {"other": ""}], "Offre, Autre", None),
    (Kind.MATRIX, MATRIX, {"a": 4, "b": "na"}, "Offre\xa0: 4 sur 5\nConseil\xa0: Non concerné", None),
    (Kind.RECOMMENDATION, {}, 9, "9 sur 10", None),
    (Kind.SHORT_TEXT, {}, None, "", ""),
    (Kind.NUMBER, {}, 0, "0", "0"),
]


def test_what_is_read() -> None:
    for kind, options, value, french, english in READ:
        question = make_question(kind, options=options)

        with override("fr"):
            assert kinds.readable(question, value) == french
        with override("en"):
            assert english is None or kinds.readable(question, value) == english


COMPLETE = [
    (Kind.LONG_TEXT, {}, "x" * 20, True),
    (Kind.LONG_TEXT, {}, "x" * 19, False),
    (Kind.SINGLE, OTHER, {"other": ""}, False),
    (Kind.SINGLE, OTHER, {"other": "Scop"}, True),
    (Kind.MULTIPLE, OTHER, ["a", {"other": ""}], True),
    (Kind.MATRIX, MATRIX, {"a": 1}, False),
    (Kind.MATRIX, MATRIX, {"a": 1, "b": "na"}, True),
    (Kind.NUMBER, {}, 0, True),
]


def test_a_complete_answer_says_all_that_was_requested() -> None:
    for kind, options, value, complete in COMPLETE:
        question = make_question(kind, options=options, min_length=20, required=True)

        assert kinds.is_answer(question, value), (kind, value)
        assert kinds.is_complete(question, value) is complete, (kind, value)
        assert kinds.is_demanded(question, value), (kind, value)


def test_a_text_that_was_begun_is_awaited_until_it_is_long_enough() -> None:
    question = make_question(Kind.LONG_TEXT, min_length=20)

    assert [kinds.is_demanded(question, value) for value in (None, "x", "x" * 20)] == [False, True, False]


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(raw=ANYTHING)
def test_anything_sent_is_stored_or_refused(raw: Any) -> None:
    for kind in Kind:
        question = make_question(kind, options={**OTHER, **MATRIX, "exemption": True})
        try:
            value = kinds.clean(question, raw)
        except AnswerRefused:
            continue
        assert value is None or kinds.is_answer(question, value)
        assert isinstance(kinds.readable(question, value), str)


def test_a_new_kind_is_read_for_names_until_it_says_that_it_takes_none() -> None:
    """An anonymous review takes the names out of what is free."""
    free = set(kinds.kinds_where("is_free"))

    assert kinds.Kind().is_free
    assert free >= {Kind.SHORT_TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.SIRET}
    assert not free & {
        Kind.DATE,
        Kind.NUMBER,
        Kind.SINGLE,
        Kind.MATRIX,
        Kind.YES_NO,
        Kind.FILE,
        Kind.STATEMENT,
    }


FICTITIOUS = (
    "00000001800010 00000002600013 00000003400017 00000004200010 00000005900014 00000006700017 00000007500010 "
    "00000008300014 00000009100017 00000010900017 00000011700010 00000012500013 00000013300017"
).split()


def test_the_numbers_of_the_demonstration_are_valid() -> None:
    assert [clean_siret(number) for number in FICTITIOUS] == FICTITIOUS


def test_separators_are_ignored_and_zeros_stay() -> None:
    for typed in ("000 000 018 00010", "000.000.018-00010", "000\xa0000\xa0018\xa000010 "):
        assert clean_siret(typed) == "00000001800010"


def test_la_poste_has_its_own_rule() -> None:
    assert is_valid("35600000000048")  # the head office follows Luhn
    assert is_valid("35600000049837")  # 45, a multiple of five, and not Luhn
    assert not is_valid("35600000049838")


def test_people_read_what_is_wrong_with_a_siret() -> None:
    codes = {}
    for typed in (
        "",
        "123",
        "0000000180001",
        "000000018000100",
        "0000000180001O",
        "１２３４５６７８９０１２３４",
        "²0000001800010",
        "00000000000000",
        "00000000000018",  # Luhn holds, nobody has this SIREN
        "00000001800011",
        "00000001900019",  # Luhn holds over the fourteen digits, not over the SIREN
    ):
        with pytest.raises(ValidationError) as refused:
            clean_siret(typed)
        codes[typed] = refused.value.code

    assert codes["123"] == "siret_length"
    assert codes["0000000180001O"] == "siret_digits"
    assert codes["00000001800011"] == "siret_checksum"


def test_an_answer_gives_its_number_or_nothing() -> None:
    assert number_of("00000001800010") == "00000001800010"
    assert number_of("association en cours de création") == ""
    assert number_of(None) == ""
