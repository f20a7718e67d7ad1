"""Changing one's mind after sending: what is passed on, what is quoted, in whose language the link speaks."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.models import SurveyInvitation, SynthesisReport
from coaching.surveys.actions import survey as actions
from coaching.surveys.counting import count_edition
from coaching.surveys.enums import SurveyKind
from coaching.surveys.queries import find_sent_synthesis, find_synthesis_that_counts
from coaching.synthesis.actions import building, reports
from programmes.models import Edition
from projects.decision.enums import ParticipationState
from projects.models import MemberRights, Participation, ProjectMember
from tests import factories
from tests.support.synthesis import answered, answers_of, invitation, lead_token, link, page, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now


def document(edition: Edition, participation: Participation | None) -> SynthesisReport:
    report = reports.request_report(
        edition=edition, participation=participation, language="fr", actor=None, at=NOW()
    )
    building.build_queued(report_id=report.pk, at=NOW())
    return report


def build_waiting() -> None:
    for waiting in SynthesisReport.objects.filter(state="queued"):
        building.build_queued(report_id=waiting.pk, at=NOW())


def change(one: SurveyInvitation, *, share: bool, quote: str = "no") -> bool:
    consents = {"share_with_partners": share, "quote": quote}
    return actions.change_consents(invitation=one, consents=consents, actor=None, at=NOW())


def test_a_consent_is_taken_back_and_partners_read_nothing_more(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, partners=1)
    one = answered(synthesis_survey(world.edition), world.participations[0])
    for participation in (world.participations[0], None):
        document(world.edition, participation)
    partner = as_user(world.partners[0])
    files = [reverse("coaching:report_file", args=[report.pk]) for report in SynthesisReport.objects.all()]
    assert [partner.get(file).status_code for file in files] == [200, 200]
    address = reverse("coaching:survey_thanks", args=[lead_token(one)])
    holder = as_user(world.holder)
    assert "Vos accords" in holder.get(address).text

    response = holder.post(address, {"share_with_partners": "no", "quote": "no"}, follow=True)

    assert "ils valent dès maintenant" in response.text
    assert [partner.get(file).status_code for file in files] == [404, 404]
    assert world.participations[0].project.title not in partner.get(reverse("coaching:support_home")).text
    one.refresh_from_db()
    assert (one.shared_with_partners, answers_of(one)["share_with_partners"]) == (False, False)
    entry = AuditEntry.objects.get(verb="change_consents")
    assert entry.data == {"share_with_partners": [True, False]}
    assert SynthesisReport.objects.filter(state="queued").count() == 2

    build_waiting()
    newest = SynthesisReport.objects.filter(participation=None).latest("version")
    assert newest.facts["counts"]["shared"] == 0
    assert partner.get(reverse("coaching:report_file", args=[newest.pk])).status_code == 200


def test_consents_change_only_once_the_answers_are_sent() -> None:
    world = factories.edition_with(participations=1)
    one = invitation(synthesis_survey(world.edition), world.participations[0], quote="named")

    with pytest.raises(TransitionRefused, match="pas encore envoyées"):
        change(one, share=False)

    assert answers_of(one) == {"quote": "named"}


def test_a_withdrawn_consent_cannot_be_deduced_from_documents_of_others(as_user: AsUser) -> None:
    world = factories.edition_with(participations=7, partners=1)
    survey = synthesis_survey(world.edition)
    *_others, last = [answered(survey, participation) for participation in world.participations]
    before = document(world.edition, world.participations[0])
    partner = as_user(world.partners[0])
    assert partner.get(reverse("coaching:report_file", args=[before.pk])).status_code == 200

    change(last, share=False)

    assert partner.get(reverse("coaching:report_file", args=[before.pk])).status_code == 404
    build_waiting()
    rebuilt = SynthesisReport.objects.get(participation=world.participations[0], version=2)
    assert rebuilt.facts["compared"]["answers"] == 6
    assert partner.get(reverse("coaching:report_file", args=[rebuilt.pk])).status_code == 200
    assert partner.get(reverse("coaching:report_file", args=[before.pk])).status_code == 404


def test_a_consent_about_the_debrief_hides_the_synthesis_that_quotes_it_until_it_is_built_again(
    as_user: AsUser,
) -> None:
    world = factories.edition_with(participations=1, partners=1)
    answered(synthesis_survey(world.edition), world.participations[0])
    report = document(world.edition, None)
    debrief = synthesis_survey(world.edition, kind=SurveyKind.DEBRIEF)
    one = invitation(debrief, world.participations[0], quote="named", share_with_partners=False)

    assert change(one, share=False, quote="anonymous")
    thanks = as_user(world.holder).get(reverse("coaching:survey_thanks", args=[lead_token(one)])).text
    assert "vos mots ne seront cités que comme vous l’aurez choisi" in thanks
    assert "partenaires" not in thanks.split("Vos accords")[1].split("<form")[0]

    partner = as_user(world.partners[0])
    assert partner.get(reverse("coaching:report_file", args=[report.pk])).status_code == 404
    again = SynthesisReport.objects.get(participation=None, version=2)
    assert building.build_queued(report_id=again.pk, at=NOW())
    assert partner.get(reverse("coaching:report_file", args=[again.pk])).status_code == 200


def test_as_many_answers_as_before_from_others_are_counted_again() -> None:
    world = factories.edition_with(participations=3)
    survey = synthesis_survey(world.edition)
    first, _second, third = (
        answered(survey, one, needs=needs)
        for one, needs in zip(world.participations, (["hr"], ["hr"], ["funding"]), strict=True)
    )
    SurveyInvitation.objects.filter(pk=third.pk).update(shared_with_partners=False)
    assert count_edition(world.edition)["needs"] == {"hr": 2}

    SurveyInvitation.objects.filter(pk=first.pk).update(shared_with_partners=False)
    SurveyInvitation.objects.filter(pk=third.pk).update(shared_with_partners=True)

    assert count_edition(world.edition)["needs"] == {"hr": 1, "funding": 1}


def test_a_project_that_gave_its_place_up_counts_no_more() -> None:
    world = factories.edition_with(participations=2)
    survey = synthesis_survey(world.edition)
    for participation in world.participations:
        answered(survey, participation, needs=["hr"])
    Participation.objects.filter(pk=world.participations[1].pk).update(state=ParticipationState.DECLINED)

    facts = SynthesisReport.objects.get(pk=document(world.edition, None).pk).facts

    assert facts["counts"] | {"received": 0} == {"received": 0, "projects": 1, "answers": 1, "shared": 1}
    assert facts["compared"]["needs"] == {"hr": 1}
    assert count_edition(world.edition)["answers"] == 1
    stays, left = world.participations
    assert find_synthesis_that_counts(stays) == find_sent_synthesis(stays)
    assert find_synthesis_that_counts(left) is None
    assert find_sent_synthesis(left) is not None, "what it sent is still its own"


def test_changing_a_consent_twice_builds_one_document() -> None:
    world = factories.edition_with(participations=1)
    one = answered(synthesis_survey(world.edition), world.participations[0])
    document(world.edition, world.participations[0])

    for share in (False, True, False):
        change(one, share=share)
    build_waiting()

    newest = SynthesisReport.objects.latest("version")
    assert (newest.version, newest.facts["shared"]) == (2, False)
    assert OutgoingMail.objects.filter(template="coaching/synthesis/report_ready").count() == 1


def test_the_same_consents_again_change_nothing() -> None:
    one = link(share_with_partners=True, quote="named")

    assert change(one, share=True, quote="named") is False
    assert not AuditEntry.objects.filter(verb="change_consents").exists()


def test_a_personal_link_speaks_the_language_of_whom_it_was_sent_to() -> None:
    one = link()
    User.objects.filter(email=one.email).update(language="en")
    chosen = Client()
    chosen.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"

    assert '<html lang="en"' in Client().get(page(one)).text
    assert '<html lang="fr"' in chosen.get(page(one)).text


def test_the_holder_finds_their_consents_from_their_projects_page(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    one = answered(synthesis_survey(world.edition), world.participations[0])
    slug = world.participations[0].project.slug
    mine, holder = reverse("coaching:my_answers", args=[slug]), as_user(world.holder)

    page = holder.get(reverse("coaching:my_project", args=[slug])).text
    changed = holder.post(mine, {"share_with_partners": "no", "quote": "no"}, follow=True).text

    assert mine in page
    assert lead_token(one).split(":")[0] not in page + changed  # the rest of a link tells when it was made
    assert "ils valent dès maintenant" in changed
    assert AuditEntry.objects.get(verb="change_consents").actor == world.holder
    ProjectMember.objects.filter(user=world.holder).update(left_at=NOW())
    assert holder.get(mine).status_code == 404


def test_a_synthesis_that_was_delivered_is_not_reported_as_being_prepared(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    one = answered(synthesis_survey(world.edition), world.participations[0])
    mine = reverse("coaching:my_answers", args=[world.participations[0].project.slug])
    link_page = reverse("coaching:survey_thanks", args=[lead_token(one)])
    holder = as_user(world.holder)

    before = holder.get(mine).text + holder.get(link_page).text
    document(world.edition, world.participations[0])
    after = holder.get(mine).text + holder.get(link_page).text

    assert before.count("se prépare") == 2
    assert "est prête" not in before
    assert after.count("est prête") == 2
    assert "se prépare" not in after


def test_a_member_who_may_only_read_is_given_no_link_that_answers_or_agrees(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    one = invitation(synthesis_survey(world.edition), world.participations[0], evolution="Beaucoup.")
    project, reader = world.participations[0].project, factories.user()
    project.members.create(user=reader, rights=MemberRights.READ, joined_at=NOW())
    pages = [reverse("coaching:my_home"), reverse("coaching:my_project", args=[project.slug])]
    client = as_user(reader)

    before = "".join(client.get(page).text for page in pages)
    SurveyInvitation.objects.filter(pk=one.pk).update(state="sent", sent_at=NOW())
    after = "".join(client.get(page).text for page in pages)

    assert "Synthèse à remplir" in before
    assert "Synthèse envoyée" in after
    assert "/surveys/" not in before + after
    mine = reverse("coaching:my_answers", args=[project.slug])
    assert mine not in after
    assert client.post(mine, {"share_with_partners": "yes", "quote": "no"}).status_code == 403
