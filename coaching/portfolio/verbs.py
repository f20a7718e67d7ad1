"""The audit verb of the results of an edition."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb, verbs_of

VERBS = verbs_of(
    "programmes.edition",
    Verb("choose_stories", _("a choisi les histoires des résultats")),
)
