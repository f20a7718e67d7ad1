"""Where the form of a call starts from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.web.forms import helper
from programmes.enums import FormStart


class StartForm(forms.Form):
    """From the published form, from the default one, or from nothing."""

    start = forms.ChoiceField(label=_("Partir de"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, has_form: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [
            (value, label) for value, label in FormStart.choices if has_form or value != FormStart.CURRENT
        ]
        self.fields["start"].choices = offered  # type: ignore[attr-defined]
        self.fields["start"].initial = offered[0][0]
        self.helper = helper(form_tag=False)
