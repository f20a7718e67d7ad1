"""Fill a database with a volume: an edition of N applications × 20 answers × 3 reviews × 8 criteria, 30 reviewers.

Beside it: thirteen projects with full rooms, a session that runs, three committees of sixty dossiers, the partners'
board of a hundred projects, a directory of 5 000 sheets, a survey that 10 000 people answered, a call with as many
drafts. The same N gives the same rows.
"""

import itertools
import json
import random
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.questionnaires import builder, kinds
from accelerator.questionnaires.models import Answer, AnswerSheet
from accelerator.web.search_field import fold_once
from coaching.models import Pairing, PersonalResponse, Slot, Survey, SurveyInvitation
from coaching.pairing.enums import PairingState
from coaching.surveys.defaults import READY, make_default_spec
from coaching.surveys.enums import SurveyKind, Wave
from programmes.defaults import GRID, SPEC
from programmes.enums import RoleName
from programmes.models import Criterion, Edition
from projects.application.enums import ApplicationState
from projects.decision.enums import Outcome
from projects.declarations.actions import LinkEntry, declare_links, open_round
from projects.deliberation.actions.meetings import close_meeting
from projects.models import (
    Application,
    CommitteeMessage,
    Project,
    Review,
    ReviewAssignment,
    Score,
    SearchEntry,
    SheetEntry,
)
from projects.publication.queries import SHEET_COLUMNS
from tests import factories
from tests.support.dossiers import ANSWERS
from tests.support.letters import fill_letters
from tests.support.live import LiveSession, run_session
from tests.support.meetings import answer, committee_with, decide_pending, start_meeting, take
from tests.support.partners import fill_board
from tests.support.rooms import answer_canvases, fill_room, give_axes
from tests.support.tokens import make_token

REVIEWERS, UNREAD = 30, 60
"""Beside the measured reviewer, and dossiers that this one has not begun."""
SHEETS, RESPONSES, DRAFTS = 5000, 10_000, 10_000
DEPARTMENTS = "Calvados Manche Orne Eure Seine-Maritime".split()
AUDIENCES = ("second", "mentors", "partners", "attendees")
SENTENCE = "Ce que nous voulons changer dans le travail de chacun. " * 5
draw = random.Random(1)


def invent_words(size: int) -> list[str]:
    """Distinct words of two to four syllables."""
    onsets = "b c d f g j l m n p r s t v bl br cl cr dr fr gr pl pr tr vr".split()
    words: dict[str, None] = {}
    while len(words) < size:
        syllables = (draw.choice(onsets) + draw.choice("aeiouéè") for _turn in range(draw.randint(2, 4)))
        words["".join(syllables) + draw.choice(["", "n", "r", "l", "s"])] = None
    return list(words)


WORDS = invent_words(20_000)
WEIGHTS = list(accumulate(1 / (rank + 20) for rank in range(len(WORDS))))
FREQUENT, SELDOM = WORDS[60], WORDS[6000]
"""As in a language, few words are everywhere: about half of the dossiers have the first, one in a hundred the other."""


PARAGRAPHS = [" ".join(draw.choices(WORDS, cum_weights=WEIGHTS, k=50))[:400] for _turn in range(2000)]


def create(model: type[models.Model], rows: Any) -> list[Any]:
    return model._default_manager.bulk_create(rows, batch_size=5000)


