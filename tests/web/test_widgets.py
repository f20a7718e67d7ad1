"""Widgets that draw themselves say what Django's own would."""

import pytest
from django import forms
from django.test.html import parse_html

from accelerator.web.widgets import PlainSelect

CHOICES = [("", "Tous"), (1, "Un & deux"), ("a<b", "<b>gras</b>")]


@pytest.mark.parametrize("value", [None, "", 1, "1", "a<b", "inconnu"])
def test_a_plain_select_is_djangos_select(value) -> None:
    attrs = {"class": "form-select", "required": True, "disabled": False}
    plain, django = (
        widget(attrs=attrs, choices=CHOICES).render("choix", value, {"id": "id_choix"})
        for widget in (PlainSelect, forms.Select)
    )

    assert parse_html(plain) == parse_html(django)
