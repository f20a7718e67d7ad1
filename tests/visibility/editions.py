"""A fully populated world: two editions at work and one being prepared, every private text a canary of its own.

Everything is written straight to the database, as the actions would have left it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.drafting import add_page, save_question, start_draft
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from accelerator.questionnaires.models import AnswerSheet, Attachment, Revision
from accelerator.questionnaires.queries import content
from coaching.models import (
    Booking,
    Pairing,
    Room,
    Session,
    SessionDay,
    Slot,
    Survey,
    SurveyInvitation,
)
from programmes.enums import RoleName
from programmes.models import CallDateChange, CommitteeSeat, Invitation, LateAccess, Role, RulesVersion
from projects.application.actions.content import refresh_search_entry
from projects.application.enums import ApplicationState
from projects.decision.enums import Outcome
from projects.minutes.queries.facts import gather_facts, hash_content
from projects.minutes.queries.reading import build_content
from projects.models import (
    Application,
    CommitteeMessage,
    CommitteeMinutes,
    ConflictEffect,
    ConflictRound,
    Decision,
    DecisionLetter,
    HolderFeedback,
    LinkAnswer,
    LinkDeclaration,
    Meeting,
    MeetingAttendance,
    MemberRights,
    MinutesDraft,
    Participation,
    PendingDecision,
    ProjectMember,
    Recusal,
    Review,
    ReviewAssignment,
    Score,
)
from projects.publication.actions import refresh_sheet_entry
from tests import factories
from tests.visibility.exchange import exchange, schemes
from tests.visibility.live import live, mentoring
from tests.visibility.posts import posts, reports
from tests.visibility.rooms import rooms
from tests.visibility.surveys import survey_people
from tests.visibility.triage import sharing, triage
from tests.visibility.world import DOSSIERS, World

TEXT_KINDS = {QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT}
AUDIENCE_KINDS = {
    AnswerAudience.JURY: "answer",
    AnswerAudience.ORGANISERS: "contact",
    AnswerAudience.LOGISTICS: "logistics",
    AnswerAudience.PUBLIC: "answer",
}
HELD_BY = {"draft": "holder", "incomplete": "holder", "waiting": "holder", "confirmed": "holder"}
"""The others are held by ``other_holder``; ``reader`` may read what ``holder`` holds."""
CONFIRMED = {"confirmed", "discreet"}
TITLES = {"draft": "draft_title", "confirmed": "public_title", "discreet": "confirmed_title"}


class PopulatedEdition:
    """One edition, from its call to its syntheses."""

    def __init__(self, world: World, key: str, form: Revision, survey_form: Revision, at: datetime) -> None:
        self.world, self.key, self.form, self.survey_form, self.at = world, key, form, survey_form, at
        self.edition = world.editions[key] = factories.edition(
            slug=f"edition-{key}", code=f"E{key.upper()}", form=form
        )
        world.roles[key] = {}

    def populate(self) -> None:
        jury, coaches = "reviewer late_reviewer recused", "mentor other_mentor facilitator speaker"
        for name in f"organiser {jury} chair secretary {coaches} partner holder other_holder reader".split():
            self.person(name)
        self.world.number_ranks(self.key)
        for name, state in DOSSIERS.items():
            self.dossier(name, state)
        self.choosing()
        self.minutes()
        triage(self)
        schemes(self)
        sharing(self)
        self.session()
        for fill in (rooms, live, posts, mentoring):
            fill(self)
        for name in ("confirmed", "discreet"):
            self.survey(name)
        survey_people(self)
        reports(self)
        self.files_of_organisers()
        exchange(self)

    def form_being_changed(self) -> None:
        draft = start_draft(source=self.form, name="")
        section = add_page(revision=draft, fields={"title_fr": self.text("unpublished", "", "form_page")})
        question = save_question(
            section=section,
            fields={
                "kind": QuestionKind.LONG_TEXT,
                "label_fr": self.text("unpublished", "", "form_question"),
            },
        )
        self.edition.call.draft_form = draft
        self.edition.call.save(update_fields=["draft_form"])
        self.world.rows |= {f"{self.key}.form_page": section, f"{self.key}.form_question": question}

    def person(self, name: str) -> None:
        role = {
            "late_reviewer": "reviewer",
            "recused": "reviewer",
            "other_mentor": "mentor",
            "other_holder": "holder",
            "reader": "holder",
        }.get(name, name)
        key = f"{name}_{self.key}"
        # a public sheet says who holds its project, a public programme who leads its hours
        named = {
            "reviewer": "reviewer_name",
            "chair": "reviewer_name",
            "holder": "public_name",
            "facilitator": "public_name",
        }.get(role, "person_name")
        whose = f"{role}_" if role in ("holder", "mentor") else ""
        user = factories.user(
            self.world.canary(named, name, self.key, author=key),
            email=f"{self.world.canary(f'{whose}email', name, self.key, author=key)}@exemple.test",
            phone=self.world.canary(f"{whose}phone", name, self.key, author=key, short=True),
        )
        seated = "public_body" if role in ("reviewer", "holder") else "body"
        body = factories.organisation(self.world.canary(seated, name, self.key, author=key))
        factories.role(self.edition, RoleName(role), who=user, through=body)
        if role == "reviewer":
            CommitteeSeat.objects.create(
                edition=self.edition, organisation=body, position=Role.objects.count()
            )
        self.world.people[key] = user
        self.world.roles[self.key][key] = {role}

    def who(self, name: str) -> User:
        found: User = self.world.people[f"{name}_{self.key}"]
        return found

    def tie(self, dossier: str, person: str, *names: str) -> None:
        self.world.tie(f"{self.key}.{dossier}", f"{person}_{self.key}", *names)

    def text(self, kind: str, dossier: str, name: str = "", author: str = "") -> str:
        return self.world.canary(kind, name or author, self.key, dossier, author and f"{author}_{self.key}")

    def answers(
        self, revision: Revision, dossier: str, kinds: dict[str, str] | None = None, prefix: str = ""
    ) -> AnswerSheet:
        """A sheet with a canary in every text question, of the kind its audience or ``kinds`` says."""
        values: dict[str, Any] = {}
        for question in revision.questions.all():
            if question.kind not in TEXT_KINDS:
                continue
            kind = (
                prefix or (kinds or {}).get(question.key) or AUDIENCE_KINDS[AnswerAudience(question.audience)]
            )
            kind = "confirmed_answer" if kind == "answer" and dossier in CONFIRMED else kind
            values[question.key] = self.text(kind, dossier, question.key)
        return factories.sheet(revision, **values)

    def dossier(self, name: str, state: ApplicationState) -> None:
        holder = HELD_BY.get(name, "other_holder")
        title_kind = TITLES.get(name, "title")
        kind = {"discreet": "session_title"}.get(name, title_kind)
        title, structure = self.text(kind, name, "title"), self.text(kind, name, "structure")
        made = factories.application(
            self.edition, state=state, holder=self.who(holder), title=title, structure_name=structure
        )
        draft = state == ApplicationState.DRAFT
        made.sheet = self.answers(
            self.form,
            name,
            {
                "title": title_kind,
                "structure_name": title_kind,
                "summary": title_kind,
                "department": title_kind,
                "town": title_kind,
            },
            prefix="draft_answer" if draft else "",
        )
        made.save(update_fields=["sheet"])
        project = made.project
        project.slug, project.summary = f"{name}-{self.key}", self.text(title_kind, name, "summary")
        project.organisation.name = structure
        project.organisation.save()
        project.public_sheet = name == "confirmed"
        project.shows_structure = project.shows_summary = True
        project.save()
        if not draft:
            refresh_search_entry(made, content(made.sheet))
            refresh_sheet_entry(project=project.pk)
        self.tie(name, holder, "member", "editor", "lead")
        if holder == "holder":
            ProjectMember.objects.create(
                project=project, user=self.who("reader"), rights=MemberRights.READ, joined_at=self.at
            )
            self.tie(name, "reader", "member")
        self.world.dossiers[f"{self.key}.{name}"] = made
        self.file(made, name)
        when = {"at": self.at, "scope": self.edition.scope}
        record(verb="start_application", subject=made, actor=self.who(holder), **when)

    def file(self, application: Application, name: str) -> None:
        kind = "draft_answer" if name == "draft" else "confirmed_answer" if name in CONFIRMED else "answer"
        content, path = self.text(kind, name, "file").encode(), f"attachments/{name}-{self.key}"
        self.world.rows[f"{self.key}.{name}.file"] = Attachment.objects.create(
            sheet=application.sheet,
            question=self.form.questions.get(key="attachments"),
            file=path,
            name=f"{self.text(kind, name, 'filename')}.pdf",
            content_type="application/pdf",
            size=len(content),
            sha256="0" * 64,
            uploaded_at=self.at,
        )
        self.world.files[path] = content

    def choosing(self) -> None:
        """Reviews of three people: one sent, one begun (sent too on one dossier), one recused; decisions."""
        for name in ("waiting", "refused", "confirmed", "discreet"):
            application = self.world.dossiers[f"{self.key}.{name}"]
            for reviewer in ("reviewer", "late_reviewer", "recused"):
                ReviewAssignment.objects.create(
                    application=application, reviewer=self.who(reviewer), assigned_at=self.at
                )
            self.review(application, name, "reviewer", sent=True)
            both_sent = name == "discreet"
            self.review(application, name, "late_reviewer", sent=both_sent)
            self.tie(name, "reviewer", "assigned", "peer")
            self.tie(name, "late_reviewer", "assigned", *(("peer",) if both_sent else ()))
            self.tie(name, "recused", "recused")
            self.world.rows[f"{self.key}.{name}.message"] = CommitteeMessage.objects.create(
                application=application,
                author=self.who("organiser"),
                text=self.text("committee_message", name, "message"),
                at=self.at,
            )
            recusal = "minuted_recusal" if name == "waiting" else "recusal_reason"
            Recusal.objects.create(
                application=application,
                reviewer=self.who("recused"),
                author=self.who("recused"),
                reason=self.text(recusal, name, author="recused"),
                at=self.at,
            )
            LinkDeclaration.objects.create(
                application=application,
                reviewer=self.who("recused"),
                author=self.who("recused"),
                answer=LinkAnswer.LINK,
                effect=ConflictEffect.HIDDEN,
                reason=self.text("recusal_reason", name, "declared", author="recused"),
                at=self.at,
            )
            Application.objects.filter(pk=application.pk).update(
                reviews_expected=2,
                reviews_done=1 + both_sent,
                **{
                    column: self.world.score("score", self.key, name)
                    for column in ("score_low", "score", "score_high")
                },
            )
        # closed: what was declared stays, and nobody is asked any more
        ConflictRound.objects.create(
            edition=self.edition, opened_at=self.at, opened_by=self.who("organiser"), closed_at=self.at
        )
        self.decide("waiting", Outcome.RESERVE, None)
        self.decide("refused", Outcome.NOT_SELECTED, self.at)
        for name in ("confirmed", "discreet"):
            self.decide(name, Outcome.SELECTED, self.at)
            self.world.rows[f"{self.key}.{name}.participation"] = Participation.objects.create(
                project=self.world.dossiers[f"{self.key}.{name}"].project,
                edition=self.edition,
                state="confirmed",
                offered_at=self.at,
                answered_at=self.at,
            )

    def review(self, application: Application, dossier: str, reviewer: str, *, sent: bool) -> None:
        def write(secret: str, number: int | str = "") -> str:
            kind = secret if sent or secret == "private_note" else "unsent_review"
            return self.text(kind, dossier, f"{secret}{number}_{reviewer}", reviewer)

        announced = dossier in ("refused", "confirmed", "discreet")
        review = Review.objects.create(
            application=application,
            reviewer=self.who(reviewer),
            state="submitted" if sent else "draft",
            private_note=write("private_note"),
            committee_comment=write("committee_comment"),
            holder_comment=write("holder_comment"),
            total=self.world.score("review_total", self.key, dossier, f"{reviewer}_{self.key}")
            if sent
            else None,
            started_at=self.at,
            saved_at=self.at,
            submitted_at=self.at if sent else None,
        )
        if announced and sent:
            HolderFeedback.objects.create(
                review=review, original=review.holder_comment, text=review.holder_comment, read_at=self.at
            )
        Score.objects.bulk_create(
            Score(
                review=review,
                criterion=criterion,
                level=2,
                comment=write("score_comment", number),
            )
            for number, criterion in enumerate(self.edition.criteria.all())
        )

    def decide(self, name: str, outcome: Outcome, announced_at: datetime | None) -> None:
        Decision.objects.create(
            application=self.world.dossiers[f"{self.key}.{name}"],
            outcome=outcome,
            reason=self.text("decision_reason", name),
            reserve_rank=self.world.reserve_rank(self.key, name) if outcome == Outcome.RESERVE else None,
            decided_by=self.who("organiser"),
            decided_at=self.at,
            announced_at=announced_at,
        )
        letter = DecisionLetter.objects.create(
            application=self.world.dossiers[f"{self.key}.{name}"],
            version=1,
            paragraph=self.text("decision_letter", name, "paragraph"),
            orientation=self.text("decision_letter", name, "orientation"),
            saved_by=self.who("organiser"),
            saved_at=self.at,
        )
        letter.schemes.set(self.edition.schemes.all())

    def minutes(self) -> None:
        """A meeting that decided ``waiting``; its minutes are published."""
        meeting = Meeting.objects.create(
            edition=self.edition,
            opened_at=self.at,
            opened_by=self.who("organiser"),
            closed_at=self.at,
            closed_by=self.who("organiser"),
        )
        application = self.world.dossiers[f"{self.key}.waiting"]
        PendingDecision.objects.create(
            meeting=meeting,
            application=application,
            outcome=Outcome.RESERVE,
            reserve_rank=1,
            reason=self.text("minutes_part", "waiting", "reason"),
            explanation=self.text("minutes_part", "waiting", "explanation"),
            by=self.who("organiser"),
            at=self.at,
        )
        MeetingAttendance.objects.create(
            meeting=meeting,
            user=self.who("reviewer"),
            organisation=self.who("reviewer")
            .roles.get(edition=self.edition, name=RoleName.REVIEWER)
            .organisation,
            arrived_at=self.at,
            left_at=self.at,
            recorded_by=self.who("organiser"),
        )
        draft = MinutesDraft.objects.create(
            meeting=meeting,
            facts=gather_facts(meeting),
            preamble=self.text("committee_minutes", "", "preamble"),
            remarks=self.text("committee_minutes", "", "remarks"),
            saved_at=self.at,
        )
        content = build_content(draft)
        CommitteeMinutes.objects.create(
            meeting=meeting,
            version=1,
            content=content,
            sha256=hash_content(content),
            voices=1,
            created_at=self.at,
            created_by=self.who("organiser"),
        )

    def session(self) -> None:
        """Published in edition a only; one pairing that holds, one that was refused, one that waits."""
        published = self.key == "a"
        kind = "published_session" if published else "unpublished_session"
        session = Session.objects.create(
            edition=self.edition,
            venue=self.text(kind, "", "venue"),
            address=self.text(kind, "", "address"),
            access_notes=self.text(kind, "", "access"),
            published_at=self.at if published else None,
        )
        day = SessionDay.objects.create(session=session, date=self.edition.session_starts_on)
        room = Room.objects.create(session=session, name=self.text(kind, "", "room"), seats=12)
        slot = Slot.objects.create(
            day=day,
            starts_at="11:15",
            ends_at="12:00",
            title_fr=self.text(kind, "", "slot"),
            kind="individual",
        )
        slot.leaders.add(self.who("facilitator"))
        places = {
            name: self.world.rows[f"{self.key}.{name}.participation"] for name in ("confirmed", "discreet")
        }
        booking = Booking.objects.create(slot=slot, participation=places["confirmed"], room=room)
        pairing = Pairing.objects.create(
            participation=places["confirmed"],
            mentor=self.who("mentor"),
            state="accepted",
            proposed_by=self.who("organiser"),
            proposed_at=self.at,
            answered_at=self.at,
        )
        waits = Pairing.objects.create(
            participation=places["discreet"],
            mentor=self.who("other_mentor"),
            state="proposed",
            proposed_by=self.who("organiser"),
            proposed_at=self.at,
        )
        Pairing.objects.create(
            participation=places["discreet"],
            mentor=self.who("mentor"),
            state="refused",
            answered_at=self.at,
            reason=self.text("pairing_reason", "discreet", author="mentor"),
            proposed_by=self.who("organiser"),
            proposed_at=self.at - timedelta(days=1),
        )
        self.tie("confirmed", "mentor", "paired", "mentoring")
        self.tie("discreet", "other_mentor", "paired")
        for name, row in {
            "day": day,
            "room": room,
            "slot": slot,
            "booking": booking,
            "pairing": pairing,
            "waits": waits,
        }.items():
            self.world.rows[f"{self.key}.{name}"] = row

    def survey(self, name: str) -> None:
        shared = name == "confirmed"
        survey, _made = Survey.objects.get_or_create(
            edition=self.edition,
            kind="synthesis",
            defaults={
                "form": self.survey_form,
                "opens_at": self.at - timedelta(days=1),
                "closes_at": self.at + timedelta(days=20),
                "sent_out_at": self.at,
            },
        )
        if survey.draft_form is None:
            self.survey_being_changed(survey)
        sheet = self.answers(
            self.survey_form, name, prefix="shared_synthesis" if shared else "private_synthesis"
        )
        self.world.rows[f"{self.key}.{name}.survey"] = SurveyInvitation.objects.create(
            survey=survey,
            participation=self.world.rows[f"{self.key}.{name}.participation"],
            sheet=sheet,
            email=f"{self.text('survey_email', name, 'to')}@exemple.test",
            nonce=factories.nonce(),
            state="sent",
            shared_with_partners=shared,
            created_at=self.at,
            sent_at=self.at,
        )

    def survey_being_changed(self, survey: Survey) -> None:
        survey.draft_form = start_draft(source=survey.form, name="")
        survey.save(update_fields=["draft_form"])
        section = survey.draft_form.sections.order_by("position")[0]
        words = {"kind": QuestionKind.LONG_TEXT, "label_fr": self.text("unpublished", "", "survey_question")}
        question = save_question(section=section, fields=words)
        self.world.rows |= {f"{self.key}.survey_page": section, f"{self.key}.survey_question": question}

    def files_of_organisers(self) -> None:
        """What organisers keep: invitations, mails, schemes, the events of the audit log."""
        self.world.rows[f"{self.key}.invitation"] = Invitation.objects.create(
            edition=self.edition,
            role=RoleName.PARTNER,
            email=f"{self.text('invitation', '', 'email')}@exemple.test",
            name=self.text("invitation", "", "name"),
            nonce=factories.nonce(),
            invited_by=self.who("organiser"),
            invited_at=self.at,
            expires_at=self.at + timedelta(days=30),
        )
        RulesVersion.objects.create(
            call=self.edition.call, number=1, text_fr="Règles", published_at=self.at, sha256="0" * 64
        )
        CallDateChange.objects.create(
            call=self.edition.call,
            old_closes_at=self.edition.call.closes_at - timedelta(days=1),
            new_closes_at=self.edition.call.closes_at,
            reason_fr="Les vacances.",
            by=self.who("organiser"),
            at=self.at,
        )
        self.form_being_changed()
        self.world.rows[f"{self.key}.late"] = LateAccess.objects.create(
            call=self.edition.call,
            email=f"{self.text('late_access', '', 'email')}@exemple.test",
            nonce=factories.nonce(),
            expires_at=self.at + timedelta(days=30),
            reason=self.text("late_access_reason", "", "reason"),
            created_by=self.who("organiser"),
            created_at=self.at,
        )
        for private in (False, True):
            kind = "private_mail" if private else "mail"
            mail = OutgoingMail.objects.create(
                dedupe_key=f"{kind}:{self.key}",
                template="projects/application/receipt",
                scope=self.edition.scope,
                to_email=f"{self.text('mail', '', kind)}@exemple.test",
                subject=self.text("mail", "", f"{kind}subject"),
                text=self.text(kind, "", "text"),
                html=self.text(kind, "", "html"),
                message_id=f"<{kind}@{self.key}>",
                created_at=self.at,
                due_at=self.at + timedelta(days=1),
                private=private,
            )
            self.world.rows[f"{self.key}.{kind}"] = mail
        self.world.rows[f"{self.key}.own_mail"] = OutgoingMail.objects.create(
            dedupe_key=f"own_mail:{self.key}",
            template="projects/application/receipt",
            scope=self.edition.scope,
            user=self.who("other_holder"),
            to_email=self.who("other_holder").email,
            subject=self.text("own_mail", "", "subject", author="other_holder"),
            text=self.text("own_mail", "", "text", author="other_holder"),
            message_id=f"<own_mail@{self.key}>",
            state="sent",
            created_at=self.at,
            due_at=self.at,
            sent_at=self.at,
        )
        self.world.rows[f"{self.key}.seat"] = self.edition.seats.first()
        self.world.rows[f"{self.key}.juror"] = Role.objects.jurors().get(
            edition=self.edition, user=self.who("reviewer")
        )
        self.world.rows[f"{self.key}.role"] = Role.objects.get(edition=self.edition, user=self.who("mentor"))
