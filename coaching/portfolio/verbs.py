"""The audit verb of the results of an edition."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb

VERBS = (Verb("choose_stories", "programmes.edition", _("a choisi les histoires des résultats")),)
