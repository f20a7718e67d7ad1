"""The forms of a page and of a question: words, options by kind, when it is asked; of a required one, only the
words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.form_builder.choice_lines import LinesRefused, as_lines, read_lines
from accelerator.form_builder.drafted import DraftedForm
from accelerator.questionnaires.conditions import parse_condition, tokens_to_choose
from accelerator.questionnaires.drafting import Page
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.indicators import find_code, name_indicator, name_role
from accelerator.questionnaires.kinds import KINDS, Kind, kinds_where
from accelerator.questionnaires.kinds.scales import ENDS, LONGEST_SCALE
from accelerator.questionnaires.models import Question, Section
from accelerator.questionnaires.sniffing import CONTENT_TYPES
from accelerator.types import Values
from accelerator.web.forms import GUARDED, Helper, LineField, TextField

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
        widgets = {
            "title_fr": forms.TextInput(attrs={"autofocus": True}),
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("intro_fr", "intro_en")},
        }

    helper = Helper(submit=_("Enregistrer la page"), attrs=GUARDED)

    def values(self) -> Values:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class WordsForm(forms.ModelForm):
    """The words of a required question; the rest of it does not change, since the site uses it."""

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
        self.helper = Helper(submit=_("Enregistrer"), attrs=GUARDED)

    def clean(self) -> Values:
        """Words that people agreed to stay as they read them."""
        cleaned = super().clean() or self.cleaned_data
        for name in WORD_FIELDS if self.fixed else ():
            if name in cleaned and cleaned[name] != getattr(self.fixed, name):
                self.add_error(name, self.because)
        return cleaned

    def values(self) -> Values:
        return dict(self.cleaned_data)


LONGEST_TEXT = 20_000
SHORTEST_LIST = 2
SAME_NAME = ("other", "not_applicable", "must_accept", "exemption", "types", "max_files", *ENDS)
"""Fields that are called as the option they write."""


class OptionFields(forms.ModelForm):
    """The fields of every kind; those that do not concern the kind of the question are neither displayed, checked nor
    saved."""

    instance: Question

    choices_text = TextField(
        label=_("Choix proposés, un par ligne"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("L’anglais suit une barre : « Une idée | An idea ». Corriger les mots d’un choix sans changer "
                    "sa ligne de place garde les réponses."),
    )  # fmt: skip
    other = forms.BooleanField(label=_("Permettre « autre », avec quelques mots"), required=False)
    rows_text = TextField(
        label=_("Lignes de la grille, une par ligne"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("L’anglais suit une barre : « La frise | The timeline »."),
    )
    scale_min = forms.IntegerField(label=_("Niveau le plus bas"), required=False, min_value=0, max_value=10)
    scale_max = forms.IntegerField(label=_("Niveau le plus haut"), required=False, min_value=1, max_value=20)
    not_applicable = forms.BooleanField(label=_("Permettre « non concerné »"), required=False)
    label_min_fr = LineField(label=_("Ce que veut dire le bas"), required=False, max_length=60)
    label_min_en = LineField(label=_("Le bas, en anglais"), required=False, max_length=60)
    label_max_fr = LineField(label=_("Ce que veut dire le haut"), required=False, max_length=60)
    label_max_en = LineField(label=_("Le haut, en anglais"), required=False, max_length=60)
    number_min = forms.DecimalField(label=_("Nombre le plus petit"), required=False, max_digits=12)
    number_max = forms.DecimalField(label=_("Nombre le plus grand"), required=False, max_digits=12)
    must_accept = forms.BooleanField(label=_("Une seule case à cocher, pour accepter"), required=False)
    exemption = forms.BooleanField(
        label=_("Permettre de dire pourquoi il n’y a pas encore de SIRET"), required=False
    )
    types = forms.MultipleChoiceField(
        label=_("Types de fichiers acceptés"),
        required=False,
        choices=[(name, name.upper()) for name in CONTENT_TYPES],
        widget=forms.CheckboxSelectMultiple,
    )
    max_files = forms.IntegerField(
        label=_("Nombre de fichiers au plus"), required=False, min_value=1, max_value=10
    )

    def show_options(self) -> dict[str, object]:
        """The options of the question, as the fields show them."""
        options = self.instance.options
        initial = {name: options[name] for name in SAME_NAME if name in options}
        initial["choices_text"] = as_lines(options.get("choices", ()))
        initial["rows_text"] = as_lines(options.get("rows", ()))
        ends = {f"{of}_{end}": end for of in ("scale", "number") for end in ("min", "max")}
        fields = KINDS[self.instance.kind].editor_fields
        return initial | {
            name: options[end] for name, end in ends.items() if name in fields and end in options
        }

    def read_options(self, kind: Kind) -> dict[str, object]:
        """The typed options of this kind, as the question stores them; errors are added to their fields."""
        typed: dict[str, object] = {name: self.instance.options.get(name) for name in kind.hidden_options}
        for name in kind.editor_fields:
            match name:
                case "choices_text" | "rows_text":
                    typed[name.removesuffix("_text")] = self._read_lines(name)
                case "scale_max":
                    typed |= self._read_scale()
                case "number_max":
                    typed |= self._read_bounds()
                case _ if name in SAME_NAME:
                    typed[name] = self.cleaned_data.get(name) or None
        return {**kind.default_options, **{k: v for k, v in typed.items() if v not in (None, "", [])}}

    def _read_lines(self, name: str) -> list[dict[str, str]]:
        option = name.removesuffix("_text")
        try:
            lines = read_lines(self.cleaned_data.get(name, ""), self.instance.options.get(option, ()))
        except LinesRefused as refusal:
            self.add_error(name, str(refusal))
            return []
        least = 1 if option == "rows" or self.cleaned_data.get("other") else SHORTEST_LIST
        if len(lines) < least and name not in self.errors:
            self.add_error(
                name,
                _("Écrivez au moins une ligne.")
                if least == 1
                else _("Écrivez au moins deux choix, un par ligne."),
            )
        return lines

    def _read_scale(self) -> dict[str, object]:
        low, high = self.cleaned_data.get("scale_min"), self.cleaned_data.get("scale_max")
        low, high = 1 if low is None else low, 5 if high is None else high
        if not low < high < low + LONGEST_SCALE:
            self.add_error("scale_max", _("Le niveau le plus haut doit dépasser le plus bas."))
        return {"min": low, "max": high}

    def _read_bounds(self) -> dict[str, object]:
        low, high = self.cleaned_data.get("number_min"), self.cleaned_data.get("number_max")
        if low is not None and high is not None and low > high:
            self.add_error("number_max", _("Le nombre le plus grand doit dépasser le plus petit."))
        as_json = [
            None if item is None else int(item) if item == int(item) else float(item) for item in (low, high)
        ]
        return {"min": as_json[0], "max": as_json[1]}


SEPARATOR = "="


class QuestionForm(OptionFields):
    """A question of any kind: options that do not concern its kind are neither displayed, checked nor saved."""

    show_key = forms.ChoiceField(
        label=_("Poser cette question"),
        required=False,
        help_text=_("Selon la réponse à une question précédente."),
    )
    show_any = forms.MultipleChoiceField(
        label=_("Réponses qui la font apparaître"), required=False, widget=forms.CheckboxSelectMultiple
    )

    after = forms.TypedChoiceField(
        label=_("Place dans la page"), required=False, coerce=int, empty_value=None
    )

    class Meta:
        model = Question
        fields = [
            "kind", "label_fr", "label_en", "help_fr", "help_en", "required", "min_length", "max_length", "audience",
            "indicator", "role",
        ]  # fmt: skip
        field_classes = WORD_FIELDS
        widgets = {
            "label_fr": forms.Textarea(attrs={"rows": 2}),
            "label_en": forms.Textarea(attrs={"rows": 2}),
            "help_fr": forms.Textarea(attrs={"rows": 3}),
            "help_en": forms.Textarea(attrs={"rows": 3}),
            "audience": forms.RadioSelect,
        }
        help_texts = {
            "help_fr": _(
                "Le premier paragraphe se lit toujours ; la suite s’ouvre sous « Pourquoi cette question ? »."
            ),
            "indicator": _(
                "Un mot, le même dans l’appel et dans les enquêtes : les réponses d’un projet se comparent au fil "
                "de l’année. Une liste de choix va alors du plus bas au plus haut."
            ),
        }

    def __init__(
        self,
        *args: Any,
        built: DraftedForm,
        earlier: Sequence[Question],
        beside: Sequence[Question] = (),
        **kwargs: Any,
    ) -> None:
        """``earlier``: the questions whose answers may show this one; ``beside``: the others of its page."""
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = [  # type: ignore[attr-defined]
            ("", _("là où elle est") if self.instance.pk else _("à la fin de la page")),
            (0, _("au début de la page")),
            *((item.pk, _("après « %(question)s »") % {"question": item.label}) for item in beside),
        ]
        self.built = built
        self.sources = {item.key: tokens_to_choose(item) for item in earlier if tokens_to_choose(item)}
        labels = {item.key: item.label for item in earlier}
        self.fields["kind"].choices = QuestionKind.choices  # type: ignore[attr-defined]
        self.fields["audience"].choices = built.audiences  # type: ignore[attr-defined]
        self.fields["show_key"].choices = [  # type: ignore[attr-defined]
            ("", _("toujours")),
            *((key, labels[key]) for key in self.sources),
        ]
        self.fields["show_any"].choices = [  # type: ignore[attr-defined]
            (f"{key}{SEPARATOR}{token}", words)
            for key, tokens in self.sources.items()
            for token, words in tokens
        ]
        self.fields["label_fr"].widget.attrs["autofocus"] = True
        self.fields["indicator"] = forms.CharField(
            label=self.fields["indicator"].label,
            help_text=self.fields["indicator"].help_text,
            max_length=40,
            required=False,
            widget=forms.TextInput(attrs={"list": "indicators", "autocomplete": "off"}),
        )
        self.initial["indicator"] = name_indicator(self.instance.indicator)
        self.fields["role"] = forms.ChoiceField(
            label=self.fields["role"].label,
            choices=[("", _("rien de particulier")), *((code, name_role(code)) for code in built.roles)],
            required=False,
            help_text=_("Les membres du comité le lisent quand ils disent leurs liens avec les dossiers."),
        )
        self._show_stored()
        self.helper = Helper(form_tag=False)

    def _show_stored(self) -> None:
        """The options and the condition of the question, as the fields show them."""
        initial = self.show_options()
        condition = parse_condition(self.instance)
        if condition:
            key, tokens = condition
            initial |= {"show_key": key, "show_any": [f"{key}{SEPARATOR}{token}" for token in sorted(tokens)]}
        self.initial = {**initial, **self.initial}

    @property
    def concerned_kinds(self) -> dict[str, str]:
        """Field of the editor → the kinds that it concerns, as the page's script reads them."""
        names = {field for kind in KINDS.values() for field in kind.editor_fields}
        by_field = {name: [k for k, kind in KINDS.items() if name in kind.editor_fields] for name in names}
        by_field |= {"required": kinds_where("asks"), "indicator": kinds_where("is_rated")}
        by_field["role"] = kinds_where("is_written")
        return {name: " ".join(kinds) for name, kinds in by_field.items()}

    @property
    def _questions(self) -> QuerySet[Question]:
        """The questions of the form that is built."""
        return (
            Question.objects.filter(revision=self.built.draft)
            if self.built.draft
            else Question.objects.none()
        )

    @property
    def condition_answers(self) -> list[dict[str, object]]:
        """The answers that may show the question, earlier question by earlier question."""
        ticked = set(self["show_any"].value() or ())
        return [
            {
                "key": key,
                "label": dict(self.fields["show_key"].choices)[key],  # type: ignore[attr-defined]
                "answers": [
                    {
                        "value": f"{key}{SEPARATOR}{token}",
                        "words": words,
                        "checked": f"{key}{SEPARATOR}{token}" in ticked,
                    }
                    for token, words in tokens
                ],
            }
            for key, tokens in self.sources.items()
        ]

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind in self.built.refused_kinds:
            raise ValidationError(self.built.refused_kinds[kind])
        return kind

    def clean_indicator(self) -> str:
        """The indicator, normalised as it is compared."""
        return find_code(self.cleaned_data["indicator"])

    def clean(self) -> Values:
        cleaned = super().clean() or self.cleaned_data
        kind = KINDS.get(cleaned.get("kind", ""), Kind())
        if not kind.is_rated:
            cleaned["indicator"] = ""
        self.options = self.read_options(kind)
        if not kind.is_written:
            cleaned["role"] = ""
            cleaned["min_length"] = cleaned["max_length"] = None
        if not kind.asks:
            cleaned["required"] = False
        longest = cleaned.get("max_length") or kind.default_length
        if kind.is_written and (cleaned.get("min_length") or 0) > (longest or 0):
            self.add_error("min_length", _("La longueur minimale dépasse la longueur maximale."))
        self.show_if = self._show_if()
        self._check_indicator()
        return cleaned

    def _check_indicator(self) -> None:
        indicator = self.cleaned_data.get("indicator")
        if not indicator:
            return
        if self.show_if:
            self.add_error(
                "indicator", _("Un indicateur se demande à tous : cette question a une condition.")
            )
        if self._questions.exclude(pk=self.instance.pk).filter(indicator=indicator).exists():
            self.add_error("indicator", _("Une autre question du formulaire porte déjà cet indicateur."))

    def _show_if(self) -> dict[str, object]:
        key = self.cleaned_data.get("show_key")
        if not key:
            return {}
        named = [item.split(SEPARATOR, 1) for item in self.cleaned_data.get("show_any") or ()]
        tokens = [token for source, token in named if source == key]
        if not tokens and "show_any" not in self.errors:
            self.add_error("show_any", ValidationError(_("Cochez au moins une réponse de cette question.")))
        return {"key": key, "any_of": tokens}

    def values(self) -> Values:
        """The fields of the question, as ``drafting.save_question`` takes them."""
        texts = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**texts, "options": self.options, "show_if": self.show_if}


def earlier_questions(pages: Sequence[Page], section: Section, question: Question | None) -> list[Question]:
    """The questions asked before this one; before the end of its page for one to be added."""
    before: list[Question] = []
    for page in pages:
        for candidate in page.questions:
            if question and candidate.pk == question.pk:
                return before
            before.append(candidate)
        if page.section.pk == section.pk:
            return before
    return before
