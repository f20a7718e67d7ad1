"""What mails about a conflict say and to whom, and which mails name a dossier that is hidden from their reader."""

import pytest

from accelerator.outbox.models import OutgoingMail
from projects.conflicts.emails import (
    recusal_for_reviewer,
    recusal_lifted,
    recusal_recorded,
    seat_ended,
    select_mails_about_hidden_dossiers,
)
from projects.models import Application, ProjectMember, Recusal
from tests import factories
from tests.factories import NOW, World, edition_with
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
built, world = share_world(edition_with, reviewers=1, applications=2)


def step_aside(world: World) -> Recusal:
    return Recusal.objects.create(
        application=world.applications[0],
        reviewer=world.reviewer,
        author=world.organiser,
        reason="Ancienne cliente",
        at=NOW,
    )


def test_whose_seat_ended_reads_why() -> None:
    edition, person = factories.edition(), factories.user()

    message = seat_ended(edition, person, role=7, reason="Fin du mandat")

    assert (message.to, message.dedupe_key, message.scope) == (person, "seat_ended:role:7", edition.scope)
    assert "Raison : Fin du mandat" in message.render().text.replace("\xa0", " ")


def test_mails_on_a_conflict_name_the_dossier_and_the_reason(world: World) -> None:
    [dossier, _other], recusal = world.applications, step_aside(world)

    recorded = recusal_recorded(recusal, world.organiser)
    for_reviewer, lifted = recusal_for_reviewer(recusal), recusal_lifted(recusal)

    assert [message.to for message in (recorded, for_reviewer, lifted)] == [
        world.organiser,
        world.reviewer,
        world.reviewer,
    ]
    for message in (recorded, for_reviewer, lifted):
        assert dossier.reference in message.render().subject
        assert message.scope == world.edition.scope
    assert dossier.title in recorded.render().text
    assert "Ancienne cliente" in recorded.render().text
    assert len({message.dedupe_key for message in (recorded, for_reviewer, lifted)}) == 3


def mail(key: str, text: str, subject: str = "Bonjour", to: object = None) -> OutgoingMail:
    return OutgoingMail.objects.create(
        dedupe_key=key,
        template="note",
        user=to or factories.user(),
        to_email="a@exemple.test",
        subject=subject,
        text=text,
        message_id=f"<{key}@exemple.test>",
        created_at=NOW,
        due_at=NOW,
    )


def test_a_title_is_found_as_it_was_typed_in_one_line_and_with_french_spaces(world: World) -> None:
    [dossier, _other], reader = world.applications, world.organiser
    Application.objects.filter(pk=dossier.pk).update(title=" L'étal :\n halle & quai ")
    Recusal.objects.create(application=dossier, reviewer=reader, author=reader, reason="Amis", at=NOW)
    about = {
        mail("typed", "De L'étal :\n halle & quai."),
        mail("line", "Bonjour", subject="L'étal : halle & quai"),
        mail("french", "« L’étal\u00a0: halle & quai »"),
        mail("project", f"Le projet {dossier.project.title}"),
    }
    mail("other", "L'étal")

    assert (
        set(OutgoingMail.objects.filter(select_mails_about_hidden_dossiers(reader, world.edition))) == about
    )


def test_an_empty_title_hides_no_mail(world: World) -> None:
    [dossier, _other], reader = world.applications, world.organiser
    Application.objects.filter(pk=dossier.pk).update(title=" ")
    Recusal.objects.create(application=dossier, reviewer=reader, author=reader, reason="Amis", at=NOW)
    mail("other", "Bonjour")

    assert not OutgoingMail.objects.filter(select_mails_about_hidden_dossiers(reader, world.edition))


def test_mails_to_those_who_left_the_project_are_hidden_too_and_none_of_another_call(world: World) -> None:
    [dossier, other], reader = world.applications, world.organiser
    left = factories.user()
    ProjectMember.objects.create(project=dossier.project, user=left, joined_at=NOW, left_at=NOW)
    Recusal.objects.create(application=dossier, reviewer=reader, author=reader, reason="Amis", at=NOW)
    letter = mail("left", "Bonjour", to=left)
    mail("holder", "Bonjour", to=other.project.members.get().user)

    def hidden(edition: object) -> set[OutgoingMail]:
        return set(OutgoingMail.objects.filter(select_mails_about_hidden_dossiers(reader, edition)))

    assert hidden(world.edition) == {letter}
    assert hidden(edition_with().edition) == set()
