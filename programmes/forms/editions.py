"""Forms of an edition: a new one, its settings, and the check of its dates."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accelerator.companies.departments import REGIONS
from accelerator.types import Values
from accelerator.web.forms import GUARDED, DayField, Helper, LocalDateTimeField, LongTextField
from accelerator.web.localised import clause_separator
from accelerator.web.merging import MergingForm
from programmes.dates import CALL_DATES, EDITION_DATES, DateProblem, dates_of, doubtful, impossible
from programmes.enums import DATED_PARTS, ClonedPart
from programmes.extensions import Lesson
from programmes.models import Edition, Programme
from programmes.models.edition import LONGEST_SLUG, REGION_CHOICES, REHEARSAL, UNKNOWN_REGION

ALL_DATES = {**CALL_DATES, **EDITION_DATES}


class ConfirmDates(forms.Form):
    """Doubtful dates need one confirmation, at their fields."""

    confirm_dates = forms.BooleanField(
        label=_("Oui, ces dates sont les bonnes"), required=False, widget=forms.HiddenInput
    )

    def confirm_doubts(self, doubts: Sequence[DateProblem], data: Mapping[str, object]) -> None:
        if doubts and not data.get("confirm_dates") and not self.errors:
            self.fields["confirm_dates"].widget = forms.CheckboxInput()
            for doubt in doubts:
                self.add_error(doubt.names[0], doubt.text)
            self.add_error("confirm_dates", _("Corrigez, ou confirmez ces dates."))


class DatesToConfirm(ConfirmDates, MergingForm):
    """Impossible dates are refused at their field; doubtful ones need one confirmation."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.refused_dates: list[DateProblem] = []

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "confirm_dates"]

    @property
    def has_date_elsewhere(self) -> bool:
        """Whether a date is refused because of one that another page changes."""
        return any(set(problem.names) - self.fields.keys() for problem in self.refused_dates)

    def check_dates(self, edition: Edition, data: Values, at: datetime) -> None:
        """Check the dates of ``edition``, with the typed values in place of the saved ones."""
        dates = {**dates_of(edition), **{name: value for name, value in data.items() if name in ALL_DATES}}
        changed = [name for name in self.changed_data if name in ALL_DATES]
        for problem in impossible(dates):
            touched = [name for name in problem.names if name in changed]
            if touched and not self.errors.keys() & set(problem.names):
                self.add_error(touched[-1], problem.text)
                self.refused_dates.append(problem)
        self.confirm_doubts(doubtful(dates, at, past_is_fine=edition.silent, names=changed), data)


class SessionDays(forms.ModelForm):
    """The first and the last day of a session; the error about their order is at the last day, not above the form."""

    def clean(self) -> Values:
        data = super().clean() or {}
        starts, ends = data.get("session_starts_on"), data.get("session_ends_on")
        if starts and ends and ends < starts:
            self.add_error("session_ends_on", _("La session finit avant de commencer."))
        return data


CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
TAKEN_ADDRESSES = {"new", "programmes"}
"""What follows ``/manage/`` beside editions."""


def _label_part(label: str | Promise, lessons: Sequence[Lesson]) -> object:
    """The name of a part, with what is to be looked at again in it."""
    if not lessons:
        return label
    points = format_html_join(
        clause_separator(), "{} {}", ((lesson.figure, lesson.text) for lesson in lessons)
    )
    return format_html('{} <span class="muted small">{} {}.</span>', label, _("À revoir :"), points)


