"""Forms of triage: eligibility, checklist and rules; bulk acts, tags, notes, saved searches and columns."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.companies.departments import DEPARTMENTS, REGIONS, department_code
from accelerator.questionnaires import queries
from accelerator.questionnaires.conditions import tokens_to_choose
from accelerator.questionnaires.models import Question
from accelerator.text import clean_line
from accelerator.types import Values
from accelerator.web.forms import TICK, Helper, TickedRowsField
from programmes.enums import StructureProfile
from programmes.models import Call
from projects.application.models import ApplicationQuerySet
from projects.models import Application, BulkVerb, CheckItem, EligibilityRule, RuleSubject, SavedFilter, Tag
from projects.triage.actions.eligibility import Ticked
from projects.triage.columns import COLUMNS
from projects.triage.queries import KEYS


class IneligibleForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ce dossier n’est pas recevable"),
        help_text=_("La personne porteuse reçoit ces mots par e-mail, tels quels."),
        error_messages={"required": _("Indiquez la raison : elle est envoyée à la personne porteuse.")},
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    helper = Helper(form_tag=False)


class EligibleForm(forms.Form):
    """The dossiers to declare eligible, by reference; one that is not in the organiser's list refuses the whole."""

    application = TickedRowsField(
        queryset=Application.objects.none(),
        to_field_name="reference",
        error_messages={
            "required": _("Cochez au moins un dossier."),
            "invalid_choice": _("Un des dossiers cochés n’est pas dans cette liste."),
        },
    )

    def __init__(self, data: QueryDict, *, applications: ApplicationQuerySet) -> None:
        super().__init__(data)
        self.fields["application"].queryset = applications  # type: ignore[attr-defined]


MOST_POINTS = 20


SEPARATOR = "|"


