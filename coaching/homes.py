"""The homes this app serves, with what waits in each (one query a home)."""

from django.utils.translation import gettext_lazy as _

from coaching.home.coach import count_waiting_for_coach
from coaching.home.holder.dossiers import count_waiting_for_holder
from coaching.support.queries.ahead import count_waiting_for_partner
from programmes.capabilities import Capability
from programmes.extensions import Home, register_home


def register_homes() -> None:
    """Called when the app is ready: holder, then coaching, then support."""
    register_home(
        Home(Capability.HOLD_PROJECT, _("Mes projets"), "coaching:my_home", "/my/", count_waiting_for_holder)
    )
    register_home(
        Home(
            Capability.OPEN_COACHING_HOME,
            _("Accompagnement"),
            "coaching:coaching_home",
            "/coaching/",
            count_waiting_for_coach,
        )
    )
    register_home(
        Home(
            Capability.SUPPORT_PROJECTS,
            _("Appuis"),
            "coaching:support_home",
            "/support/",
            count_waiting_for_partner,
        )
    )
