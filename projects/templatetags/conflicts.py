"""The text that explains on pages why something of a dossier is hidden from its reader."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Interest

register = template.Library()

INSTEAD = {
    "decide": gettext_lazy("conflit d’intérêts : une autre personne en décide"),
    "remind": gettext_lazy("conflit d’intérêts : une autre personne relance"),
    "read": gettext_lazy("conflit d’intérêts : qui le lit n’est pas montré"),
}


@register.simple_tag
def why_hidden(because: Interest | str | None, instead: str, reference: str = "") -> str:
    """``because`` as rows carry it (``hidden_because``), nothing without it; ``instead``: what the reader cannot do.

    A reader whose review is awaited gets a link to it; it needs ``reference``.
    """
    if because == Interest.REVIEW_PENDING:
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            reverse("projects:review", args=[reference]),
            _("à évaluer d’abord"),
            reference,
        )
    return str(INSTEAD[instead]) if because else ""
