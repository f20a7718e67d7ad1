"""Who is writing a dossier right now. Cached for a minute: losing it does no harm."""

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from projects.models import Application

SEEN_FOR_S = 60


def note(application: Application, user: User) -> None:
    """Remember that ``user`` is writing now. No query; one read and one write of the cache."""
    seen = _read_presence(application)
    seen[str(user.pk)] = (str(user), timezone.now().timestamp())
    cache.set(_make_key(application), seen, SEEN_FOR_S)


def words(application: Application, user: User) -> str:
    """« vous et Léa Morin modifiez ce dossier », or nothing when nobody else does. No query."""
    seen = sorted(_read_presence(application).items(), key=lambda item: int(item[0]))
    others = [name for pk, (name, _at) in seen if pk != str(user.pk)]
    if not others:
        return ""
    if len(others) == 1:
        return _("vous et %(name)s modifiez ce dossier") % {"name": others[0]}
    return _("vous, %(names)s et %(name)s modifiez ce dossier") % {
        "names": ", ".join(others[:-1]),
        "name": others[-1],
    }


def _read_presence(application: Application) -> dict[str, tuple[str, float]]:
    """Primary key of a person, as JSON writes it → their name and when they last wrote."""
    now = timezone.now().timestamp()
    cached = cache.get(_make_key(application)) or {}
    return {pk: (name, at) for pk, (name, at) in cached.items() if now - at < SEEN_FOR_S}


def _make_key(application: Application) -> str:
    return f"presence:{application.pk}"
