"""Several people invited at once: a preview line by line, then one mail a person."""

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from programmes.actions import invitations
from programmes.actions.invitations import invite
from programmes.enums import RoleName
from programmes.invitation_lines import InvitationLine, as_text_lines, plan
from programmes.models import ExpertiseTag, Invitation, Organisation
from tests import factories
from tests.support.exchange import workbook
from tests.support.reviews import plain
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
LINES = """adresse e-mail;prénom et nom;rôles;organisme;domaines
claire@exemple.test;Claire Lemonnier;comité + parrain;Aract des Rives;ergonomie
Paul Petit <paul@exemple.test>;;partenaire;Région

pas-une-adresse;Zoé;comité;X
lea@exemple.test;Léa;capitaine;X
luc@exemple.test;Luc;comité
"""


def build_world() -> Any:
    built_world = factories.edition_with(reviewers=1)
    ExpertiseTag.objects.create(edition=built_world.edition, label="Ergonomie")
    return built_world


built, world = share_world(build_world)


def planned(world: Any, text: str, default: str = "") -> list[InvitationLine]:
    return plan(world.edition, text, default, timezone.now())


def page(world: Any) -> str:
    return reverse("programmes:invite_many", args=[world.edition.slug])


def test_lines_are_read_with_their_roles_and_their_problems(world: Any) -> None:
    claire, paul, bad, captain, luc = planned(world, LINES)

    assert (claire.number, claire.roles_to_offer, claire.organisation) == (
        2,
        [RoleName.REVIEWER, RoleName.MENTOR],
        "Aract des Rives",
    )
    assert (paul.email, paul.name, paul.roles_to_offer) == (
        "paul@exemple.test",
        "Paul Petit",
        [RoleName.PARTNER],
    )
    assert claire.expertise == [world.edition.expertise_tags.get().pk]
    assert "pas complète" in bad.problems[0]
    assert "capitaine" in captain.problems[0]
    assert "organisme" in luc.problems[0]
    assert [line.roles_to_offer for line in (bad, captain, luc)] == [[], [], []]


def test_a_label_that_the_committee_does_not_have_is_a_problem_of_its_line(world: Any) -> None:
    elsewhere = factories.edition_with()
    ExpertiseTag.objects.create(edition=elsewhere.edition, label="droit")
    text = "a@exemple.test;A;comité;X;droit, ERGONOMIE\nb@exemple.test;B;parrain;X;droit\n"

    juror, mentor = planned(world, text)

    assert "« droit » n’est pas un domaine du comité" in plain(juror.problems[0])
    assert (mentor.problems, mentor.skills) == ([], "droit")


def test_addresses_alone_take_the_role_that_was_chosen(world: Any) -> None:
    lines = planned(world, "a@exemple.test\nb@exemple.test\nA@exemple.test\n", "mentor")

    assert [line.outcomes[RoleName.MENTOR] for line in lines] == ["invited", "invited", "twice"]


def test_a_person_who_holds_the_role_or_was_invited_is_left_alone(world: Any) -> None:
    invite(
        edition=world.edition, email="b@exemple.test", role="mentor", actor=world.organiser, at=timezone.now()
    )
    text = f"{world.reviewer.email}\t\tcomité\tX\nb@exemple.test\t\tmentor / speaker\t\n"

    held, waiting = planned(world, text)

    assert held.outcomes == {RoleName.REVIEWER: "holds"}
    assert waiting.outcomes == {RoleName.MENTOR: "waits", RoleName.SPEAKER: "invited"}


def test_nothing_leaves_before_it_is_read_and_confirmed(world: Any, as_user: AsUser) -> None:
    browser = as_user(world.organiser)

    seen = browser.post(page(world), {"lines": LINES, "workload": "une dizaine de dossiers"})

    assert "2 messages partiraient" in seen.text
    assert "3 lignes ont un problème" in seen.text
    assert not OutgoingMail.objects.exists()
    assert not Organisation.objects.filter(name="Aract des Rives").exists()
    again = {"lines": LINES, "workload": "une dizaine de dossiers", "seen": seen.context["seen"]}
    assert browser.post(page(world), again).status_code == 302
    assert browser.post(page(world), again).status_code == 200  # a second click finds another situation

    mails = {mail.to_email: mail.text for mail in OutgoingMail.objects.all()}
    assert sorted(mails) == ["claire@exemple.test", "paul@exemple.test"]
    assert "évaluer" in mails["claire@exemple.test"]
    assert "accompagner" in mails["claire@exemple.test"]
    assert "une dizaine de dossiers" in mails["claire@exemple.test"]
    assert Invitation.objects.count() == 3


