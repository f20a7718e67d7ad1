"""What a question keeps beside its words, by its kind: its choices, the rows of a grid, a scale, bounds, files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.form_builder.choice_lines import LinesRefused, as_lines, read_lines
from accelerator.questionnaires.clean_fields import LineField, TextField
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.kinds.choices import LONGEST_SCALE
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.sniffing import CONTENT_TYPES

LONGEST_TEXT = 20_000
SHORTEST_LIST = 2
LISTED = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE})
SCALED = frozenset({QuestionKind.SCALE, QuestionKind.MATRIX})
ENDED = SCALED | {QuestionKind.RECOMMENDATION}
ENDS = ("label_min_fr", "label_min_en", "label_max_fr", "label_max_en")


class OptionFields(forms.ModelForm):
    """The fields of every kind; what does not concern the kind of the question is neither asked, checked nor kept."""

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

    def show_options(self) -> dict[str, Any]:
        """The options of the question, as the fields show them."""
        options = self.instance.options
        names = ("other", "not_applicable", "must_accept", "exemption", "types", "max_files", *ENDS)
        shown = {name: options[name] for name in names if name in options}
        shown["choices_text"] = as_lines(options.get("choices", ()))
        shown["rows_text"] = as_lines(options.get("rows", ()))
        numeric = "number" if self.instance.kind == QuestionKind.NUMBER else "scale"
        return shown | {f"{numeric}_{end}": options[end] for end in ("min", "max") if end in options}

    def read_options(self, kind: str) -> dict[str, Any]:
        """What was typed for this kind, as the question keeps it; problems stand at their fields."""
        data = self.cleaned_data
        options: dict[str, Any] = {}
        if kind in LISTED:
            options |= {"choices": self._lines("choices_text", "choices"), "other": data.get("other") or None}
        if kind == QuestionKind.MATRIX:
            options["rows"] = self._lines("rows_text", "rows")
        if kind in SCALED:
            options |= {**self._scale(), "not_applicable": data.get("not_applicable") or None}
        if kind in ENDED:
            options |= {name: data.get(name) for name in ENDS}
        if kind == QuestionKind.NUMBER:
            options |= self._bounds("number_min", "number_max")
        if kind == QuestionKind.YES_NO:
            options["must_accept"] = data.get("must_accept") or None
        if kind == QuestionKind.SIRET:
            options["exemption"] = data.get("exemption") or None
        if kind == QuestionKind.FILE:
            options |= {"types": data.get("types") or ["pdf"], "max_files": data.get("max_files") or 1}
        if kind == QuestionKind.SHORT_TEXT:
            options["autocomplete"] = self.instance.options.get("autocomplete")
        return options

    def _lines(self, name: str, option: str) -> list[dict[str, str]]:
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

    def _scale(self) -> dict[str, Any]:
        low, high = self.cleaned_data.get("scale_min"), self.cleaned_data.get("scale_max")
        low, high = 1 if low is None else low, 5 if high is None else high
        if not low < high < low + LONGEST_SCALE:
            self.add_error("scale_max", _("Le niveau le plus haut doit dépasser le plus bas."))
        return {"min": low, "max": high}

    def _bounds(self, *names: str) -> dict[str, Any]:
        low, high = (self.cleaned_data.get(name) for name in names)
        if low is not None and high is not None and low > high:
            self.add_error(names[1], _("Le nombre le plus grand doit dépasser le plus petit."))
        as_json = [
            None if item is None else int(item) if item == int(item) else float(item) for item in (low, high)
        ]
        return {"min": as_json[0], "max": as_json[1]}
