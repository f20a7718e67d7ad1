"""Which mails are hidden from people with a conflict of interest in their dossiers."""

from typing import Any

import pytest

from accelerator.outbox.models import OutgoingMail
from projects.conflicts.mail_visibility import mails_about_what_one_stepped_aside_from, organisers_to_notify
from projects.models import Application, Recusal
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def mail(key: str, to: Any, *, subject: str = "Bonjour", text: str = "Bonjour.") -> OutgoingMail:
    return OutgoingMail.objects.create(
        dedupe_key=key,
        template="note",
        user=to,
        to_email=to.email,
        subject=subject,
        text=text,
        message_id=f"<{key}@exemple.test>",
        created_at=NOW,
        due_at=NOW,
    )


def step_aside(reader: Any, *applications: Application) -> None:
    for application in applications:
        Recusal.objects.create(application=application, reviewer=reader, author=reader, reason="Amis", at=NOW)


def test_mails_to_holders_and_mails_that_name_any_of_the_dossiers_are_kept_but_not_ones_own() -> None:
    world = factories.edition_with(applications=3)
    first, second, other = world.applications
    Application.objects.filter(pk=first.pk).update(title="Le bac en ligne")
    Application.objects.filter(pk=second.pk).update(title="L’atelier connecté")
    Application.objects.filter(pk=other.pk).update(title="La serre")
    reader, colleague = world.organiser, factories.user()
    step_aside(reader, first, second)

    kept = {
        mail("holder", first.project.members.leads().get().user),
        mail("first", colleague, text="À propos de : Le bac en ligne."),
        mail("second", colleague, subject="L’atelier connecté : une pièce manque"),
        mail("reference", colleague, text=f"Dossier {second.reference}"),
    }
    mail("own", reader, text="À propos de : Le bac en ligne.")
    mail("other", colleague, text="À propos de : La serre.")

    found = OutgoingMail.objects.filter(mails_about_what_one_stepped_aside_from(reader, world.edition))
    assert set(found) == kept
    assert not OutgoingMail.objects.filter(mails_about_what_one_stepped_aside_from(colleague, world.edition))


def test_organisers_who_stepped_aside_from_one_of_the_dossiers_are_not_notified() -> None:
    world = factories.edition_with(applications=2)
    first, second = world.applications
    aside = factories.role(world.edition, "organiser")
    step_aside(aside, second)

    assert set(organisers_to_notify(first)) == {world.organiser, aside}
    assert set(organisers_to_notify(first, second)) == {world.organiser}