class EligibilityForm(forms.Form):
    """An empty subject has no rule; a subject without a question in the form is not offered."""

    points = forms.CharField(
        label=_("Liste de vérification"),
        help_text=_(
            "Un point par ligne, par exemple « Le problème de travail est décrit ». L’anglais suit un trait vertical : "
            "« Pièces lisibles | Readable attachments »."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    profile = forms.MultipleChoiceField(
        label=_("Profils acceptés"),
        choices=StructureProfile.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
    )
    regions = forms.MultipleChoiceField(
        label=_("Régions acceptées"),
        choices=[(name, name) for name in REGIONS],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
    )
    departments = forms.CharField(
        label=_("Autres départements acceptés"),
        help_text=_("Numéros ou noms, séparés par des virgules : « 35, Mayenne »."),
        required=False,
        max_length=600,
    )
    head_count = forms.MultipleChoiceField(
        label=_("Effectifs acceptés"), required=False, widget=forms.CheckboxSelectMultiple(attrs=TICK)
    )
    siret = forms.BooleanField(
        label=_("Un numéro SIRET est exigé"), required=False, widget=forms.CheckboxInput(attrs=TICK)
    )
    both_days = forms.BooleanField(
        label=_("La présence aux deux journées est exigée"),
        required=False,
        widget=forms.CheckboxInput(attrs=TICK),
    )

    def __init__(self, data: QueryDict | None = None, *, call: Call, items: Sequence[CheckItem]) -> None:
        questions = _map_questions(call)
        super().__init__(data, initial=_read_initial(call, items))
        bands = questions.get(RuleSubject.HEAD_COUNT)
        self.fields["head_count"].choices = tokens_to_choose(bands) if bands else []  # type: ignore[attr-defined]
        for subject in RuleSubject:
            if subject not in questions:
                for name in ("regions", "departments") if subject == RuleSubject.TERRITORY else (subject,):
                    self.fields.pop(name)
        rules = [name for name in self.fields if name != "points"]
        self.helper = Helper(
            submit=_("Enregistrer"),
            layout=Layout(
                Fieldset(_("Ce que l’équipe vérifie"), "points"),
                Fieldset(
                    _("Ce que les règles écartent"),
                    HTML(format_html('<p class="form-text">{}</p>', _RULES_HELP)),
                    *rules,
                ),
            ),
        )
        self.helper.marks_optional = False

    def clean_points(self) -> list[tuple[str, str]]:
        lines = [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]
        if len(lines) > MOST_POINTS:
            raise forms.ValidationError(_("Gardez vingt points au plus : au-delà, on ne les lit plus."))
        pairs = [[part.strip() for part in line.split(SEPARATOR, 1)] for line in lines]
        if any(len(part) > 200 for pair in pairs for part in pair):
            raise forms.ValidationError(_("Un point tient en 200 caractères."))
        return [(pair[0], pair[1] if len(pair) > 1 else "") for pair in pairs if pair[0]]

    def clean_departments(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["departments"].split(",") if name.strip()]
        codes = {name: department_code(name) for name in names}
        unknown = [name for name, code in codes.items() if code is None]
        if unknown:
            raise forms.ValidationError(
                _("Département inconnu : %(names)s."), params={"names": ", ".join(unknown)}
            )
        return [code for code in codes.values() if code]

    @property
    def values_by_subject(self) -> dict[str, list[str]]:
        """Subject → what is accepted, as ``screening.set_rules`` takes it."""
        data = self.cleaned_data
        listed = {
            RuleSubject.PROFILE: data.get("profile", []),
            RuleSubject.HEAD_COUNT: data.get("head_count", []),
            RuleSubject.TERRITORY: sorted(
                {code for region in data.get("regions", []) for code in REGIONS[region].split()}
                | set(data.get("departments", []))
            ),
        }
        rules = {str(subject): values for subject, values in listed.items() if values}
        demanded = (RuleSubject.SIRET, RuleSubject.BOTH_DAYS)
        return rules | {str(subject): [] for subject in demanded if data.get(subject)}


_RULES_HELP = _(
    "Sans rien cocher, un sujet n’écarte personne. Un dossier écarté reste visible, dit pourquoi, et chaque règle se "
    "lève dossier par dossier, avec une raison."
)


def _map_questions(call: Call) -> dict[str, Question]:
    """Subject → the question of the call's form that answers it."""
    if call.form is None:
        return {}
    questions = {question.key: question for question in queries.questions(call.form)}
    return {subject: questions[key] for subject, key in KEYS.items() if key in questions}


def _read_initial(call: Call, items: Sequence[CheckItem]) -> Values:
    rules = {rule.subject: rule.accepted for rule in EligibilityRule.objects.filter(call=call).order_by("pk")}
    codes = set(rules.get(RuleSubject.TERRITORY, []))
    regions = [name for name, listed in REGIONS.items() if codes >= set(listed.split())]
    rest = codes - {code for name in regions for code in REGIONS[name].split()}
    lines = (
        f"{item.label_fr} {SEPARATOR} {item.label_en}" if item.label_en else item.label_fr for item in items
    )
    return {
        "points": "\n".join(lines),
        "profile": rules.get(RuleSubject.PROFILE, []),
        "regions": regions,
        "departments": ", ".join(DEPARTMENTS[code] for code in sorted(rest)),
        "head_count": rules.get(RuleSubject.HEAD_COUNT, []),
        "siret": RuleSubject.SIRET in rules,
        "both_days": RuleSubject.BOTH_DAYS in rules,
    }


NOBODY = "none"
REMARK = {"class": "form-control", "placeholder": _("remarque")}


class BulkForm(forms.Form):
    """What to do with the dossiers that are ticked, or with all that the search finds (``every``)."""

    do = forms.ChoiceField(
        choices=BulkVerb,
        error_messages={"required": _("Choisissez ce qu’il faut faire des dossiers cochés.")},
    )
    application = forms.TypedMultipleChoiceField(required=False, coerce=clean_line, empty_value=[])
    every = forms.BooleanField(required=False)
    query = forms.CharField(required=False, max_length=4000)
    tag = forms.CharField(required=False, max_length=40)
    colleague = forms.CharField(required=False)

    def __init__(self, data: QueryDict, *, applications: ApplicationQuerySet, colleagues: list[User]) -> None:
        super().__init__(data)
        self.applications, self.colleagues = applications, colleagues
        self.fields["application"].choices = [  # type: ignore[attr-defined]
            (name, name) for name in (data.getlist("application") if data else [])
        ]

    def clean(self) -> Values:
        """Anything that is not in the organiser's list is refused, and so is an action without its object."""
        data = self.cleaned_data
        if not data.get("every") and not data.get("application"):
            raise forms.ValidationError(_("Cochez au moins un dossier."))
        if data.get("do") == BulkVerb.TAG and not (data.get("tag") or "").strip():
            raise forms.ValidationError(_("Écrivez l’étiquette à poser."))
        if data.get("do") == BulkVerb.ASSIGN:
            data["colleague"] = self._find_colleague(data.get("colleague", ""))
        return data

    def _find_colleague(self, value: str) -> User | None:
        if value == NOBODY:
            return None
        colleague = next((person for person in self.colleagues if str(person.pk) == value), None)
        if colleague is None:
            raise forms.ValidationError(_("Choisissez à qui confier ces dossiers."))
        return colleague

    @property
    def address(self) -> QueryDict:
        """The search that the page showed."""
        return QueryDict(self.cleaned_data.get("query", ""))

    @property
    def problem(self) -> str:
        """The first thing that is wrong, in words."""
        return str(next(iter(self.errors.values()))[0])


class SaveFilterForm(forms.ModelForm):
    """A saved search; the list renders its two fields itself."""

    class Meta:
        model = SavedFilter
        fields = ["name", "shared"]


class ColumnsForm(forms.Form):
    """The chosen columns; the list renders the boxes itself."""

    columns = forms.MultipleChoiceField(
        required=False,
        choices=lambda: [(name, column.label) for name, column in COLUMNS.items()],
    )


class NoteForm(forms.Form):
    """A remark between organisers."""

    text = forms.CharField(
        label=_("Nouvelle note"),
        max_length=4000,
        error_messages={"required": _("Écrivez la note.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = Helper(form_tag=False)


class FollowForm(forms.Form):
    """Who follows a dossier, and its tags."""

    colleague = forms.ChoiceField(label=_("Suivi par"), required=False)
    tags = TickedRowsField(
        label=_("Étiquettes"),
        required=False,
        queryset=Tag.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
    )
    new_tag = forms.CharField(label=_("Autre étiquette"), required=False, max_length=40)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        application: Application,
        tags: list[Tag],
        colleagues: list[User],
    ) -> None:
        tag_keys = [tag.pk for tag in application.tags.all()] if data is None else []
        super().__init__(data, initial={"colleague": application.handled_by_id, "tags": tag_keys})
        self.colleagues = {str(person.pk): person for person in colleagues}
        names = [(pk, person.name) for pk, person in self.colleagues.items()]
        self.fields["colleague"].choices = [("", _("Personne")), *names]  # type: ignore[attr-defined]
        field = self.fields["tags"]
        field.queryset = Tag.objects.filter(edition=application.call.edition_id)  # type: ignore[attr-defined]
        field.choices = [(tag.pk, tag.name) for tag in tags]  # type: ignore[attr-defined]
        if not tags:
            self.fields.pop("tags")
        self.helper = Helper(form_tag=False, marks_optional=False)

    @property
    def person(self) -> User | None:
        return self.colleagues.get(self.cleaned_data.get("colleague") or "")


class ReasonForm(forms.Form):
    """Why a rule is passed over."""

    reason = forms.CharField(
        label=_("Pourquoi passer outre"),
        max_length=400,
        error_messages={"required": _("Indiquez la raison : elle reste au dossier.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    helper = Helper(form_tag=False)


class ChecklistForm(forms.Form):
    """One box and one remark for each point of the call's checklist."""

    def __init__(self, data: QueryDict | None = None, *, points: list[Any]) -> None:
        super().__init__(data)
        self.points = points
        for point in points:
            self.fields[f"done_{point.pk}"] = forms.BooleanField(
                label=point.label, required=False, initial=bool(point.done)
            )
            self.fields[f"note_{point.pk}"] = forms.CharField(
                label=_("Remarque"), required=False, max_length=300, initial=point.note or ""
            )
            self.fields[f"done_{point.pk}"].widget.attrs.update(TICK)
            self.fields[f"note_{point.pk}"].widget.attrs.update(REMARK)

    @property
    def lines(self) -> list[Any]:
        """Each point with its two fields."""
        return [(point, self[f"done_{point.pk}"], self[f"note_{point.pk}"]) for point in self.points]

    def ticks(self) -> dict[int, Ticked]:
        """The posted values of each point; a remark that is too long leaves its point unchanged."""
        data = self.cleaned_data
        return {
            point.pk: Ticked(data[f"done_{point.pk}"], data[f"note_{point.pk}"].strip())
            for point in self.points
            if f"note_{point.pk}" in data
        }
