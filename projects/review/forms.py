"""Forms of reviews: the grid of one dossier, more time for a juror, what the ranking shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.types import Context
from accelerator.web.forms import TICK, Helper, LocalDateTimeField, TextField
from programmes.enums import StructureProfile
from programmes.models import Criterion
from projects.anonymity.models import LONGEST_WORD
from projects.models import AssignmentPlan, AssignmentStrategy
from projects.review.actions.review import NOT_ASSESSABLE, TEXT_LENGTH, TEXTS, level_value
from projects.review.queries.anonymity import QuestionGroup
from projects.review.queries.problem import DossierLine
from projects.review.queries.queue import QueueLine
from projects.review.queries.reviews import Grid

LEVEL_NAMES: list[tuple[str, "str | Promise"]] = [
    ("0", _("absent")),
    ("1", _("faible")),
    ("2", _("partiel")),
    ("3", _("solide")),
    ("4", _("exemplaire")),
    (NOT_ASSESSABLE, _("non évaluable")),
]


def _make_text_field(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, help_text=help_text, required=False, max_length=TEXT_LENGTH, widget=widget)


SPOKEN_LABEL = '{} <span class="visually-hidden">{}</span>'
"""The text of a level, then what a screen reader adds."""


def value_in_words(name: str, value: str) -> str:
    """The value of a field of the grid; a level by the label of its button."""
    if not name.startswith("level-") or not value:
        return value
    words = str(dict(LEVEL_NAMES)[value])
    return words if value == NOT_ASSESSABLE else f"{value} {words}"


class GridForm(forms.Form):
    """The grid of one dossier; field names are the keys of :mod:`projects.review.actions.review`."""

    private_note = _make_text_field(_("Note privée"), _("Pour vous seulement : personne d’autre ne la lit."))
    committee_comment = _make_text_field(
        _("Pour le comité"), _("Lu par les autres membres une fois leur propre évaluation envoyée.")
    )
    holder_comment = _make_text_field(
        _("Pour la personne porteuse"),
        _("Relu par l’organisation, puis envoyé avec la décision, sans votre nom."),
    )

    def __init__(self, grid: Grid, data: QueryDict | None = None) -> None:
        initial = {name: getattr(grid.review, name, "") for name in TEXTS}
        super().__init__(data, initial=initial)
        self.grid = grid
        levels = [
            (value, words if value == NOT_ASSESSABLE else format_html(SPOKEN_LABEL, value, words))
            for value, words in LEVEL_NAMES
        ]
        for line in grid.lines:
            number = line.criterion.pk
            level = forms.ChoiceField(
                label=line.criterion.label,
                required=False,
                choices=levels,
                widget=forms.RadioSelect(TICK),
                initial=level_value(line.score),
                error_messages={"invalid_choice": _("La note va de 0 à 4.")},
            )
            self.fields[f"level-{number}"] = level
            comment = _make_text_field(_("Commentaire"), rows=2)
            comment.initial = line.score.comment if line.score else ""
            self.fields[f"comment-{number}"] = comment

    def criteria(self, *, is_open: bool) -> list[Context]:
        """Each criterion with its levels and its comment, as the page prints them; ``is_open``: they may be chosen."""
        return [self._describe_criterion(line.criterion, is_open=is_open) for line in self.grid.lines]

    def _describe_criterion(self, criterion: Criterion, *, is_open: bool) -> Context:
        level = self[f"level-{criterion.pk}"]
        level.field.widget.attrs["disabled"] = not is_open
        return {
            "criterion": criterion,
            "level": level,
            "radios": [option.data for option in level.subwidgets],
            "comment": self[f"comment-{criterion.pk}"],
            "anchors": [
                (value, name, text)
                for (value, name), text in zip(LEVEL_NAMES, criterion.anchors, strict=False)
            ],
        }

    @property
    def texts(self) -> list[forms.BoundField]:
        return [self[name] for name in TEXTS]

    def complete(self, grid: Grid) -> None:
        """Show the posted values, and the saved ones of other fields."""
        saved = GridForm(grid)
        self.data = {name: saved[name].value() for name in self.fields} | {
            name: self.data[name] for name in self.data
        }

    def list_unsaved(self, grid: Grid) -> list[tuple[str, str]]:
        """What was posted and the grid has otherwise: the label of each field, and its value in words."""
        stored, unsaved = GridForm(grid), []
        for name in self.fields:
            invalid = "" if name.startswith("level-") else self.data.get(name, "")
            value = self.cleaned_data.get(name, invalid)
            if value and (name not in stored.fields or value != stored[name].value()):
                unsaved.append((self._describe_field(name), value_in_words(name, value)))
        return unsaved

    def _describe_field(self, name: str) -> str:
        kind, _dash, number = name.partition("-")
        if kind != "comment":
            return str(self.fields[name].label)
        return _("%(criterion)s, commentaire") % {"criterion": self.fields[f"level-{number}"].label}

    def show_conflicts(self, theirs: Mapping[str, str]) -> None:
        """Under each field that another window changed, show its value there."""
        text = _(
            "Une autre fenêtre a enregistré ici « %(theirs)s ». Envoyez à nouveau pour garder votre réponse."
        )
        for name, their_value in theirs.items():
            self.add_error(name, text % {"theirs": value_in_words(name, their_value) or _("rien")})

    def read_posted(self) -> dict[str, str]:
        """The valid values of the fields that were posted."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}


class RevisionForm(GridForm):
    """The grid of an opinion that was sent, and why it changes."""

    reason = forms.CharField(
        label=_("Pourquoi changer votre évaluation ?"),
        max_length=300,
        help_text=_("Le comité lit cette raison, et ce qui change."),
        error_messages={"required": _("Indiquez la raison.")},
    )


