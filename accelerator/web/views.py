"""The page of components, with invented contents; only in DEBUG."""

from __future__ import annotations

from crispy_forms.layout import Field
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accelerator.data_files import read_toml
from accelerator.environment import ROOT
from accelerator.web.forms import Helper

SPECIMENS = ROOT / "templates/dev/components.toml"


class SpecimenForm(forms.Form):
    """One field of each kind."""

    structure = forms.CharField(label=_("Nom de la structure"), max_length=200)
    email = forms.EmailField(label=_("Adresse électronique"), help_text=_("Un code y sera envoyé."))
    problem = forms.CharField(
        max_length=1500,
        label=_("Le problème de travail à résoudre"),
        help_text=_("Qui travaille, comment, et ce qui coince aujourd’hui."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    stage = forms.ChoiceField(
        label=_("Où en est le projet ?"),
        choices=[
            ("", _("Choisir")),
            ("idea", _("Une idée")),
            ("trial", _("Un essai")),
            ("use", _("En usage")),
        ],
    )
    days = forms.MultipleChoiceField(
        label=_("Vous venez"),
        choices=[("1", _("jeudi 13 décembre")), ("2", _("vendredi 14 décembre"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    level = forms.ChoiceField(
        label=_("Attention au travail et à sa qualité"),
        choices=[(str(level), str(level)) for level in range(5)],
        widget=forms.RadioSelect,
    )
    start = forms.DateField(
        label=_("Début de l’essai"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    attachment = forms.FileField(
        label=_("Pièce jointe"), required=False, help_text=_("Un PDF de 10 Mo au plus.")
    )
    rules = forms.BooleanField(label=_("J’ai lu le règlement de l’appel et je l’accepte"))

    helper = Helper(
        submit=_("Enregistrer"),
        layout=[
            *("structure", "email", "problem", "stage", "days"),
            Field("level", wrapper_class="segments"),
            *("start", "attachment", "rules"),
        ],
    )


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every tone, for those who build pages; only in DEBUG."""
    if not settings.DEBUG:
        raise Http404
    faulty = {
        "faulty-structure": "Atelier des Marais",
        "faulty-email": "claire.lemonnier",
        "faulty-problem": "Les plannings changent chaque matin & personne ne sait pourquoi.",
        "faulty-level": "3",
    }
    context = {
        **read_toml(SPECIMENS, under=SPECIMENS.parent),
        "faulty_form": SpecimenForm(faulty, prefix="faulty"),
        "form": SpecimenForm(),
        "page": Paginator(range(1, 313), 50).get_page(request.GET.get("page")),
    }
    return render(request, "dev/components.html", context)
