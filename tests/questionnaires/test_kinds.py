"""Each kind takes what people write, and says in words why it does not take the rest."""

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import QuestionKind as Kind
from accelerator.questionnaires.errors import AnswerRefused
from tests.questionnaires.forms import PROFILES, asked

SCALE = {"min": 1, "max": 5, "label_min_fr": "pas utile", "not_applicable": True}
GOOD = [
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
    (Kind.NUMBER, {}, "NaN"),
    (Kind.NUMBER, {}, "1e400"),
    (Kind.NUMBER, {}, "douze"),
    (Kind.NUMBER, {"min": 1}, "0"),
    (Kind.NUMBER, {"max": 10}, "10,1"),
    (Kind.EMAIL, {}, "claire@"),
    (Kind.EMAIL, {}, "a@exemple.test, b@exemple.test"),
    (Kind.SIRET, {}, "association en cours de création"),
    (Kind.SIRET, {"exemption": True}, "1234567890 abc"),
    (Kind.FILE, {}, "plan.pdf"),
    (Kind.STATEMENT, {}, "ok"),
]


@pytest.mark.parametrize(("kind", "options", "raw", "stored"), GOOD)
def test_what_is_stored(kind: Kind, options: dict[str, Any], raw: Any, stored: Any) -> None:
    value = kinds.clean(asked(kind, options=options), raw)

    assert value == stored
    assert type(value) is type(stored)


@pytest.mark.parametrize(("kind", "options", "raw"), BAD)
def test_what_is_refused(kind: Kind, options: dict[str, Any], raw: Any) -> None:
    with pytest.raises(AnswerRefused) as refusal:
        kinds.clean(asked(kind, options=options), raw)

    assert str(refusal.value.message)


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_is_known(kind: str) -> None:
    assert kind in kinds.KINDS


def test_a_text_that_is_too_long_is_told_by_how_much() -> None:
    with pytest.raises(AnswerRefused) as refusal:
        kinds.clean(asked(Kind.LONG_TEXT, max_length=1500), "é" * 10_000)

    message = str(refusal.value.message).replace("\u202f", " ").replace("\xa0", " ")
    assert "1 500" in message
    assert "8 500" in message


def test_length_is_counted_after_line_ends_and_accents_are_settled() -> None:
    question = asked(Kind.LONG_TEXT, max_length=5)

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
    (Kind.SHORT_TEXT, {}, None, "", ""),
    (Kind.NUMBER, {}, 0, "0", "0"),
]


@pytest.mark.parametrize(("kind", "options", "value", "french", "english"), READ)
def test_what_is_read(
    kind: Kind, options: dict[str, Any], value: Any, french: str, english: str | None
) -> None:
    question = asked(kind, options=options)

    with override("fr"):
        assert kinds.readable(question, value) == french
    with override("en"):
        assert english is None or kinds.readable(question, value) == english


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


@pytest.mark.parametrize("kind", Kind.values)
@given(raw=ANYTHING)
def test_whatever_is_sent_is_stored_or_refused(kind: str, raw: Any) -> None:
    question = asked(Kind(kind), options={**PROFILES, **SCALE, "exemption": True})
    try:
        value = kinds.clean(question, raw)
    except AnswerRefused:
        return
    assert value is None or kinds.is_answer(question, value)
    assert isinstance(kinds.readable(question, value), str)
