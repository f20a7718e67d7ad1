"""The homes this app serves, with what waits in each (one query a home)."""

from django.utils.translation import gettext_lazy as _

from coaching.home.coach import waiting_for_coach
from coaching.home.holder.waiting import waiting_for_holder
from coaching.support.queries.ahead import waiting_for_partner
from programmes.enums import RoleName
from programmes.homes import Home, register


def register_homes() -> None:
    """Called when the app is ready: holder, then coaching, then support."""
    register(
        Home(frozenset({RoleName.HOLDER}), _("Mes projets"), "coaching:my_home", "/my/", waiting_for_holder)
    )
    register(
        Home(
            frozenset({RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER}),
            _("Accompagnement"),
            "coaching:coaching_home",
            "/coaching/",
            waiting_for_coach,
        )
    )
    register(
        Home(
            frozenset({RoleName.PARTNER}),
            _("Appuis"),
            "coaching:support_home",
            "/support/",
            waiting_for_partner,
        )
    )
