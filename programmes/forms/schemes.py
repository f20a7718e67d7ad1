"""Forms of the support schemes: what is typed of one, by an organiser or by who answers for it; the list's filters."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Fieldset, Hidden
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.types import Values
from accelerator.web.forms import GUARDED, ConflictForm, DayField, Helper, LongTextField
from programmes.actions.roles import organisation_named
from programmes.actions.scheme_import import CODE, CODE_WORDS, DepartmentsField
from programmes.enums import NeedKind, SchemeState, StructureProfile
from programmes.models import Edition, Organisation, SupportScheme
from programmes.models.scheme import CODE_TAKEN, DATES_IN_ORDER, HEAD_COUNTS_IN_ORDER

LONG_TEXTS = ("summary_fr", "summary_en", "conditions_fr", "conditions_en")
BRINGS = ("summary_fr", "summary_en", "conditions_fr", "conditions_en")
TAKES = ("needs", "profiles", "head_count_min", "head_count_max", "departments")
LASTS = ("opens_on", "closes_on")
SOURCE = ("source_url", "source_document")


class OwnedSchemeForm(ConflictForm, forms.ModelForm):
    """What the person who answers for a scheme may correct; ``seen`` is the version that the page was drawn from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    needs = forms.MultipleChoiceField(
        label=_("Besoins auxquels il répond"),
        choices=NeedKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Le dispositif n’est proposé qu’aux projets qui nomment l’un de ces besoins."),
    )
    profiles = forms.MultipleChoiceField(
        label=_("Profils de structure"),
        choices=StructureProfile.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien de coché : tous les profils."),
    )
    departments = LongTextField(
        label=_("Départements"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Leurs noms ou leurs numéros, ou une région, séparés par des virgules. Vide : toute la France."
        ),
    )
    source_url = forms.URLField(label=_("Page de référence"), required=False, assume_scheme="https")

    class Meta:
        model = SupportScheme
        fields = [*BRINGS, *TAKES, *LASTS, *SOURCE]
        field_classes = {
            "opens_on": DayField,
            "closes_on": DayField,
            "verified_on": DayField,
            **dict.fromkeys(LONG_TEXTS, LongTextField),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in LONG_TEXTS}
        help_texts = {
            "head_count_min": _("Laissez vide s’il n’y a pas de minimum."),
            "head_count_max": _("Pour « moins de 250 personnes », écrivez 249. Vide : pas de maximum."),
            "opens_on": _("Vide : il est déjà ouvert."),
            "closes_on": _("Vide : il n’a pas de fin. Passé ce jour, il n’est plus proposé."),
            "source_document": _("Par exemple : délibération du 12 mars 2026, annexe 2."),
            "conditions_fr": _(
                "Ce que les cases ci-dessous ne disent pas : montants, démarches, exceptions."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["departments"] = self.instance.department_words
        self.initial["seen"] = self.instance.version
        self.helper = Helper(submit=_("Enregistrer"), attrs=GUARDED, layout=["seen", *self.list_fieldsets()])
        self.helper.add_input(Hidden("do", "correct"))

    def list_fieldsets(self) -> list[Fieldset]:
        return [
            Fieldset(_("Ce qu’il apporte"), *BRINGS),
            Fieldset(_("À qui il s’adresse"), *TAKES, *LASTS),
            Fieldset(_("D’où l’on tient cela"), *SOURCE),
        ]

    def clean_departments(self) -> list[str]:
        codes: list[str] = DepartmentsField(required=False).clean(self.cleaned_data["departments"])
        return codes

    def clean(self) -> Values:
        data = super().clean() or {}
        least, most = data.get("head_count_min"), data.get("head_count_max")
        if least is not None and most is not None and most < least:
            self.add_error("head_count_max", HEAD_COUNTS_IN_ORDER)
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", DATES_IN_ORDER)
        return data


class SchemeForm(OwnedSchemeForm):
    """The fields that the organiser of a scheme edits besides: its name and code, who answers for it, when it was
    verified.
    """

    organisation_name = forms.CharField(label=_("Organisme"), max_length=200)
    code = forms.RegexField(
        f"^{CODE}$",
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("Il le relie au tableau d’où il vient. Vide : il est tiré du nom."),
        error_messages={"invalid": CODE_WORDS},
    )

    class Meta(OwnedSchemeForm.Meta):
        fields = [
            *("name", "code", *OwnedSchemeForm.Meta.fields),
            *("verified_on", "contact_name", "contact_email"),
        ]
        help_texts = {
            **OwnedSchemeForm.Meta.help_texts,
            "verified_on": _("Le jour où vous avez vérifié ces informations à la source."),
            "contact_email": _(
                "Cette personne reçoit, quand le dispositif est à vérifier, un lien pour le confirmer. Elle n’a pas "
                "besoin de compte."
            ),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.organisation_id:
            self.fields["organisation_name"].initial = self.instance.organisation.name

    def list_fieldsets(self) -> list[Fieldset]:
        about, *rest = super().list_fieldsets()
        return [
            Fieldset(_("Le dispositif"), "name", "code", "organisation_name", *about.fields),
            *rest,
            Fieldset(_("Qui en répond"), "contact_name", "contact_email", "verified_on"),
        ]

    def clean_name(self) -> str:
        """The programme is not a field of the form: the form, which would not look, must."""
        name = str(self.cleaned_data["name"])
        if self._select_others().filter(name=name).exists():
            raise forms.ValidationError(
                _("Ce programme a déjà un dispositif de ce nom : cochez-le dans la liste pour le proposer.")
            )
        return name

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code and self._select_others().filter(code=code).exists():
            raise forms.ValidationError(CODE_TAKEN)
        return code or self.instance.code

    def clean_verified_on(self) -> object:
        day = self.cleaned_data["verified_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Ce jour n’est pas encore venu."))
        return day

    def _select_others(self) -> Any:
        return self.instance.programme.schemes.exclude(pk=self.instance.pk)

    def ready(self) -> SupportScheme:
        """The unsaved scheme with its organisation."""
        scheme = self.save(commit=False)
        scheme.organisation = organisation_named(self.cleaned_data["organisation_name"])
        return scheme


class SchemeFilters(forms.Form):
    """The filters of the list, in its address; what is not understood of them filters nothing."""

    q = forms.CharField(label=_("Nom, code ou organisme"), max_length=100, required=False)
    need = forms.ChoiceField(label=_("Besoin"), required=False, choices=[("", _("Tous")), *NeedKind.choices])
    profile = forms.ChoiceField(
        label=_("Profil"), required=False, choices=[("", _("Tous")), *StructureProfile.choices]
    )
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("non archivés")), *SchemeState.choices]
    )
    body = forms.ModelChoiceField(
        label=_("Organisme"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Tous"),
    )

    def __init__(self, data: Mapping[str, object] | None, *, edition: Edition) -> None:
        super().__init__(data)
        bodies = (
            Organisation.objects.filter(schemes__programme=edition.programme_id).distinct().order_by("name")
        )
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.helper = Helper(method="get", form_tag=False)
        self.is_valid()

    @property
    def values(self) -> Values:
        """What was understood."""
        return {name: value for name, value in self.cleaned_data.items() if value}
