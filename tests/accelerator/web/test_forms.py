"""What every form shares: lists that say in words that nothing was chosen."""

from crispy_forms.utils import render_crispy_form
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH

from accelerator.accounts.models import User
from accelerator.web.forms import helper


class Choosing(forms.Form):
    who = forms.ModelChoiceField(User.objects.none())
    whom = forms.ModelChoiceField(User.objects.none(), required=False)
    how = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("a", "ainsi")])
    when = forms.ModelChoiceField(User.objects.none(), empty_label="un jour", required=False)

    helper = helper()


def test_a_list_says_in_words_that_nothing_was_chosen(db: None) -> None:
    page = render_crispy_form(Choosing())

    assert "---" not in page
    assert page.count(">Choisissez…</option>") == 2
    assert page.count(">non précisé</option>") == 1
    assert page.count(">un jour</option>") == 1
    assert Choosing.base_fields["who"].empty_label == "---------", "of the form that is drawn alone"
