"""The message to everybody, as it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.text import clean_line
from accelerator.web.forms import Helper
from coaching.broadcasts.models import LONGEST


class BroadcastForm(forms.Form):
    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        help_text=_(
            "280 signes au plus ; affiché une heure sur les téléphones, dans les salles et sur les écrans."
        ),
        error_messages={
            "required": _("Écrivez le message."),
            "max_length": _("Ce message est trop long : %(show_value)d signes pour %(limit_value)d."),
        },
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": False}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = Helper(submit=_("Afficher sur tous les téléphones"))

    def clean_text(self) -> str:
        text = clean_line(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text