class ReliefForm(forms.Form):
    """The dossiers of a list that a juror will not manage, and why. ``is_open``: the page shows its fields."""

    duties = forms.MultipleChoiceField(
        label=_("Les dossiers que vous n’évaluerez pas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Un mot d’explication"),
        required=False,
        max_length=300,
        help_text=_(
            "L’organisation le lit pour redistribuer. Ce qui n’est pas encore repris peut se décocher."
        ),
    )

    def __init__(
        self, lines: Sequence[QueueLine], data: QueryDict | None = None, *, is_asked_for: bool
    ) -> None:
        self.requested = [str(line.duty) for line in lines if line.is_relief_requested]
        self.is_open = is_asked_for or data is not None or bool(self.requested)
        super().__init__(data, initial={"duties": self.requested})
        choices = [(str(line.duty), f"{line.title} · {line.reference}") for line in lines]
        self.fields["duties"].choices = choices  # type: ignore[attr-defined]
        self.helper = Helper(submit=_("Prévenir l’organisation"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        new = set(cleaned.get("duties", ())) - set(self.requested)
        if new and not cleaned.get("reason"):
            self.add_error("reason", _("Un mot d’explication aide l’organisation à redistribuer."))
        return cleaned


class MessageForm(forms.Form):
    """A message to those of the committee who read a dossier."""

    text = forms.CharField(
        label=_("Votre message au comité"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Écrivez le message.")},
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.helper = Helper(submit=_("Écrire"))


class RankingFilter(forms.Form):
    """Which dossiers of the ranking to show."""

    profile = forms.ChoiceField(
        label=_("Profil"), required=False, choices=[("", _("Tous")), *StructureProfile.choices]
    )
    department = forms.ChoiceField(label=_("Département"), required=False)

    def __init__(self, data: QueryDict, departments: list[str]) -> None:
        super().__init__(data)
        choices = [("", _("Tous")), *((department, department) for department in departments)]
        self.fields["department"].choices = choices  # type: ignore[attr-defined]
        self.helper = Helper(method="get", form_tag=False)


class ReviewExtensionForm(forms.Form):
    """Who, until when, and why."""

    reviewer: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        label=_("À qui laisser plus de temps ?"),
        queryset=None,
        empty_label=_("Choisir"),
        error_messages={"required": _("Choisissez la personne.")},
    )
    until = LocalDateTimeField(
        label=_("Jusqu’à quand ?"),
        help_text=_("Heure de Paris. Pour cette personne seulement, sur tous ses dossiers."),
    )
    reason = forms.CharField(
        label=_("Pour quelle raison ?"),
        max_length=300,
        help_text=_("Elle figure au journal, et dans le message envoyé à la personne."),
        error_messages={"required": _("Indiquez la raison.")},
    )

    def __init__(self, people: "QuerySet[User]", data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["reviewer"].queryset = people  # type: ignore[attr-defined]
        self.helper = Helper(submit=_("Laisser plus de temps"))


class ExceedForm(forms.Form):
    """Why people are given more dossiers than they accepted."""

    reason = forms.CharField(
        label=_("Ce qui a été convenu"),
        max_length=300,
        required=False,
        help_text=_("Sans un mot, rien n’est appliqué. Il figure au journal."),
    )

    helper = Helper(form_tag=False)


class StrategyForm(forms.Form):
    """Who reads what: so many people a dossier, the whole committee, or a few dossiers read by all besides."""

    MOST = 10

    strategy = forms.ChoiceField(
        label=_("Qui lit quoi ?"), choices=AssignmentStrategy.choices, widget=forms.RadioSelect(TICK)
    )
    count = forms.IntegerField(
        label=_("Combien de dossiers lus par tous ?"),
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=_("Choisis parmi des structures différentes, sauf si vous en cochez."),
        error_messages=dict.fromkeys(
            ("min_value", "max_value", "invalid"), _("Entre 1 et %(n)s dossiers.") % {"n": MOST}
        ),
    )
    anchors = forms.TypedMultipleChoiceField(
        label=_("Lesquels ?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(TICK),
        error_messages={"invalid_choice": _("Ce dossier n’est plus à évaluer.")},
    )

    def __init__(
        self, plan: AssignmentPlan, dossiers: Mapping[int, DossierLine], data: QueryDict | None = None
    ) -> None:
        initial = {"strategy": plan.strategy, "count": len(plan.anchors) or 3, "anchors": plan.anchors}
        super().__init__(data, initial=initial)
        choices = [(dossier.pk, dossier.label) for dossier in dossiers.values()]
        self.fields["anchors"].choices = choices  # type: ignore[attr-defined]

    def clean_count(self) -> int:
        return self.cleaned_data["count"] or 3


class MaskForm(forms.Form):
    """The questions whose answers say who applies: those that are ticked are masked whole."""

    masked = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple(TICK),
        error_messages={
            "invalid_choice": _("Une question a quitté le formulaire : relisez la liste, puis enregistrez.")
        },
    )

    def __init__(self, groups: Sequence[QuestionGroup], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.keys = [choice.question.key for group in groups for choice in group.choices]
        self.fields["masked"].choices = [(key, key) for key in self.keys]  # type: ignore[attr-defined]

    def read_choices(self) -> dict[str, bool]:
        return {key: key in self.cleaned_data["masked"] for key in self.keys}


class MaskedWordForm(forms.Form):
    """A word or a name that jurors must not read in one dossier."""

    word = forms.CharField(
        label=_("Masquer aussi"),
        max_length=LONGEST_WORD,
        help_text=_("Un nom, un sigle, un lieu : il est masqué partout dans ce dossier, accords compris."),
        error_messages={"required": _("Écrivez le mot à masquer.")},
    )
    helper = Helper(submit=_("Masquer ce mot"))
