"""The audit verbs of editions of the past, and how the log describes them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "enter_past_project",
        "projects.application",
        ngettext_lazy("a saisi un projet d’hier", "a saisi %(count)d projets d’hier", "count"),
        step=_("Projet saisi après coup"),
    ),
    Verb(
        "change_past_project",
        "projects.application",
        ngettext_lazy("a changé un projet d’hier", "a changé %(count)d projets d’hier", "count"),
        step=_("Projet corrigé après coup"),
        is_minor=True,
    ),
    Verb(
        "remove_past_project",
        "programmes.edition",
        ngettext_lazy("a retiré un projet d’hier", "a retiré %(count)d projets d’hier", "count"),
    ),
    Verb(
        "add_past_document",
        "programmes.edition",
        ngettext_lazy("a ajouté un document d’hier", "a ajouté %(count)d documents d’hier", "count"),
        is_minor=True,
    ),
    Verb(
        "change_past_document",
        "programmes.edition",
        ngettext_lazy("a changé un document d’hier", "a changé %(count)d documents d’hier", "count"),
        is_minor=True,
    ),
    Verb(
        "move_past_document",
        "programmes.edition",
        ngettext_lazy("a rangé les documents d’hier", "a rangé les documents d’hier %(count)d fois", "count"),
        is_minor=True,
    ),
    Verb(
        "remove_past_document",
        "programmes.edition",
        ngettext_lazy("a retiré un document d’hier", "a retiré %(count)d documents d’hier", "count"),
        is_minor=True,
    ),
)
