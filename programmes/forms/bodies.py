"""The form of the committee."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.web.forms import helper


class SeatForm(forms.Form):
    """A body by its name: an organisation that does not exist yet is created."""

    organisation = forms.CharField(
        label=_("Organisme"), max_length=200, widget=forms.TextInput(attrs={"list": "organisations"})
    )
    chairs = forms.BooleanField(label=_("Préside le comité"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Ajouter au comité"))
