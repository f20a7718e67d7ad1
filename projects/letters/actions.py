"""Write to the people of an edition: to whom, then the mails."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.web.search import normalise
from programmes.enums import RoleName
from programmes.models import Edition, Role
from projects.application.enums import ApplicationState
from projects.audit import record_act
from projects.letters import emails
from projects.models import ProjectMember


def readers_of_letter(
    edition: Edition, *, roles: Collection[str], body: str = "", states: Collection[str] = ()
) -> list[User]:
    """People with one of these roles now, of this body if one is given, by name. One query.

    Holders are those of a sent dossier, in one of these states if some are named: drafts are their authors' own.
    """
    sent = (
        ProjectMember.objects.present()
        .filter(project__edition=edition)
        .exclude(project__application__state=ApplicationState.DRAFT)
    )
    if states:
        sent = sent.filter(project__application__state__in=states)
    matching = Role.objects.active().filter(edition=edition, name__in=roles, user__is_active=True)
    matching = matching.filter(~Q(name=RoleName.HOLDER) | Q(user__in=sent.values("user")))
    if body:
        matching = matching.filter(organisation__name__iexact=body.strip())
    people = {role.user_id: role.user for role in matching.select_related("user").order_by("pk")}
    return sorted(people.values(), key=lambda person: (normalise(str(person)), person.pk))


def find_reader_of_letter(edition: Edition, pk: str) -> User | None:
    """The person with this key, if a letter of this edition may go to them (:func:`readers_of_letter`). One query."""
    people = readers_of_letter(edition, roles=RoleName.values)
    return next((person for person in people if str(person.pk) == pk), None)


@transaction.atomic
def send_letter(
    *, edition: Edition, people: Sequence[User], subject: str, text: str, actor: User, at: datetime
) -> int:
    """Send these words to these people, each once; returns how many mails are new.

    Side effects: one mail a person who has not had these words yet, one audit entry if there is one.
    """
    mails = (emails.letter(edition, person, subject=subject, text=text) for person in people)
    sent = queue(*mails, at=at)
    if sent:
        data = {"subject": subject, "mails": sent}
        record_act(edition, "send_letter", data, actor=actor, at=at)
    return sent
