"""Minutes: what they hold, versions that never change, one approval a body, nothing known by subtraction."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from accelerator.outbox.actions import queue
from accelerator.outbox.models import OutgoingMail
from programmes.enums import ScoreMethod
from programmes.models import Edition
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.refusals import AnnouncedTooEarly
from projects.decision.enums import Outcome
from projects.decision.queries.announcement import list_upcoming
from projects.deliberation.actions.attendance import arrive, leave
from projects.deliberation.actions.meetings import adjourn_meeting, close_meeting, open_meeting
from projects.minutes.actions import (
    AmendmentUnexplained,
    DraftMoved,
    MinutesRefused,
    approve_minutes,
    draft_minutes,
    redact_dossier,
    request_amendment,
    save_texts,
)
from projects.minutes.queries.facts import hash_content
from projects.minutes.queries.reading import list_unapproved, mask_content, read_approvals
from projects.minutes.wording import describe_minutes
from projects.models import Application, CommitteeApproval, CommitteeMinutes, MinutesDraft, ScoreCorrection
from projects.reminders import minutes_awaited
from projects.review.solver.corrected import CorrectionLimit
from tests.factories import edition_with, role
from tests.projects.minutes.build import build_world, hold_meeting, object_to, publish, step_out
from tests.support.meetings import answer, committee_with, decide_pending, start_meeting, take
from tests.support.pdfs import read_pdf
from tests.support.reviews import plain
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
built, world = share_world(build_world)


def url(world, name: str = "committee_minutes") -> str:
    return reverse(f"projects:{name}", args=[world.edition.slug])


def describe_facts(minutes) -> str:
    groups = describe_minutes(minutes.content)["groups"]
    return plain(" ".join(dossier["facts"] for group in groups for dossier in group["dossiers"]))


def approve(minutes, actor):
    return approve_minutes(minutes=minutes, actor=actor, at=now())


# --- what they hold ---


def test_minutes_list_members_decisions_and_reasons() -> None:
    world = edition_with(applications=3, reviewers=3)
    first, _second, third = world.applications
    aside = world.reviewers[0]
    third.recusals.create(reviewer=aside, author=aside, reason="Mon voisin", at=now())
    world.meeting = hold_meeting(world, absent=1)
    step_out(world.meeting, third, aside)
    object_to(world.meeting, first, world.reviewers[1], "À revoir")
    MinutesDraft.objects.all().delete()

    facts = draft_minutes(meeting=world.meeting, at=now()).facts

    assert [member["name"] for voice in facts["voices"] for member in voice["members"]] == [
        str(juror)
        for juror in sorted(world.reviewers[:2], key=lambda juror: str(juror.roles.get().organisation))
    ]
    assert facts["absent"] == [str(world.reviewers[2].roles.get().organisation)]
    dossiers = {dossier["reference"]: dossier for dossier in facts["dossiers"]}
    assert [dossiers[application.reference]["outcome"] for application in world.applications] == [
        "selected",
        "reserve",
        "not_selected",
    ]
    assert dossiers[third.reference]["out"][0]["name"] == str(aside)
    assert dossiers[third.reference]["recusals"][0]["reason"] == "Mon voisin"
    assert dossiers[first.reference]["objections"] == [
        {"name": str(world.reviewers[1]), "reason": "À revoir"}
    ]
    assert len(dossiers[first.reference]["votes"]) == 2


def test_minutes_list_the_votes_that_counted_when_the_decision_was_taken() -> None:
    world = committee_with(72, 71)
    early, late, stays = world.reviewers
    meeting, dossier = start_meeting(world), world.applications[0]
    take(meeting, dossier)
    for member in world.reviewers:
        answer(meeting, dossier, member)
    leave(meeting=meeting, user=early, at=now())
    decide_pending(meeting, dossier, Outcome.SELECTED, world.organiser)
    leave(meeting=meeting, user=late, at=now())

    close_meeting(meeting=meeting, actor=world.organiser, at=now())

    facts = MinutesDraft.objects.get(meeting=meeting).facts
    [votes] = [row["votes"] for row in facts["dossiers"] if row["application"] == dossier.pk]
    voices = [str(member.roles.get().organisation) for member in (late, stays)]
    assert [vote["voice"] for vote in votes] == voices


def test_facts_are_those_of_the_close(world) -> None:
    decide(
        application=world.applications[0],
        outcome=Outcome.NOT_SELECTED,
        reason="Après",
        actor=world.organiser,
        at=now(),
    )

    minutes = publish(world)

    assert "Après" not in str(minutes.content)
    assert draft_minutes(meeting=world.meeting, at=now()) == world.meeting.minutes_draft
    [sentence] = [text for text in list_unapproved(world.edition, Conflicts()) if "a changé" in text]
    assert "1" in sentence


def test_a_score_is_rounded_as_in_the_ranking(world) -> None:
    Application.objects.filter(pk=world.applications[0].pk).update(score="61.25")
    MinutesDraft.objects.all().delete()

    minutes = publish(world)

    assert "note 61,3" in describe_facts(minutes)


@pytest.mark.parametrize(("limit", "is_visible"), [("", True), (CorrectionLimit.NO_SEVERITY, False)])
def test_a_corrected_score_is_that_of_a_ranking_that_was_corrected(
    world, limit: str, is_visible: bool
) -> None:
    row = {"score": 92.05, "rank": 1, "chance": 0.96, "without": {}}
    dossiers = {str(application.pk): row for application in world.applications}
    values = {"limit": limit, "version": 1, "computed_version": 1, "places": world.edition.places}
    ScoreCorrection.objects.update_or_create(
        call=world.edition.call, defaults={**values, "dossiers": dossiers}
    )
    MinutesDraft.objects.all().delete()

    minutes = publish(world)

    assert ("orrigée 92,1" in describe_facts(minutes)) == is_visible
    method = describe_minutes(minutes.content)["method"]
    assert any(text.startswith("La note corrigée retire") for text in method) == is_visible
    assert any(text.startswith("La part des jurys dit") for text in method)


@pytest.mark.parametrize(("method", "other"), [("moyenne", "médiane"), ("médiane", "moyenne")])
def test_the_method_is_that_of_the_close(as_user, world, method: str, other: str) -> None:
    chosen = ScoreMethod.MEDIAN if method == "médiane" else ScoreMethod.MEAN
    Edition.objects.filter(pk=world.edition.pk).update(score_method=chosen)
    MinutesDraft.objects.all().delete()
    publish(world)
    Edition.objects.filter(pk=world.edition.pk).update(score_method=ScoreMethod.MEAN)

    page = plain(as_user(world.organiser).get(url(world)).text)

    assert f"Le rang suit la {method} des notes" in page
    assert other not in page


def test_an_organiser_set_aside_from_a_dossier_does_not_learn_that_its_decision_changed(world) -> None:
    aside = world.applications[0]
    aside.recusals.create(reviewer=world.organiser, author=world.organiser, reason="…", at=now())
    publish(world, actor=world.secretary)
    own = conflicts_of(world.organiser, world.edition)
    before = list_unapproved(world.edition, own)

    colleague = role(world.edition, "organiser")
    decide(application=aside, outcome=Outcome.NOT_SELECTED, reason="Après", actor=colleague, at=now())

    assert list_unapproved(world.edition, own) == before
    assert len(list_unapproved(world.edition, Conflicts())) == len(before) + 1


def test_a_member_who_left_the_room_twice_and_the_reason_of_a_block_are_printed_once(world) -> None:
    minutes = publish(world)
    first, second, third = minutes.content["dossiers"]
    hours = [("10:00", "10:05"), ("11:00", "11:05")]
    first["out"] = [
        {"user": 1, "name": "Julien Prevel", "at": f"2026-05-22T{at}", "to": f"2026-05-22T{to}"}
        for at, to in hours
    ]
    for dossier in (second, third):
        dossier.update(outcome="not_selected", in_block=True, reason="Au-dessous du seuil")

    words = describe_minutes(minutes.content)

    selected, in_block = words["groups"]
    [out] = [line["text"] for line in selected["dossiers"][0]["lines"] if line["label"] == "Hors de la salle"]
    assert (out.count("Julien Prevel"), out.count(" – ")) == (1, 2)
    assert in_block["reason"] == "Au-dessous du seuil"
    assert [dossier["reason"] for dossier in in_block["dossiers"]] == ["", ""]


def test_a_meeting_whose_facts_were_not_stored_is_written_from_its_rows(as_user, world) -> None:
    MinutesDraft.objects.all().delete()
    keeper = as_user(world.secretary)
    assert world.applications[0].title in keeper.get(url(world)).text
    assert not MinutesDraft.objects.exists()

    keeper.post(url(world, "edit_minutes"), {"meeting": world.meeting.pk, "seen": 1, "do": "publish"})

    assert "Raison 1" in str(CommitteeMinutes.objects.get().content)


def test_the_end_of_a_meeting_stores_its_facts() -> None:
    world = edition_with(applications=1, reviewers=1)
    meeting = open_meeting(edition=world.edition, actor=world.organiser, at=now())
    arrive(meeting=meeting, user=world.reviewer, actor=world.reviewer, at=now())

    adjourn_meeting(meeting=meeting, reason="Le quorum manque", actor=world.organiser, at=now())

    facts = meeting.minutes_draft.facts
    assert facts["adjourned_because"] == "Le quorum manque"
    assert [member["user"] for voice in facts["voices"] for member in voice["members"]] == [world.reviewer.pk]


# --- versions ---


def test_a_version_is_frozen_with_its_hash_and_an_amendment_is_the_next(world) -> None:
    first = publish(world, preamble="Ouverture")
    with pytest.raises(AmendmentUnexplained):
        publish(world, preamble="Corrigé", amendment_reason="  ")

    second = publish(world, preamble="Corrigé", amendment_reason="L’heure de fin")

    assert [first.version, second.version] == [1, 2]
    for minutes in (first, second):
        minutes.refresh_from_db()
        assert minutes.sha256 == hash_content(minutes.content)
    assert first.content["preamble"] == "Ouverture"
    assert (
        AuditEntry.objects.filter(verb="publish_minutes").order_by("pk").last().data["reason"]
        == "L’heure de fin"
    )
    with pytest.raises(MinutesRefused, match="Rien n’a changé"):
        publish(world, preamble="Corrigé", amendment_reason="Encore")


def test_the_database_refuses_an_amendment_without_a_reason(world) -> None:
    minutes = publish(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeMinutes.objects.filter(pk=minutes.pk).update(version=2)


def test_two_people_who_write_do_not_erase_each_other(as_user, world) -> None:
    save_texts(
        meeting=world.meeting, preamble="La première", remarks="", seen=1, actor=world.organiser, at=now()
    )
    with pytest.raises(DraftMoved):
        save_texts(meeting=world.meeting, preamble="Moi", remarks="", seen=1, actor=world.secretary, at=now())

    page = as_user(world.secretary).post(
        url(world, "edit_minutes"),
        {"meeting": world.meeting.pk, "preamble": "Moi", "seen": 1, "do": "publish"},
    )

    assert page.status_code == 422
    assert "Moi" in page.text
    assert "a modifié ces textes entre-temps" in plain(page.text)
    assert not CommitteeMinutes.objects.exists()


# --- approvals ---


def test_each_body_approves_once_by_any_of_its_members(world) -> None:
    minutes = publish(world)
    one, two, _three = world.reviewers
    colleague = role(world.edition, "reviewer", through=one.roles.get().organisation)

    assert [approve(minutes, one), approve(minutes, colleague), approve(minutes, two)] == [1, 0, 1]

    approvals = read_approvals(minutes)
    assert (len(approvals.recorded), approvals.total) == (2, 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeApproval.objects.create(
            minutes=minutes, organisation=one.roles.get().organisation, user=colleague, at=now()
        )


def test_an_amendment_is_approved_anew_and_the_old_version_no_more(as_user, world) -> None:
    first = publish(world)
    approve(first, world.reviewer)
    second = publish(world, remarks="Une précision", amendment_reason="Une précision")

    assert read_approvals(second).recorded == []
    assert len(read_approvals(first).recorded) == 1
    with pytest.raises(MinutesRefused, match="plus récente"):
        approve(first, world.reviewers[1])
    page = as_user(world.reviewers[1]).post(
        url(world, "approve_committee_minutes"), {"version": 1}, follow=True
    )
    assert "Une version plus récente" in plain(page.text)
    old = as_user(world.reviewers[1]).get(url(world), {"version": 1})
    assert first.sha256 in old.text
    assert "Approuver pour mon organisme" not in old.text


def test_a_person_who_left_or_did_not_sit_does_not_approve(world) -> None:
    minutes = publish(world)
    gone, newcomer = world.reviewers[0], role(world.edition, "reviewer")
    gone.roles.update(ended_at=now())

    for actor in (gone, newcomer, world.organiser, world.secretary):
        with pytest.raises(MinutesRefused, match="n’a pas siégé"):
            approve(minutes, actor)


def test_a_body_asks_for_an_amendment_and_its_approval_is_taken_back(as_user, world) -> None:
    minutes = publish(world)
    juror = world.reviewer
    approve(minutes, juror)
    OutgoingMail.objects.all().delete()
    client = as_user(juror)

    empty = client.post(url(world, "request_amendment"), {"version": 1, "sentence": " "})
    long = client.post(url(world, "request_amendment"), {"version": 1, "sentence": "x" * 10_000})
    sent = client.post(url(world, "request_amendment"), {"version": 1, "sentence": "Je suis partie à 16 h"})

    assert (empty.status_code, long.status_code, sent.status_code) == (422, 422, 302)
    assert "x" * 10_000 in long.text
    assert not minutes.approvals.exists()
    mails = OutgoingMail.objects.filter(template="projects/minutes/amendment_requested")
    assert {mail.user_id for mail in mails} == {world.organiser.pk, world.secretary.pk}
    assert "Je suis partie à 16 h" in plain(as_user(world.secretary).get(url(world)).text)
    assert "Je suis partie" not in as_user(world.reviewers[1]).get(url(world)).text
    with pytest.raises(MinutesRefused):
        request_amendment(minutes=minutes, sentence=" ", actor=juror, at=now())


def test_a_recused_keeper_reads_no_request_about_what_is_hidden(as_user, world) -> None:
    minutes = publish(world)
    request_amendment(minutes=minutes, sentence="Ce projet est retenu", actor=world.reviewer, at=now())
    application, secretary = world.applications[0], world.secretary
    application.recusals.create(reviewer=secretary, author=secretary, reason="Voisin", at=now())

    page = as_user(secretary).get(url(world)).text

    assert "Ce projet est retenu" not in page
    assert str(world.reviewer) in page
    assert "Ce projet est retenu" in as_user(world.organiser).get(url(world)).text


# --- pages ---


def test_the_secretary_publishes_and_a_juror_approves(as_user, world) -> None:
    keeper, juror = as_user(world.secretary), as_user(world.reviewer)
    before = juror.get(url(world))
    assert "Pas encore de procès-verbal" in before.text
    assert world.applications[0].title not in before.text
    assert world.applications[0].title in keeper.get(url(world)).text

    values = {"meeting": world.meeting.pk, "preamble": "La séance s’ouvre.", "seen": 1}
    saved = keeper.post(url(world, "edit_minutes"), {**values, "do": "save"}, follow=True)
    assert "Rien n’est publié" in saved.text
    keeper.post(url(world, "edit_minutes"), {**values, "seen": 2, "do": "publish"})

    assert OutgoingMail.objects.filter(template="projects/minutes/minutes_ready").count() == 3
    home = reverse("projects:review_queue")
    assert "attend l’approbation de votre organisme" in juror.get(home).text
    page = juror.get(url(world)).text
    assert "La séance s’ouvre." in page
    assert "Approuver pour mon organisme" in page
    done = juror.post(url(world, "approve_committee_minutes"), {"version": 1}, follow=True)
    assert "1 organisme sur 3" in plain(done.text)
    assert "Approuver pour mon organisme" not in done.text
    assert "attend l’approbation de votre organisme" not in juror.get(home).text


def test_bad_input_of_the_keeper_comes_back_with_what_was_typed(as_user, world) -> None:
    publish(world)
    keeper = as_user(world.secretary)
    values = {"meeting": world.meeting.pk, "preamble": "Nouveau", "seen": 1, "do": "publish"}

    for field, text in (("amendment_reason", ""), ("remarks", "é" * 10_000), ("amendment_reason", "r" * 500)):
        page = keeper.post(
            url(world, "edit_minutes"), {**values, "amendment_reason": "Pourquoi", field: text}
        )
        assert page.status_code == 422
        assert field in page.context["form"].errors
        assert "Nouveau" in page.text
        assert text in page.text
    assert CommitteeMinutes.objects.count() == 1


def test_unknown_versions_and_meetings_are_not_found(as_user, world) -> None:
    publish(world)
    client = as_user(world.organiser)
    expected = {"version=9": 404, "meeting=999999": 404, "version=-1": 404, "version=abc&meeting=99": 404}
    expected |= {"meeting=%2B1": 404, "meeting=0": 404, "meeting=&version=": 200}

    assert {query: client.get(f"{url(world)}?{query}").status_code for query in expected} == expected


def test_the_document_has_the_hash_and_says_what_the_page_says(as_user, world) -> None:
    minutes = publish(world, preamble="La séance s’ouvre.")
    approve(minutes, world.reviewer)

    answer = as_user(world.reviewer).get(url(world, "committee_minutes_pdf"))

    text = read_pdf(answer.content)
    assert minutes.sha256 in text.replace(" ", "")
    for words in ("La séance s’ouvre.", world.applications[0].title, "Raison 1", "Phrase 1"):
        assert plain(words) in plain(text)
    assert b"/MarkInfo" in answer.content or b"StructTreeRoot" in answer.content


def test_people_outside_the_committee_read_no_minutes(as_user, world) -> None:
    publish(world)
    for person in (world.holder, role(edition_with().edition, "reviewer")):
        for name in ("committee_minutes", "committee_minutes_pdf"):
            assert as_user(person).get(url(world, name)).status_code in (403, 404)


# --- a reader with a conflict ---


def test_a_person_who_is_recused_knows_nothing_of_the_dossier_by_subtraction(as_user, world) -> None:
    hidden, juror = world.applications[0], world.reviewer
    hidden.recusals.create(reviewer=juror, author=juror, reason="Un lien", at=now())
    for application, score in zip(world.applications, (70, 80, 90), strict=True):
        type(application).objects.filter(pk=application.pk).update(score=score)
    MinutesDraft.objects.all().delete()
    minutes = publish(world, seen=1)
    assert [dossier["rank"] for dossier in minutes.content["dossiers"]] == [1, 2, 3]
    for reader in (juror, world.reviewers[1]):
        text = plain(as_user(reader).get(url(world)).text)
        assert ("Raison 1" in text) is (reader != juror)

    content = mask_content(minutes.content, conflicts_of(juror, world.edition))

    assert content["dossiers"][-1] == {
        "is_masked": True,
        **{
            name: getattr(hidden, column)
            for name, column in (
                ("application", "pk"),
                ("reference", "reference"),
                ("title", "title"),
                ("structure", "structure_name"),
                ("department", "department"),
            )
        },
    }
    others = content["dossiers"][:-1]
    assert [dossier["reference"] for dossier in others] == sorted(dossier["reference"] for dossier in others)
    for dossier in others:
        assert (dossier["rank"], dossier["reserve_rank"], dossier["explanation"]) == (None, None, "")
        assert (dossier["corrected"], dossier["chance"], dossier["discussions"]) == (None, None, [])
    pdf = read_pdf(as_user(juror).get(url(world, "committee_minutes_pdf")).content)
    assert "Raison 1" not in pdf
    assert "Copie partielle" in pdf
    assert approve(minutes, juror) == 1
    assert minutes.approvals.get().is_partial


def test_the_mail_of_an_amendment_hides_dossiers_from_recused_members(as_user, world) -> None:
    secret, aside = world.applications[0], world.reviewers[0]
    secret.recusals.create(reviewer=aside, author=aside, reason="…", at=now())
    publish(world)

    publish(world, remarks="Précisé", amendment_reason="Le motif du Bateau-Lavoir")

    mails = OutgoingMail.objects.filter(template="projects/minutes/minutes_ready").order_by("-pk")[:3]
    assert {mail.user: "Le motif du Bateau-Lavoir" in plain(mail.text) for mail in mails} == {
        juror: juror != aside for juror in world.reviewers
    }
    assert "Bateau-Lavoir" not in plain(as_user(aside).get(url(world)).text)
    assert "Bateau-Lavoir" in plain(as_user(world.reviewers[1]).get(url(world)).text)


# --- the announcement waits ---


def test_decisions_are_not_announced_before_the_minutes_or_for_a_reason(world) -> None:
    closed = world.edition
    type(closed).objects.filter(pk=closed.pk).update(reviews_due_at=now() - timedelta(days=2))
    type(closed.call).objects.filter(pk=closed.call.pk).update(closes_at=now() - timedelta(days=3))
    closed = type(closed).objects.select_related("call").get(pk=closed.pk)

    def sentences() -> list[str]:
        return [plain(text) for text in list_upcoming(closed, Conflicts(), now())]

    assert sentences() == ["Le procès-verbal de la séance n’est pas publié."]
    minutes = publish(world)
    assert sentences() == ["Le procès-verbal n’est pas approuvé : 0 organisme sur 3 l’a approuvé."]
    for juror in world.reviewers:
        approve(minutes, juror)
    assert sentences() == []
    publish(world, remarks="Une précision", amendment_reason="Une précision")
    with pytest.raises(AnnouncedTooEarly):
        announce(edition=closed, actor=world.organiser, at=now())
    announce(edition=closed, early_reason="Urgent", actor=world.organiser, at=now())
    assert AuditEntry.objects.get(verb="announce").data["reason"] == "Urgent"


def test_without_a_meeting_an_organiser_alone_announces(world) -> None:
    assert list_unapproved(edition_with().edition, Conflicts()) == []
    world.meeting.adjourned_because = "Le quorum"
    world.meeting.save()
    assert list_unapproved(world.edition, Conflicts()) == []


# --- reminders, erasure ---


def test_bodies_that_have_not_approved_are_reminded_once(world) -> None:
    minutes = publish(world)
    approve(minutes, world.reviewer)

    def recipients(days: float) -> set[int]:
        return {message.to.pk for message in minutes_awaited(minutes.created_at + timedelta(days=days))}

    assert recipients(3.9) == set()
    assert recipients(4) == {juror.pk for juror in world.reviewers[1:]}
    assert recipients(12) == set()
    nights = [minutes.created_at + timedelta(days=day) for day in (4, 5)]
    assert [queue(*minutes_awaited(night), at=night) for night in nights] == [2, 0]
    [message, *_rest] = minutes_awaited(minutes.created_at + timedelta(days=4))
    assert "attend encore l’approbation de" in plain(message.render().text)
    type(world.edition).objects.filter(pk=world.edition.pk).update(announced_at=now())
    assert recipients(4) == set()


def test_an_erased_dossier_leaves_the_minutes_but_for_what_stays_of_it(as_user, world) -> None:
    minutes = publish(world)
    application = world.applications[0]
    title = application.title

    redact_dossier(application=application, at=now())

    minutes.refresh_from_db()
    stored = str(minutes.content) + str(MinutesDraft.objects.get().facts)
    for text in (title, "Raison 1", "Phrase 1"):
        assert text not in stored
    assert "Raison 2" in stored
    page = as_user(world.organiser).get(url(world)).text
    assert "données personnelles ont été effacées" in page


def test_a_version_that_cannot_be_read_is_not_approved(as_user, world) -> None:
    publish(world)
    client = as_user(world.reviewers[0])

    for version in ("", "abc", "0", "2147483648"):
        answer = client.post(url(world, "approve_committee_minutes"), {"version": version})
        assert answer.status_code == 404, version
    assert not CommitteeApproval.objects.exists()


def test_an_amendment_is_requested_of_the_version_that_was_read(as_user, world) -> None:
    publish(world)
    publish(world, remarks="Une précision", amendment_reason="Une précision")
    client = as_user(world.reviewers[0])

    # a number that the form reads and the address does not
    answer = client.post(url(world, "request_amendment"), {"version": "+1", "sentence": "Tout revoir"})

    assert answer.status_code == 404


def test_a_decision_that_changed_is_not_counted_for_whom_it_is_hidden_from(as_user, world) -> None:
    publish(world)
    application, secretary = world.applications[0], world.secretary
    decide(
        application=application,
        outcome=Outcome.NOT_SELECTED,
        reason="Après",
        actor=world.organiser,
        at=now(),
    )
    assert as_user(secretary).get(url(world)).context["changed"] == 1

    application.recusals.create(reviewer=secretary, author=secretary, reason="Voisin", at=now())

    assert as_user(secretary).get(url(world)).context["changed"] == 0
