"""The forms of words: a page, and a question that stays."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.form_builder.drafted import DraftedForm
from accelerator.questionnaires.clean_fields import LineField, TextField
from accelerator.questionnaires.models import Question, Section
from accelerator.types import Values
from accelerator.web.forms import GUARDED, helper

WORD_FIELDS = {"label_fr": LineField, "label_en": LineField, "help_fr": TextField, "help_en": TextField}
"""The words of a question, and the fields that clean them."""


class PageForm(forms.ModelForm):
    class Meta:
        model = Section
        fields = ["title_fr", "title_en", "intro_fr", "intro_en"]
        field_classes = {
            "title_fr": LineField,
            "title_en": LineField,
            "intro_fr": TextField,
            "intro_en": TextField,
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("intro_fr", "intro_en")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title_fr"].widget.attrs["autofocus"] = True
        self.helper = helper(submit=_("Enregistrer la page"), attrs=GUARDED)

    def values(self) -> Values:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class WordsForm(forms.ModelForm):
    """The words of a question that stays; what it asks does not change, since the site acts on it."""

    class Meta:
        model = Question
        fields = ["label_fr", "label_en", "help_fr", "help_en"]
        field_classes = WORD_FIELDS
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in (("label_fr", 2), ("label_en", 2), ("help_fr", 3), ("help_en", 3))
        }

    def __init__(self, *args: Any, built: DraftedForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed, self.because = built.find_fixed(self.instance.key), built.fixed_because
        self.helper = helper(submit=_("Enregistrer"), attrs=GUARDED)

    def clean(self) -> Values:
        """Words that people agreed to stay as they read them."""
        cleaned = super().clean() or self.cleaned_data
        for name in WORD_FIELDS if self.fixed else ():
            if name in cleaned and cleaned[name] != getattr(self.fixed, name):
                self.add_error(name, self.because)
        return cleaned

    def values(self) -> Values:
        return dict(self.cleaned_data)
