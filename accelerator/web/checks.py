"""Checks of `manage.py check --deploy` beside Django's own."""

from collections.abc import Iterable

from django.conf import settings
from django.core import checks

NOTICES = ("PUBLISHER", "PUBLICATION_DIRECTOR", "HOSTING")


@checks.register(checks.Tags.compatibility, deploy=True)
def legal_notices(app_configs: object, **kwargs: object) -> Iterable[checks.CheckMessage]:
    """A public site names its publisher, who directs the publication, and its host (law of 21 June 2004, article 6)."""
    lacking = [name for name in NOTICES if not getattr(settings, name)]
    if lacking:
        yield checks.Warning(f"The page of legal notices lacks {', '.join(lacking)}.", id="possibles.W001")


@checks.register(checks.Tags.security, deploy=True)
def security_contact(app_configs: object, **kwargs: object) -> Iterable[checks.CheckMessage]:
    """Warn when ``/.well-known/security.txt`` (RFC 9116) names no contact for who finds a flaw."""
    if not settings.SECURITY_CONTACT:
        yield checks.Warning(
            "Whom to write to about a flaw of the site is missing.",
            hint="Set SECURITY_CONTACT to an e-mail address or to the address of a page.",
            id="possibles.W003",
        )


@checks.register(checks.Tags.security, deploy=True)
def visitors_behind_a_proxy(app_configs: object, **kwargs: object) -> Iterable[checks.CheckMessage]:
    """The site speaks HTTP: where its address is https, it is behind a proxy."""
    if settings.SITE_URL.startswith("https://") and not settings.TRUSTED_PROXIES:
        yield checks.Warning(
            "SITE_URL is https and no proxy is trusted: every visitor has the address of the proxy, and what one of"
            " them asks for counts for all.",
            hint="Set TRUSTED_PROXIES to the number of proxies before the site, or to their networks.",
            id="possibles.W002",
        )
