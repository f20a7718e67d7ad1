"""Elements drawn by hand are those that Django's templates draw."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html
from django.utils.safestring import mark_safe

from accelerator.web.elements import attributes, element
from accelerator.web.forms import TICK
from accelerator.web.renderer import ElementRenderer, render_choices

CHOICES = [
    ("", "Tous"),
    (1, "Un & deux"),
    ("a<b", "<b>gras</b>"),
    ("Groupe", [("g", "Dedans"), ("h", "Aussi")]),
    (date(2026, 11, 25), [("d", date(2026, 11, 25)), ("f", 3.5), ("i", 12345)]),
]
ATTRS = {"class": "form-control", "required": True, "disabled": False, "data-x": 'dit "ceci"', "rows": 3}
SIMPLE = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput, forms.HiddenInput,
    forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.FileInput, forms.CheckboxInput, forms.Textarea,
]  # fmt: skip
CHOOSING = [forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple]
VALUES = [None, "", 0, 1, "1", 3.5, "a<b", 'un "deux" & <trois>', date(2026, 11, 25), True, False, ["1", "g"]]


def drawn(widget: forms.Widget, value: object, renderer: TemplatesSetting) -> object:
    return parse_html(widget.render("choix", value, {"id": "id_choix"}, renderer))


@pytest.mark.parametrize("kind", SIMPLE)
def test_a_simple_element_is_djangos(kind) -> None:
    widget = kind(attrs=ATTRS)

    for value in VALUES:
        assert drawn(widget, value, ElementRenderer()) == drawn(widget, value, TemplatesSetting()), repr(
            value
        )


@pytest.mark.parametrize("kind", CHOOSING)
def test_a_choice_is_djangos(kind) -> None:
    widget = kind(attrs=ATTRS, choices=CHOICES)

    for value in VALUES:
        assert drawn(widget, value, ElementRenderer()) == drawn(widget, value, TemplatesSetting()), repr(
            value
        )


def test_the_options_of_a_list_are_drawn_one_by_one() -> None:
    def options(renderer: TemplatesSetting) -> list[object]:
        bound = forms.ChoiceField(choices=CHOICES[:3], widget=forms.RadioSelect)
        form = type("Form", (forms.Form,), {"choix": bound})(renderer=renderer)
        return [parse_html(f"{item.tag()}{item.tag(wrap_label=True)}") for item in form["choix"]]

    assert options(ElementRenderer()) == options(TemplatesSetting())


@pytest.mark.parametrize("kind", [forms.TextInput, forms.Textarea, forms.Select])
def test_what_was_typed_is_text(kind) -> None:
    typed = '"><script>alert(1)</script></textarea>'
    widget = kind()
    widget.choices = [(typed, typed)]

    assert "<script>" not in widget.render("choix", typed, {"data-x": typed}, ElementRenderer())


def test_choices_are_drawn_each_before_its_label() -> None:
    bound = forms.ChoiceField(
        label="Oui ?", choices=[("a<b", "Oui & non ?"), ("n", "Non")], widget=forms.RadioSelect(TICK)
    )
    field = type("Form", (forms.Form,), {"choix": bound})({"choix": "n"})["choix"]

    assert parse_html(render_choices(option.data for option in field.subwidgets)) == parse_html(
        """
        <div class="form-check"><input type="radio" name="choix" value="a&lt;b" class="form-check-input"
        required id="id_choix_0">
        <label class="form-check-label" for="id_choix_0">Oui &amp; non\N{NO-BREAK SPACE}?</label></div>
        <div class="form-check"><input type="radio" name="choix" value="n" class="form-check-input" checked
        required id="id_choix_1">
        <label class="form-check-label" for="id_choix_1">Non</label></div>
        """
    )


def test_an_element_escapes_what_is_not_safe_already() -> None:
    given = attributes({"title": 'dit "ceci"', "hidden": True, "id": None, "disabled": False})

    assert element("td", given, "a < b") == '<td title="dit &quot;ceci&quot;" hidden>a &lt; b</td>'
    assert element("td", attributes({}), mark_safe("<b>a</b>")) == "<td><b>a</b></td>"
