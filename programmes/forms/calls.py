"""The form of a call: its dates, its words, its rules."""

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.forms import AddressField
from accelerator.types import Values
from accelerator.web.forms import GUARDED, Helper, LocalDateTimeField, LongTextField, append_to_label
from programmes.enums import FormStart
from programmes.forms.editions import DatesToConfirm
from programmes.models import Call
from programmes.models.call import LONGEST_GRACE

NEEDED_TO_PUBLISH = ("intro_fr", "rules_fr", "contact_email")
"""Required by ``actions.editions.missing_before_publication``; a call may be saved without them until then."""


LONG_TEXTS = {"intro_fr": 5, "intro_en": 3, "rules_fr": 10, "rules_en": 4, "faq_fr": 8, "faq_en": 4}
"""The texts of a call, and the rows of their fields."""
DATES = ("opens_at", "closes_at", "grace_minutes")
PRESENTATION = ("intro_fr", "intro_en", "contact_email")
RULES, QUESTIONS = ("rules_fr", "rules_en"), ("faq_fr", "faq_en")
"""The fields of a call, as they stand together."""


class CallForm(DatesToConfirm):
    """The call: its dates, its words, its rules."""

    class Meta:
        model = Call
        fields = [*DATES, *PRESENTATION, *RULES, *QUESTIONS]
        field_classes = {
            "opens_at": LocalDateTimeField,
            "closes_at": LocalDateTimeField,
            **dict.fromkeys(LONG_TEXTS, LongTextField),
        }
        widgets = {name: forms.Textarea(attrs={"rows": rows}) for name, rows in LONG_TEXTS.items()}
        help_texts = {
            "opens_at": _("Heure de Paris."),
            "closes_at": _("Heure de Paris. À cette seconde, il est trop tard."),
            "grace_minutes": _(
                "Un brouillon commencé avant la clôture peut encore partir pendant ce délai, avec la mention "
                "« hors délai ». Aucune page publique n’en parle."
            ),
            "rules_fr": _(
                "Markdown : titres, listes, liens. Changé après la publication, il devient une nouvelle version."
            ),
            "faq_fr": _("Markdown : un titre par question, la réponse en dessous."),
        }

    def __init__(self, *args: object, dates_are_set: bool = False, **kwargs: object) -> None:
        """``dates_are_set``: the call has opened; its dates are displayed without a field."""
        super().__init__(*args, **kwargs)
        self.fields["grace_minutes"].widget.attrs |= {"min": 0, "max": LONGEST_GRACE}
        if self.instance.published_at is None:
            for name in NEEDED_TO_PUBLISH:
                append_to_label(self, name, _("(nécessaire pour publier)"))
        else:
            # a published call retains its required texts, except those that a past edition never had
            for name in NEEDED_TO_PUBLISH:
                self.fields[name].required = bool(getattr(self.instance, name).strip())
        for name in ("opens_at", "closes_at") if dates_are_set else ():
            self.fields[name].disabled = True
        if dates_are_set:
            help_text = _("Heure de Paris. L’appel a ouvert : ses dates changent à part, avec une raison.")
            self.fields["closes_at"].help_text = help_text
        self.helper = Helper(
            submit=_("Enregistrer"),
            attrs=GUARDED,
            layout=[
                "seen",
                "confirm_dates",
                Fieldset(_("Dates"), *DATES),
                Fieldset(_("Présentation"), *PRESENTATION),
                Fieldset(_("Règlement"), *RULES),
                Fieldset(_("Questions fréquentes"), *QUESTIONS),
            ],
        )

    def clean(self) -> Values:
        data = super().clean() or {}
        self.check_dates(self.instance.edition, data, timezone.now())
        return data


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
        self.helper = Helper(form_tag=False)


class LateAccessForm(forms.Form):
    """Whom, until when, why."""

    email = AddressField(
        label=_("Adresse e-mail de la personne"),
        help_text=_("Celle avec laquelle elle entre, ou entrera."),
    )
    expires_at = LocalDateTimeField(
        label=_("Dernier moment pour envoyer"),
        help_text=_("Heure de Paris. À cette seconde, il est trop tard."),
    )
    reason = forms.CharField(
        label=_("Raison"),
        max_length=300,
        help_text=_("Gardée au journal, avec votre nom : un accès hors délai doit pouvoir s’expliquer."),
    )

    helper = Helper(submit=_("Envoyer le lien"), form_id="late-access")