def test_invitations_that_changed_meanwhile_are_read_again_before_they_are_sent(
    world: Any, as_user: AsUser
) -> None:
    browser = as_user(world.organiser)
    seen = browser.post(page(world), {"lines": LINES}).context["seen"]
    at = timezone.now()
    invite(edition=world.edition, email="claire@exemple.test", role="mentor", actor=world.organiser, at=at)

    answer = browser.post(page(world), {"lines": LINES, "seen": seen})

    assert "La situation a changé" in answer.text
    assert Invitation.objects.count() == 1


def test_a_spreadsheet_is_read_as_what_one_pastes(world: Any, as_user: AsUser) -> None:
    book = workbook(["E-mail", "Nom", "Rôle"], ["a@exemple.test", "Anne, dite Nane", "parrain ou marraine"])
    upload = SimpleUploadedFile("people.xlsx", book)

    answer = as_user(world.organiser).post(page(world), {"file": upload})

    assert "Un message partirait" in answer.text
    assert "Anne, dite Nane" in answer.text


def test_a_quotation_mark_in_a_cell_swallows_no_other_line(world: Any) -> None:
    rows = [[f"{n}@exemple.test", f'"Jo{n} le grand', "parrain"] for n in range(3)]
    text = as_text_lines(
        workbook(["adresse", "nom", "rôles"], *rows, ["9@exemple.test", "x" * 39_000, "parrain"])
    )

    lines = planned(world, text)

    assert [line.email for line in lines] == [*(f"{n}@exemple.test" for n in range(3)), "9@exemple.test"]
    assert lines[0].name == '"Jo0 le grand'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"lines": ""}, "au moins une ligne"),
        ({"lines": "a@b.test\n" * 301}, "Plus de 300 lignes"),
        ({"lines": "adresse;nom"}, "Aucune ligne"),
    ],
)
def test_an_unreadable_line_is_an_error_of_its_field(
    world: Any, as_user: AsUser, data: dict[str, str], words: str
) -> None:
    answer = as_user(world.organiser).post(page(world), data)

    assert answer.status_code == 422
    assert words in answer.text


def test_an_applicant_is_refused_the_jury_in_its_line_and_the_others_leave(
    world: Any, as_user: AsUser
) -> None:
    rivals = factories.application(world.edition)
    holder = rivals.project.members.get(leads=True).user
    text = f"{holder.email};Hélène;comité + parrain;Aract\nluc@exemple.test;Luc;comité;Région\n"

    refused, luc = planned(world, text)
    browser = as_user(world.organiser)
    visible = browser.post(page(world), {"lines": text})
    browser.post(page(world), {"lines": text, "seen": visible.context["seen"]})

    assert refused.outcomes == {RoleName.REVIEWER: "refused", RoleName.MENTOR: "invited"}
    assert "jugerait ses concurrents" in refused.refusals[RoleName.REVIEWER]
    assert luc.roles_to_offer == [RoleName.REVIEWER]
    assert "jugerait ses concurrents" in visible.text
    assert set(Invitation.objects.values_list("email", "role")) == {
        (holder.email, RoleName.MENTOR),
        ("luc@exemple.test", RoleName.REVIEWER),
    }


def test_the_workload_of_the_committee_is_not_sent_to_others(world: Any, as_user: AsUser) -> None:
    browser = as_user(world.organiser)
    posted = {
        "lines": "ada@exemple.test ; Ada ; comité + mentor ; Aract\nluc@exemple.test ; Luc ; facilitator",
        "workload": "une dizaine de dossiers",
    }
    seen = browser.post(page(world), posted).context["seen"]

    browser.post(page(world), {**posted, "seen": seen})

    mails = {mail.to_email: mail.text for mail in OutgoingMail.objects.all()}
    assert mails["ada@exemple.test"].count("une dizaine de dossiers") == 1
    assert "une dizaine de dossiers" not in mails["luc@exemple.test"]


def test_a_rule_that_changes_while_it_is_sent_names_its_line_and_the_rest_stays_typed(
    world: Any, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "luc@exemple.test;Luc;comité;Région\nada@exemple.test;Ada;comité;Aract\n"
    browser = as_user(world.organiser)
    seen = browser.post(page(world), {"lines": text}).context["seen"]
    invite = invitations.invite_lines

    def too_late(**given: Any) -> Invitation:
        ada = factories.user(email="ada@exemple.test")
        factories.application(world.edition, holder=ada)
        return invite(**given)

    monkeypatch.setattr(invitations, "invite_lines", too_late)
    stopped = browser.post(page(world), {"lines": text, "seen": seen})
    monkeypatch.undo()

    message = (
        html.unescape(stopped.text)
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
    )
    assert "Ligne 2, ada@exemple.test :" in message
    assert "Rien n’est parti" in message
    assert text.strip() in stopped.text
    assert (stopped.context["offers"], stopped.context["stopped"]) == (1, 1)
    assert not Invitation.objects.exists()
    browser.post(page(world), {"lines": text, "seen": stopped.context["seen"]})
    assert set(Invitation.objects.values_list("email", flat=True)) == {"luc@exemple.test"}
