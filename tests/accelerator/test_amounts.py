"""Amounts of money: what a field accepts, what it refuses and in which words, how a page writes them."""

from decimal import Decimal

from django import forms
from django.utils import translation

from accelerator.amounts import format_euros
from accelerator.web.forms import EuroField

NBSP, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


class OneAmountForm(forms.Form):
    amount = EuroField(label="Montant", required=False)


def test_euros_are_read_as_people_type_them() -> None:
    for typed, amount in (
        ("1500", "1500"),
        ("1 500,50", "1500.50"),
        (f"1{THIN}500,5{NBSP}€", "1500.5"),
        ("1500.5", "1500.5"),
        (" 1 500 euros ", "1500"),
        ("0", "0"),
        ("9 999 999,99 €", "9999999.99"),
    ):
        form = OneAmountForm({"amount": typed})

        assert form.is_valid()
        assert form.cleaned_data["amount"] == Decimal(amount)


def test_an_empty_text_is_no_amount() -> None:
    form = OneAmountForm({"amount": "  "})

    assert form.is_valid()
    assert form.cleaned_data["amount"] is None


def test_an_invalid_amount_is_refused_and_stays_in_the_field() -> None:
    for typed, problem in (
        ("-200", "négatif"),
        ("\N{MINUS SIGN}200 €", "négatif"),
        ("deux mille", "comme 1500"),
        ("1e5", "comme 1500"),
        ("NaN", "comme 1500"),
        ("1.500,50", "comme 1500"),
        ("€", "comme 1500"),
        ("٣٠٠", "comme 1500"),
        ("9" * 1000, "dix millions"),
        ("10000000", "dix millions"),
        ("1.500", "deux chiffres au plus"),
        ("0," + "1" * 1000, "deux chiffres au plus"),
    ):
        with translation.override("fr"):
            form = OneAmountForm({"amount": typed})

            assert problem in form.errors["amount"][0]
            assert len(form.errors["amount"]) == 1
            assert f'value="{typed}"' in str(form["amount"])


def test_an_amount_is_written_in_the_language_of_the_page() -> None:
    with translation.override("fr"):
        assert format_euros(Decimal("84500.00")) == f"84{THIN}500{NBSP}€"
        assert format_euros(Decimal("1500.50")) == f"1{THIN}500,50{NBSP}€"
        assert format_euros(None) == ""
    with translation.override("en"):
        assert format_euros(Decimal("1500.50")) == "€1,500.50"


def test_an_amount_that_nobody_touched_comes_back_unchanged() -> None:
    with translation.override("fr"):
        form = OneAmountForm(initial={"amount": Decimal("1500.50")})
        assert 'value="1500,50"' in str(form["amount"])
        assert not OneAmountForm({"amount": "1500,50"}, initial=form.initial).has_changed()
