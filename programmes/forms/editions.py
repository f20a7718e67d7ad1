"""Forms of an edition and of its call."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accelerator.web.fields import DayField, LocalDateTimeField, LongTextField
from accelerator.web.forms import GUARDED, helper, say_after_label
from accelerator.web.merging import MergingForm
from accelerator.web.wording import clause_separator
from programmes.dates import CALL_DATES, EDITION_DATES, dates_of, doubtful, impossible
from programmes.enums import DATED_PARTS, ClonedPart
from programmes.models import Call, Edition, Programme
from programmes.models.call import LONGEST_GRACE
from programmes.next_edition import Lesson

ALL_DATES = {**CALL_DATES, **EDITION_DATES}
CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
TAKEN_ADDRESSES = {"new", "programmes"}
"""What follows ``/manage/`` beside editions."""
NEEDED_TO_PUBLISH = ("intro_fr", "rules_fr", "contact_email")
"""As ``actions.editions.missing_before_publication`` asks; a call may be saved without them until then."""

LONG_TEXTS = {"intro_fr": 5, "intro_en": 3, "rules_fr": 10, "rules_en": 4, "faq_fr": 8, "faq_en": 4}
"""The texts of a call, and how many rows each is given."""


class DatesToConfirm(MergingForm):
    """Dates that cannot be are refused at their field; those that nobody may have meant are asked about once."""

    confirm_dates = forms.BooleanField(
        label=_("Oui, ces dates sont les bonnes"), required=False, widget=forms.HiddenInput
    )

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "confirm_dates"]

    def check_dates(self, edition: Edition, data: dict[str, Any], at: datetime) -> None:
        """Ask the one rule about the dates of ``edition`` with what was typed in the place of what was."""
        known = {**dates_of(edition), **{name: value for name, value in data.items() if name in ALL_DATES}}
        changed = [name for name in self.changed_data if name in ALL_DATES]
        for problem in impossible(known):
            touched = [name for name in problem.names if name in changed]
            if touched and not self.errors.keys() & set(problem.names):
                self.add_error(touched[-1], problem.text)
        doubts = doubtful(known, at, past_is_fine=edition.silent, names=changed)
        if doubts and not data.get("confirm_dates") and not self.errors:
            self.fields["confirm_dates"].widget = forms.CheckboxInput()
            for doubt in doubts:
                self.add_error(doubt.names[0], doubt.text)
            self.add_error("confirm_dates", _("Corrigez, ou confirmez ces dates."))


class SessionDays(forms.ModelForm):
    """The first and the last day of a session; their order is said at the last day, not above the form."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("session_starts_on"), data.get("session_ends_on")
        if starts and ends and ends < starts:
            self.add_error("session_ends_on", _("La session finit avant de commencer."))
        return data


def _tell_part(label: Any, lessons: Sequence[Lesson]) -> Any:
    """The name of a part, with what is to be looked at again in it."""
    if not lessons:
        return label
    told = format_html_join(clause_separator(), "{} {}", ((lesson.figure, lesson.text) for lesson in lessons))
    return format_html('{} <span class="muted small">{} {}.</span>', label, _("À revoir :"), told)


class NewEditionForm(SessionDays):
    """What an edition needs to exist; the rest has defaults and its own pages, or comes from a former edition."""

    source = forms.ModelChoiceField(
        Edition.objects.filter(call__isnull=False),
        label=_("Édition à reprendre"),
        required=False,
        empty_label=_("Aucune : partir des modèles"),
    )
    parts = forms.MultipleChoiceField(
        label=_("Ce qui est repris"),
        choices=ClonedPart.choices,
        initial=[part for part in ClonedPart.values if part != ClonedPart.TEAM],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Ne sert que si une édition est choisie. Tout est copié : changer la nouvelle édition ne touche pas "
            "l’ancienne. Aucun message ne part."
        ),
    )

    class Meta:
        model = Edition
        fields = [
            "programme",
            "name",
            "slug",
            "code",
            "theme_fr",
            "theme_en",
            "place",
            "session_starts_on",
            "session_ends_on",
            "silent",
        ]
        field_classes = {"session_starts_on": DayField, "session_ends_on": DayField}
        help_texts = {
            "slug": _("Des lettres, des chiffres et des tirets, par exemple normandie-2027."),
            "code": _("Au début de chaque référence de dossier, par exemple TN-2027."),
            "theme_fr": _("Une phrase, telle qu’elle paraîtra sur la page publique."),
        }
        error_messages = {
            "slug": {
                "unique": _("Une autre édition a déjà cette adresse."),
                "invalid": _("Des lettres sans accent, des chiffres et des tirets, sans espace."),
            },
            "code": {"unique": _("Une autre édition a déjà ce préfixe.")},
        }

    def __init__(self, *args: Any, lessons: Sequence[Lesson] = (), **kwargs: Any) -> None:
        """``lessons``: what the edition that is taken over suggests, told beside each part."""
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = [  # type: ignore[attr-defined]
            (part, _tell_part(label, [lesson for lesson in lessons if lesson.part == part]))
            for part, label in ClonedPart.choices
        ]
        programmes = list(Programme.objects.order_by("pk")[:2])
        if len(programmes) == 1:
            self.fields["programme"].initial = programmes[0]
        layout = [Fieldset(_("La nouvelle édition"), *self.Meta.fields)]
        if self.fields["source"].queryset.exists():  # type: ignore[attr-defined]
            layout.append(Fieldset(_("Reprendre une édition passée"), "source", "parts"))
        self.helper = helper(
            submit=_("Créer l’édition"),
            attrs={**GUARDED, "data-names": ""},
            layout=layout,
        )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in TAKEN_ADDRESSES:
            message = _("« %(slug)s » est l’adresse d’une page du site : choisissez-en une autre.")
            raise forms.ValidationError(message % {"slug": slug})
        return slug

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).upper()
        if not CODE.fullmatch(code):
            raise forms.ValidationError(
                _("Des lettres sans accent, des chiffres et des tirets, sans espace.")
            )
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        source = data.get("source")
        if source and DATED_PARTS & set(data.get("parts", [])):
            if source.session_starts_on is None:
                self.add_error(
                    "parts",
                    _(
                        "L’édition reprise n’a pas de jour de session : dates, déroulé et enquêtes ne se décalent pas."
                    ),
                )
            elif data.get("session_starts_on") is None:
                self.add_error(
                    "session_starts_on", _("Donnez ce jour : les autres dates se décalent d’après lui.")
                )
        return data