def sign_in(user: User) -> str:
    """The key of a session of this person."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def publish_form(at: datetime) -> Any:
    return builder.publish(SPEC, name="Candidature", at=at)


def fill_volume(number: int, at: datetime) -> dict[str, Any]:
    """The edition « bench »; returns what the pages need."""
    form = publish_form(at)
    fields = {"applications": number, "reviewers": REVIEWERS + 1, "assigned": False, "form": form}
    world = factories.edition_with(slug="bench", code="BENCH", **fields)
    Criterion.objects.filter(edition=world.edition).delete()
    criteria = [Criterion(edition=world.edition, position=n, **line) for n, line in enumerate(GRID, 1)]
    create(Criterion, criteria)
    write_answers(world.applications, form, at)
    rows = Application.objects.filter(call=world.edition.call)
    score = 15 + F("pk") % 7000 / Decimal(100)
    rows.update(reviews_expected=3, reviews_done=3, score=score + 5, score_low=score, score_high=score + 10)
    for rest, department in enumerate(DEPARTMENTS):
        rows.alias(rest=F("pk") % len(DEPARTMENTS)).filter(rest=rest).update(department=department)
    draft, *sent = world.applications
    rows.filter(pk=draft.pk).update(state=ApplicationState.DRAFT, submitted_at=None)
    AnswerSheet.objects.filter(application__in=rows.exclude(pk=draft.pk)).update(frozen_at=at)
    unread = write_reviews(sent, world.reviewers, criteria, at)
    messages = (
        CommitteeMessage(application=sent[6], author=who, text=SENTENCE, at=at)
        for who in world.reviewers[:20]
    )
    create(CommitteeMessage, messages)
    people = {"organiser": world.organiser, "reviewer": world.reviewer, "holder": world.holder}
    facts = {"frequent": FREQUENT, "seldom": SELDOM, "last": max(1, number // 50), "to_review": unread}
    facts |= {"draft": draft.reference, "dossier": sent[6].reference, "first_review": unread[0]}
    facts |= {"criteria": [row.pk for row in criteria], "criterion": criteria[0].pk}
    facts |= {"organiser": world.organiser, "token": make_token(world.organiser)}
    return {**facts, "cookies": {name: sign_in(person) for name, person in people.items()}}


def write_answers(applications: list[Application], form: Any, at: datetime) -> None:
    """Nineteen answers beside the title of each, and what a search reads of all but the first, a draft."""
    questions = [question for question in form.questions.exclude(key="title") if question.key in ANSWERS]
    values = {question.key: kinds.clean(question, ANSWERS[question.key]) for question in questions}
    answers, entries = [], []
    for application in applications:
        values |= {row.key: draw.choice(PARAGRAPHS) for row in questions if row.kind == "long_text"}
        fields = {"sheet_id": application.sheet_id, "version": 1, "saved_at": at}
        answers += [Answer(question=row, value=values[row.key], **fields) for row in questions]
        texts = [application.reference, application.title, application.structure_name, *values.values()]
        words = fold_once(" ".join(text for text in texts if isinstance(text, str)))
        entry = SearchEntry(application=application, call_id=application.call_id, words=words)
        entry.names = " ".join(texts[:3])
        entries.append(entry)
    create(Answer, answers)
    create(SearchEntry, entries[1:])


def write_reviews(
    sent: list[Application], people: list[User], criteria: list[Criterion], at: datetime
) -> list[str]:
    """Three reviews each, a tenth of the first ones by the measured reviewer. Returns what this one has not begun."""
    measured, *others = people
    fields = dict.fromkeys(("started_at", "saved_at", "submitted_at"), at) | {"state": "submitted"}
    fields |= dict.fromkeys(("committee_comment", "holder_comment"), SENTENCE)
    duties, begun, unread = [], [], []
    for place, application in enumerate(sent):
        for turn in range(3):
            who = others[(place * 3 + turn) % REVIEWERS]
            if turn == 0 and (place % 10 == 0 or place < UNREAD):
                who = measured
            duty = {"application": application, "reviewer": who}
            duties.append(ReviewAssignment(**duty, assigned_at=at, reason="ergonomie"))
            if who is measured and len(unread) < UNREAD:
                unread.append(application.reference)
                continue
            begun.append(Review(**duty, total=40 + place % 50, **fields))
    create(ReviewAssignment, duties)
    reviews = create(Review, begun)
    scores = (
        Score(review=review, criterion=criterion, level=(place + criterion.position) % 5)
        for place, review in enumerate(reviews)
        for criterion in criteria
    )
    create(Score, scores)
    return unread


def fill_rooms(organiser: User, at: datetime) -> dict[str, Any]:
    """Thirteen projects that answered their synthesis, something in each tab of their rooms; letters to five."""
    edition = factories.edition(slug="thirteen", code="THIRTEEN", announced_at=at, form=publish_form(at))
    holder, mentor = factories.user("Alix Petit"), factories.user("Awa Diallo")
    body = factories.organisation("Organisme de la marraine")
    factories.role(edition, RoleName.ORGANISER, who=organiser)
    factories.role(edition, RoleName.MENTOR, who=mentor, through=body)
    places = [factories.participation(edition, holder=holder) for _turn in range(13)]
    form = builder.publish(READY[SurveyKind.SYNTHESIS], name="Synthèse", at=at)
    survey = add_survey(edition, form, at, kind=SurveyKind.SYNTHESIS)
    sheets = create(AnswerSheet, [AnswerSheet(revision=form, created_at=at, answered=9) for _place in places])
    answer_all(sheets, form, at)
    for number, (place, sheet) in enumerate(zip(places, sheets, strict=True)):
        sent = {"email": holder.email, "nonce": f"{number:032d}", "state": "sent", "sent_at": at}
        sent |= {"created_at": at, "shared_with_partners": True, "sheet": sheet}
        SurveyInvitation.objects.create(survey=survey, participation=place, **sent)
    give_axes(edition)
    for place in places:
        fill_room(place, 4)
        answer_canvases(place)
    places[0].pairings.create(mentor=mentor, proposed_by=mentor, proposed_at=at, state=PairingState.ACCEPTED)
    fill_letters(places[1:6], mentor, body)
    cookies = {"room holder": sign_in(holder), "room mentor": sign_in(mentor)}
    return {"room": places[0].project.slug, "story": places[1].project.slug, "cookies": cookies}


def add_survey(edition: Edition, form: Any, at: datetime, **fields: Any) -> Survey:
    dates = {"opens_at": at - timedelta(days=9), "closes_at": at + timedelta(days=9), "sent_out_at": at}
    return Survey.objects.create(edition=edition, form=form, **dates, **fields)


def answer_all(sheets: list[AnswerSheet], form: Any, at: datetime) -> None:
    """A plausible answer to each question on each sheet."""
    questions = list(form.questions.order_by("section__position", "position"))
    answers = (
        Answer(sheet=sheet, question=question, value=invent_answer(question), version=1, saved_at=at)
        for sheet in sheets
        for question in questions
    )
    create(Answer, answers)


def invent_answer(question: Any) -> Any:
    choices = [choice["value"] for choice in question.options.get("choices", [])]
    if question.kind == "matrix":
        return {row["value"]: draw.randint(1, 5) for row in question.options["rows"]}
    if question.kind == "multiple":
        return draw.sample(choices, k=2)
    text = draw.choice(PARAGRAPHS)
    plain = {"yes_no": draw.random() < 0.5, "scale": draw.randint(1, 5), "number": 40, "long_text": text}
    return draw.choice(choices) if choices else plain.get(question.kind, "Un atelier partagé.")


def fill_hundred(organiser: User, at: datetime) -> dict[str, Any]:
    """A hundred projects, the needs of sixty of them answered by twelve bodies."""
    world = factories.edition_with(participations=100, slug="hundred", code="HUNDRED", announced_at=at)
    bodies = [factories.organisation(f"Organisme {number} du territoire") for number in range(12)]
    needs = fill_board(world.participations[:60], bodies)
    factories.role(world.edition, RoleName.ORGANISER, who=organiser)
    partner = factories.role(world.edition, RoleName.PARTNER, through=bodies[0])
    return {"need": str(needs[0].uid), "cookies": {"partner": sign_in(partner)}}


def fill_committees(organiser: User, at: datetime) -> dict[str, Any]:
    """A conflict round that a third of the jurors answered, a meeting that goes on, and one that decided everything."""
    scores, fields = range(90, 30, -1), {"reviewers": REVIEWERS, "places": 13}
    slugs = ("declared", "meeting", "decided")
    worlds = [committee_with(*scores, slug=slug, code=slug.upper(), **fields) for slug in slugs]
    for world in worlds:
        factories.role(world.edition, RoleName.ORGANISER, who=organiser)
    declared, meeting, decided = worlds
    open_round(edition=declared.edition, actor=declared.organiser, at=at)
    for number, juror in enumerate(declared.reviewers[:10]):
        entries = [LinkEntry(row.reference, "none") for row in declared.applications]
        entries[number] = LinkEntry(entries[number].reference, "link", "Même fédération", "no_vote")
        declare_links(edition=declared.edition, reviewer=juror, entries=entries, at=at)
    opened = start_meeting(meeting)
    decide_first(meeting, opened, 20)
    take(opened, meeting.applications[20])
    for juror in meeting.reviewers[1:]:
        answer(opened, meeting.applications[20], juror)
    closed = start_meeting(decided)
    decide_first(decided, closed, len(scores))
    close_meeting(meeting=closed, actor=decided.organiser, at=at)
    people = {"juror": declared.reviewers[-1], "member": meeting.reviewer}
    return {"cookies": {name: sign_in(person) for name, person in people.items()}}


def decide_first(world: factories.World, meeting: Any, number: int) -> None:
    """The best of them are selected, as many as there are places."""
    for rank, application in enumerate(world.applications[:number]):
        outcome = Outcome.SELECTED if rank < world.edition.places else Outcome.NOT_SELECTED
        decide_pending(meeting, application, outcome, world.organiser, "Ce que le comité en a dit.")


def add_hours(live: LiveSession) -> None:
    """A slot for each hour of the day, whenever the pages are asked for; released."""
    hours = [f"{hour:02}:00" for hour in range(24)]
    for starts, ends in itertools.pairwise([*hours, "23:59"]):
        title = f"Créneau de {starts}"
        Slot.objects.create(day=live.session.days.get(), starts_at=starts, ends_at=ends, title_fr=title)
    live.release()


def fill_live(organiser: User, at: datetime) -> dict[str, Any]:
    """A session of today, sixty projects in it, five of them without a mentor."""
    live = run_session(participations=60, mentors=20, facilitators=6, slug="live", code="LIVE")
    add_hours(live)
    factories.role(live.world.edition, RoleName.ORGANISER, who=organiser)
    fields = {"state": PairingState.ACCEPTED, "proposed_by": organiser, "proposed_at": at, "answered_at": at}
    pairs = zip(live.world.participations[5:], itertools.cycle(live.world.mentors))
    create(Pairing, [Pairing(participation=place, mentor=mentor, **fields) for place, mentor in pairs])
    return {"code": live.code.code, "cookies": {"attendee": sign_in(live.world.holder)}}


def fill_directory(number: int, at: datetime) -> None:
    """So many projects with a public sheet that shows everything but who leads it."""
    world = factories.edition_with(participations=number, slug="sheets", code="SHEETS", announced_at=at)
    rows = Project.objects.filter(edition=world.edition)
    rows.update(public_sheet=True, sheet_opened_at=at, **dict.fromkeys(SHEET_COLUMNS[:-1], True))
    create(
        SheetEntry, [SheetEntry(project=row, words=fold_once(f"{row.title} {row.summary}")) for row in rows]
    )


def fill_responses(organiser: User, number: int, at: datetime) -> None:
    """A follow-up at six months that so many people answered, one at three months that a tenth of them answered."""
    edition = factories.edition(slug="surveyed", code="SURVEYED", announced_at=at)
    factories.role(edition, RoleName.ORGANISER, who=organiser)
    people = [User(email=f"personne{n}@bench.test", name=f"Personne {n}") for n in range(number)]
    create(User, people)
    for wave, size in ((3, number // 10), (6, number)):
        form = builder.publish(
            make_default_spec(Wave(SurveyKind.FOLLOW_UP, wave)), name=f"{wave} mois", at=at
        )
        survey = add_survey(
            edition, form, at, kind=SurveyKind.FOLLOW_UP, wave=wave, audiences=list(AUDIENCES)
        )
        sheets = [AnswerSheet(revision=form, created_at=at, frozen_at=at) for _person in people[:size]]
        create(AnswerSheet, sheets)
        answer_all(sheets, form, at)
        fields = {"survey": survey, "state": "sent", "created_at": at, "sent_at": at}
        rows = (
            PersonalResponse(
                person=person, sheet=sheet, audience=AUDIENCES[n % 4], nonce=f"{wave}{n:031d}", **fields
            )
            for n, (person, sheet) in enumerate(zip(people, sheets, strict=False))
        )
        create(PersonalResponse, rows)


def fill_drafts(number: int, at: datetime) -> None:
    """A call that closes in six days, with as many drafts begun a month ago: one reminder each."""
    begun, closes = at - timedelta(days=28), at + timedelta(days=6)
    fields = {"slug": "drafts", "code": "DRAFTS", "opens_at": begun, "closes_at": closes}
    world = factories.edition_with(applications=number, state=ApplicationState.DRAFT, **fields)
    Application.objects.filter(call=world.edition.call).update(created_at=begun)
    AnswerSheet.objects.filter(application__call=world.edition.call).update(created_at=begun)


def fill(
    number: int, *, sheets: int = SHEETS, responses: int = RESPONSES, drafts: int = DRAFTS
) -> dict[str, Any]:
    """Everything; returns the facts that the pages need."""
    at = timezone.now()
    facts = fill_volume(number, at)
    organiser = facts.pop("organiser")
    beside = fill_rooms(organiser, at), fill_hundred(organiser, at), fill_committees(organiser, at)
    for more in (*beside, fill_live(organiser, at)):
        facts = {**facts, **more, "cookies": facts["cookies"] | more["cookies"]}
    fill_directory(sheets, at)
    fill_responses(organiser, responses, at)
    fill_drafts(drafts, at)
    return facts


def main(number: int, facts: str, drafts: int) -> None:
    """Side effects: tables made and filled, a file with the facts."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        found = fill(number, drafts=drafts)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
        cursor.execute("checkpoint")  # what was filled is on the disk before pages are timed
    Path(facts).write_text(json.dumps(found), encoding="utf-8")
