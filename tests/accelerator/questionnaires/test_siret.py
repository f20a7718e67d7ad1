"""SIRET numbers, with their traps."""

import pytest
from django.core.exceptions import ValidationError

from accelerator.questionnaires.siret import clean_siret, group_siret, is_valid, number_of

FICTITIOUS = (
    "00000001800010 00000002600013 00000003400017 00000004200010 00000005900014 00000006700017 00000007500010 "
    "00000008300014 00000009100017 00000010900017 00000011700010 00000012500013 00000013300017"
).split()


@pytest.mark.parametrize("number", FICTITIOUS)
def test_the_numbers_of_the_demonstration_are_valid(number: str) -> None:
    assert clean_siret(number) == number


@pytest.mark.parametrize("typed", ["000 000 018 00010", "000.000.018-00010", "000\xa0000\xa0018\xa000010 "])
def test_separators_are_ignored_and_zeros_kept(typed: str) -> None:
    assert clean_siret(typed) == "00000001800010"


def test_la_poste_has_its_own_rule() -> None:
    assert is_valid("35600000000048")  # the head office follows Luhn
    assert is_valid("35600000049837")  # 45, a multiple of five, and not Luhn
    assert not is_valid("35600000049838")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "00000000000000",
        "00000000000018",  # Luhn holds, nobody has this SIREN
        "00000001800011",
        "00000001900019",  # Luhn holds over the fourteen digits, not over the SIREN
        "0000000180001",
        "000000018000100",
        "0000000180001O",
        "１２３４５６７８９０１２３４",
        "²0000001800010",
    ],
)
def test_what_is_not_a_siret_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        clean_siret(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("123", "siret_length"), ("0000000180001O", "siret_digits"), ("00000001800011", "siret_checksum")],
)
def test_people_read_what_is_wrong(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_siret(typed)

    assert refused.value.code == code


def test_an_answer_gives_its_number_or_nothing() -> None:
    assert number_of("00000001800010") == "00000001800010"
    assert number_of("association en cours de création") == ""
    assert number_of(None) == ""


def test_a_number_is_read_in_groups() -> None:
    assert group_siret("00000001800010").split("\xa0") == ["000", "000", "018", "00010"]
