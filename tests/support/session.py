"""What tests of a session share: one that is planned, and its pages as an organiser asks for them."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accelerator.accounts.models import User
from coaching.models import Pairing, Session
from coaching.pairing.enums import PairingState
from coaching.session.actions import session as actions
from coaching.session.checks import check_programme, fingerprint_findings
from coaching.session.details import read_details
from projects.models import Participation
from tests import factories

FIRST, SECOND = date(2026, 12, 3), date(2026, 12, 4)
AT = factories.NOW


def planned(world: factories.World, *rooms: str) -> Session:
    """The session of the world, with its default agenda."""
    return actions.plan_session(
        edition=world.edition,
        venue="Le Dôme",
        dates=[FIRST, SECOND],
        rooms=rooms,
        actor=world.organiser,
        at=AT,
    )


def confirm_read(session: Session) -> dict[str, str]:
    """What the form that publishes sends once the sentences of the check were read."""
    return {"read": fingerprint_findings(check_programme(read_details(session)))}


def manage(client, world: factories.World, name: str, *args, data=None):
    client.force_login(world.organiser)
    url = reverse(f"coaching:{name}", args=[world.edition.slug, *args])
    return client.get(url) if data is None else client.post(url, data)


def paired(
    participation: Participation, mentor: User, *, state: PairingState = PairingState.ACCEPTED
) -> Pairing:
    """Somebody asked to follow this project, who answered as ``state`` says."""
    return Pairing.objects.create(
        participation=participation,
        mentor=mentor,
        proposed_by=mentor,
        proposed_at=AT,
        state=state,
        answered_at=AT,
        reason="Dit" if state in (PairingState.REFUSED, PairingState.ENDED) else "",
    )


def meanwhile(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, change: Any) -> None:
    """A colleague does this between what the page looked at and the action."""
    act = getattr(module, name)

    def too_late(**given: Any) -> Any:
        monkeypatch.setattr(module, name, act)
        change()
        return act(**given)

    monkeypatch.setattr(module, name, too_late)