class NewEditionForm(SessionDays, ConfirmDates):
    """What an edition needs to exist; the rest has defaults and its own pages, or comes from a former edition."""

    source = forms.ModelChoiceField(
        Edition.objects.all(),
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
            "region",
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
            "region": {"invalid_choice": UNKNOWN_REGION},
        }

    def __init__(
        self,
        *args: Any,
        lessons: Sequence[Lesson] = (),
        sources: "QuerySet[Edition]",
        openings: Mapping[int, Collection[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        """``lessons`` of the copied edition, displayed beside each part; ``sources``: those that may be copied.

        ``openings``: the programmes where this person may open an edition, each with its regions, « » for every one;
        ``None``: everywhere.
        """
        super().__init__(*args, **kwargs)
        self.openings = openings
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        if openings is not None:
            self.fields["programme"].queryset = Programme.objects.filter(pk__in=openings)  # type: ignore[attr-defined]
        self.fields["parts"].choices = [  # type: ignore[attr-defined]
            (part, _label_part(label, [lesson for lesson in lessons if lesson.part == part]))
            for part, label in ClonedPart.choices
        ]
        programmes = list(self.fields["programme"].queryset.order_by("pk")[:2])  # type: ignore[attr-defined]
        if len(programmes) == 1:
            self.fields["programme"].initial = programmes[0]
        regions = {region for own in (openings or {}).values() for region in own}
        if len(regions) == 1:
            self.fields["region"].initial = regions.pop()
        self.fields["slug"].validators.append(MaxLengthValidator(LONGEST_SLUG))
        self.fields["slug"].widget.attrs["maxlength"] = LONGEST_SLUG
        layout = ["confirm_dates", Fieldset(_("La nouvelle édition"), *self.Meta.fields)]
        if self.fields["source"].queryset.exists():  # type: ignore[attr-defined]
            layout.append(Fieldset(_("Reprendre une édition passée"), "source", "parts"))
        self.helper = Helper(
            submit=_("Créer l’édition"),
            attrs={**GUARDED, "data-names": ""},
            layout=layout,
        )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in TAKEN_ADDRESSES or slug.endswith(REHEARSAL):
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

    def clean(self) -> Values:
        data = super().clean()
        self._check_opening(data)
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
        days = {name: data.get(name) for name in ("session_starts_on", "session_ends_on")}
        self.confirm_doubts(doubtful(days, timezone.now(), past_is_fine=bool(data.get("silent"))), data)
        return data

    def _check_opening(self, data: Values) -> None:
        """An edition is opened in the regions where this person has the right to."""
        if self.openings is None or not {"programme", "region"} <= data.keys():
            return
        regions = self.openings[data["programme"].pk]
        if "" not in regions and data["region"] not in regions:
            text = _("Vous pouvez ouvrir une édition ici : %(regions)s.")
            self.add_error("region", text % {"regions": ", ".join(sorted(regions))})


PRESENTATION = ("name", "region", "theme_fr", "theme_en", "presentation_fr", "presentation_en")
SELECTION = ("places", "reviews_wanted")


class EditionForm(MergingForm):
    """Everything about an edition that is neither its call nor a date."""

    class Meta:
        model = Edition
        fields = [*PRESENTATION, *SELECTION, "place", "schemes_checked_months", "controller"]
        field_classes = dict.fromkeys(("presentation_fr", "presentation_en"), LongTextField)
        widgets = {
            "presentation_fr": forms.Textarea(attrs={"rows": 5}),
            "presentation_en": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "controller": _("L’organisme qui répond des données personnelles, nommé sur la page publique.")
        }
        error_messages = {"region": {"invalid_choice": UNKNOWN_REGION}}

    helper = Helper(
        submit=_("Enregistrer"),
        attrs=GUARDED,
        layout=[
            "seen",
            Fieldset(_("Présentation"), *PRESENTATION),
            Fieldset(_("Sélection"), *SELECTION),
            Fieldset(_("Session"), "place"),
            Fieldset(_("Dispositifs d’appui"), "schemes_checked_months"),
            Fieldset(_("Données personnelles"), "controller"),
        ],
    )

    def __init__(self, *args: Any, regions: Collection[str] | None = None, **kwargs: Any) -> None:
        """``regions``: where this person may place it, beside where it is; ``None`` for everywhere."""
        super().__init__(*args, **kwargs)
        self.regions = regions
        wanted = self.fields["reviews_wanted"]
        wanted.validators.append(MinValueValidator(1))
        wanted.widget.attrs["min"] = 1
        months = self.fields["schemes_checked_months"]
        months.validators += [MinValueValidator(1), MaxValueValidator(36)]
        months.widget.attrs |= {"min": 1, "max": 36}
        stored = self.instance.region
        if stored and stored not in REGIONS:  # the region was renamed: the page shows it rather than none
            self.fields["region"].widget.choices = [*REGION_CHOICES, (stored, stored)]

    def clean(self) -> Values:
        super().clean()
        data: Values = self.cleaned_data
        placed = data.get("region", self.initial["region"])
        if self.regions is not None and placed not in {self.initial["region"], *self.regions}:
            text = _("Vous pouvez placer l’édition ici : %(regions)s.")
            self.add_error("region", text % {"regions": ", ".join(sorted(self.regions))})
        return data


class EditionDatesForm(SessionDays, DatesToConfirm):
    """All dates of an edition, in the order of the work: those of its call too, until it opens."""

    opens_at = LocalDateTimeField(label=CALL_DATES["opens_at"])
    closes_at = LocalDateTimeField(label=CALL_DATES["closes_at"])

    class Meta:
        model = Edition
        fields = list(EDITION_DATES)
        labels = EDITION_DATES
        field_classes = {
            **dict.fromkeys(EDITION_DATES, DayField),
            **dict.fromkeys(("reviews_due_at", "committee_meets_at"), LocalDateTimeField),
        }

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        instance: Edition,
        dates_are_set: bool,
        **kwargs: Any,
    ) -> None:
        """``dates_are_set``: the call has opened, and its dates are changed apart."""
        for name in CALL_DATES:
            kwargs.setdefault("initial", {})[name] = getattr(instance.call, name)
        self.call_dates = [
            name for name in CALL_DATES if not dates_are_set and (data is None or name in data)
        ]
        super().__init__(data, instance=instance, **kwargs)
        for name in set(CALL_DATES) - set(self.call_dates):
            del self.fields[name]
        fields = ["seen", "confirm_dates", *self.call_dates, *EDITION_DATES]
        self.order_fields(fields)  # what is wrong is listed in the order of the page
        self.helper = Helper(submit=_("Enregistrer"), attrs=GUARDED, layout=fields, marks_optional=False)

    @property
    def _names(self) -> list[str]:
        return [*super()._names, *self.call_dates]

    def _read_stored(self, name: str) -> object:
        return getattr(self.instance.call if name in CALL_DATES else self.instance, name)

    def clean(self) -> Values:
        data = super().clean()
        self.check_dates(self.instance, data, timezone.now())
        for name in self.call_dates:
            if name in data:
                setattr(self.instance.call, name, data[name])
        return data
