"""What a question keeps beside its words, by its kind: its choices, the rows of a grid, a scale, bounds, files."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.form_builder.choice_lines import LinesRefused, as_lines, read_lines
from accelerator.questionnaires.clean_fields import LineField, TextField
from accelerator.questionnaires.kinds import KINDS, Kind
from accelerator.questionnaires.kinds.choices import ENDS, LONGEST_SCALE
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.sniffing import CONTENT_TYPES

LONGEST_TEXT = 20_000
SHORTEST_LIST = 2
SAME_NAME = ("other", "not_applicable", "must_accept", "exemption", "types", "max_files", *ENDS)
"""Fields that are called as the option they write."""


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

    def show_options(self) -> dict[str, object]:
        """The options of the question, as the fields show them."""
        options = self.instance.options
        shown = {name: options[name] for name in SAME_NAME if name in options}
        shown["choices_text"] = as_lines(options.get("choices", ()))
        shown["rows_text"] = as_lines(options.get("rows", ()))
        ends = {f"{of}_{end}": end for of in ("scale", "number") for end in ("min", "max")}
        fields = KINDS[self.instance.kind].editor_fields
        return shown | {name: options[end] for name, end in ends.items() if name in fields and end in options}

    def read_options(self, kind: Kind) -> dict[str, object]:
        """What was typed for this kind, as the question keeps it; problems stand at their fields."""
        typed: dict[str, object] = {name: self.instance.options.get(name) for name in kind.hidden_options}
        for name in kind.editor_fields:
            match name:
                case "choices_text" | "rows_text":
                    typed[name.removesuffix("_text")] = self._lines(name)
                case "scale_max":
                    typed |= self._scale()
                case "number_max":
                    typed |= self._bounds()
                case _ if name in SAME_NAME:
                    typed[name] = self.cleaned_data.get(name) or None
        return {**kind.default_options, **{k: v for k, v in typed.items() if v not in (None, "", [])}}

    def _lines(self, name: str) -> list[dict[str, str]]:
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

    def _scale(self) -> dict[str, object]:
        low, high = self.cleaned_data.get("scale_min"), self.cleaned_data.get("scale_max")
        low, high = 1 if low is None else low, 5 if high is None else high
        if not low < high < low + LONGEST_SCALE:
            self.add_error("scale_max", _("Le niveau le plus haut doit dépasser le plus bas."))
        return {"min": low, "max": high}

    def _bounds(self) -> dict[str, object]:
        low, high = self.cleaned_data.get("number_min"), self.cleaned_data.get("number_max")
        if low is not None and high is not None and low > high:
            self.add_error("number_max", _("Le nombre le plus grand doit dépasser le plus petit."))
        as_json = [
            None if item is None else int(item) if item == int(item) else float(item) for item in (low, high)
        ]
        return {"min": as_json[0], "max": as_json[1]}
