"""What a public sheet shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from projects.publication.sheets import SHEET_COLUMNS


def _name_column(name: str) -> object:
    column: Any = Project._meta.get_field(name)
    return column.verbose_name


class SheetForm(forms.Form):
    shown = forms.MultipleChoiceField(
        label=_("À côté du titre, montrer"),
        choices=[(name, _name_column(name)) for name in SHEET_COLUMNS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Rien d’autre du dossier ne paraît. Vous pouvez changer d’avis à tout moment."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        chosen = [name for name in SHEET_COLUMNS if getattr(project, name)]
        kwargs["initial"] = {"shown": chosen}
        super().__init__(*args, **kwargs)
