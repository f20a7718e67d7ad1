"""The form of a question of any kind: its words, its options, when it is asked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.form_builder.drafted import DraftedForm
from accelerator.form_builder.forms.options import OptionFields
from accelerator.form_builder.forms.words import WORD_FIELDS
from accelerator.questionnaires.conditions import parse_condition, tokens_to_choose
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.indicators import find_code, name_indicator
from accelerator.questionnaires.kinds import KINDS, Kind, kinds_where
from accelerator.questionnaires.models import Question, Section
from accelerator.questionnaires.outline import Page
from accelerator.types import Values
from accelerator.web.forms import helper

SEPARATOR = "="


class QuestionForm(OptionFields):
    """A question of any kind: what does not concern its kind is neither asked, checked nor kept."""

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
            "indicator",
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
        self._show_stored()
        self.helper = helper(form_tag=False)

    def _show_stored(self) -> None:
        """The options and the condition of the question, as the fields show them."""
        shown = self.show_options()
        condition = parse_condition(self.instance)
        if condition:
            key, tokens = condition
            shown |= {"show_key": key, "show_any": [f"{key}{SEPARATOR}{token}" for token in sorted(tokens)]}
        self.initial = {**shown, **self.initial}

    @property
    def concerned_kinds(self) -> dict[str, str]:
        """Field of the editor → the kinds that it concerns, as the page's script reads them."""
        names = {field for kind in KINDS.values() for field in kind.editor_fields}
        by_field = {name: [k for k, kind in KINDS.items() if name in kind.editor_fields] for name in names}
        by_field |= {"required": kinds_where("asks"), "indicator": kinds_where("is_rated")}
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
    def answers_shown(self) -> list[dict[str, object]]:
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
        """As it is compared."""
        return find_code(self.cleaned_data["indicator"])

    def clean(self) -> Values:
        cleaned = super().clean() or self.cleaned_data
        kind = KINDS.get(cleaned.get("kind", ""), Kind())
        if not kind.is_rated:
            cleaned["indicator"] = ""
        self.options = self.read_options(kind)
        if not kind.is_written:
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


def earlier_questions(found: Sequence[Page], section: Section, question: Question | None) -> list[Question]:
    """The questions asked before this one; before the end of its page for one to be added."""
    before: list[Question] = []
    for page in found:
        for candidate in page.questions:
            if question and candidate.pk == question.pk:
                return before
            before.append(candidate)
        if page.section.pk == section.pk:
            return before
    return before