class EditionForm(SessionDays, DatesToConfirm):
    """Everything about an edition that is not its call."""

    class Meta:
        model = Edition
        fields = [
            "name",
            "theme_fr",
            "theme_en",
            "presentation_fr",
            "presentation_en",
            "place",
            "places",
            "reviews_wanted",
            "reviews_due_at",
            "committee_meets_at",
            "announces_on",
            "answers_due_on",
            "session_starts_on",
            "session_ends_on",
            "partners_meet_on",
            "follow_up_from",
            "closes_on",
            "schemes_checked_months",
            "controller",
        ]
        field_classes = {
            "reviews_due_at": LocalDateTimeField,
            "committee_meets_at": LocalDateTimeField,
            "announces_on": DayField,
            "answers_due_on": DayField,
            "partners_meet_on": DayField,
            "session_starts_on": DayField,
            "session_ends_on": DayField,
            "follow_up_from": DayField,
            "closes_on": DayField,
            "presentation_fr": LongTextField,
            "presentation_en": LongTextField,
        }
        widgets = {
            "presentation_fr": forms.Textarea(attrs={"rows": 5}),
            "presentation_en": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "controller": _("L’organisme qui répond des données personnelles, nommé sur la page publique.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = self.fields["reviews_wanted"]
        wanted.validators.append(MinValueValidator(1))
        wanted.widget.attrs["min"] = 1
        months = self.fields["schemes_checked_months"]
        months.validators += [MinValueValidator(1), MaxValueValidator(36)]
        months.widget.attrs |= {"min": 1, "max": 36}
        self.helper = helper(
            submit=_("Enregistrer"),
            attrs=GUARDED,
            layout=[
                "seen",
                "confirm_dates",
                Fieldset(
                    _("Présentation"), "name", "theme_fr", "theme_en", "presentation_fr", "presentation_en"
                ),
                Fieldset(
                    _("Sélection"),
                    "places",
                    "reviews_wanted",
                    "reviews_due_at",
                    "committee_meets_at",
                    "announces_on",
                    "answers_due_on",
                ),
                Fieldset(
                    _("Session et suivi"),
                    "place",
                    "session_starts_on",
                    "session_ends_on",
                    "partners_meet_on",
                    "follow_up_from",
                    "closes_on",
                ),
                Fieldset(_("Dispositifs d’appui"), "schemes_checked_months"),
                Fieldset(_("Données personnelles"), "controller"),
            ],
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.check_dates(self.instance, data, timezone.now())
        return data


class CallForm(DatesToConfirm):
    """The call: its dates, its words, its rules."""

    class Meta:
        model = Call
        fields = [
            "opens_at",
            "closes_at",
            "grace_minutes",
            "intro_fr",
            "intro_en",
            "rules_fr",
            "rules_en",
            "faq_fr",
            "faq_en",
            "contact_email",
        ]
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

    def __init__(self, *args: Any, dates_are_set: bool = False, **kwargs: Any) -> None:
        """``dates_are_set``: the call has opened; its dates are shown and no longer typed over."""
        super().__init__(*args, **kwargs)
        self.fields["grace_minutes"].widget.attrs |= {"min": 0, "max": LONGEST_GRACE}
        if self.instance.published_at is None:
            for name in NEEDED_TO_PUBLISH:
                say_after_label(self, name, _("(nécessaire pour publier)"))
        else:
            # a call that everybody reads keeps what it had to have, but for texts that an edition of the past never had
            for name in NEEDED_TO_PUBLISH:
                self.fields[name].required = bool(getattr(self.instance, name).strip())
        for name in ("opens_at", "closes_at") if dates_are_set else ():
            self.fields[name].disabled = True
        if dates_are_set:
            help_text = _("Heure de Paris. L’appel a ouvert : ses dates changent à part, avec une raison.")
            self.fields["closes_at"].help_text = help_text
        self.helper = helper(
            submit=_("Enregistrer"),
            attrs=GUARDED,
            layout=[
                "seen",
                "confirm_dates",
                Fieldset(_("Dates"), "opens_at", "closes_at", "grace_minutes"),
                Fieldset(_("Présentation"), "intro_fr", "intro_en", "contact_email"),
                Fieldset(_("Règlement"), "rules_fr", "rules_en"),
                Fieldset(_("Questions fréquentes"), "faq_fr", "faq_en"),
            ],
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_dates(self.instance.edition, data, timezone.now())
        return data
