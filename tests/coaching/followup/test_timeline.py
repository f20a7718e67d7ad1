"""The story of a project, read from its rows, as far as the reader may see each."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import CASCADE, SET_NULL, ForeignKey
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from coaching.followup.actions import commitments as actions
from coaching.followup.actions.commitments import confirm_commitment, move_commitment
from coaching.followup.enums import CommitmentState, Confirmation
from coaching.followup.queries.timeline import MOST_UNFOLDED, EventKind, TimelineEvent, group_by_month
from coaching.ideas.enums import Visibility
from coaching.models import Commitment, CommitmentNote, Contribution, LetterLine, Need, Stance, SupportLetter
from coaching.plan.actions import record_progress
from coaching.plan.enums import ActionState
from coaching.support.enums import StanceKind
from coaching.surveys.enums import SurveyKind
from projects.models import PastProject
from tests import factories
from tests.support import plan as plans
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.shared import share_world
from tests.support.synthesis import answered, synthesis_survey

pytestmark = pytest.mark.django_db
AGES_AGO = factories.NOW - timedelta(days=400)


built, table = share_world(ClosedTable)


def list_events(page):
    return [event for month in page.context["months"] for event in month.events]


def read(browser, table, **query):
    page = browser.get(reverse("coaching:project_timeline", args=[table.place.project.slug]), query)
    return [(event.kind.value, event.text, event.who) for event in list_events(page)]


def test_an_idea_of_day_one_stands_credited_beside_what_became_of_it(as_user, table):
    idea = plans.idea(table.place, "Filmer les gestes")
    action = plans.action(table.place, "Filmer une prise de poste", owner="L’atelier")
    record_progress(
        action=action, state=ActionState.DONE, note="Film monté", actor=table.holder, at=factories.NOW
    )
    table.commit()

    events = read(as_user(table.holder), table)

    assert ("idea", "Filmer les gestes", idea.author_name) in events
    assert ("action", "Filmer une prise de poste — Film monté", str(table.holder)) in events
    assert [kind for kind, _text, _who in events].count("support") >= 2
    assert read(as_user(table.holder), table, kind="idea") == [
        ("idea", "Filmer les gestes", idea.author_name)
    ]


def list_story(browser, table):
    page = browser.get(reverse("coaching:project_timeline", args=[table.place.project.slug]))
    return [
        tuple(part.replace("\xa0", " ") for part in (event.title, event.text, event.who, event.origin))
        for event in list_events(page)
    ]


def test_the_whole_chain_is_listed_each_link_with_the_one_before_it(as_user, table):
    blocker = plans.blocker(table.place, "Le temps des chefs")
    idea = plans.idea(table.place, "Filmer les gestes", blocker=blocker)
    action = plans.action(table.place, "Filmer une prise de poste", blocker=blocker)
    action.sources.add(idea)
    Need.objects.filter(pk=table.need.pk).update(action=action)
    Stance.objects.create(need=table.need, organisation=table.region, kind=StanceKind.LEAD, saved_at=AT)
    table.commit()

    story = list_story(as_user(table.holder), table)
    organised = list_story(as_user(table.organiser), table)

    assert ("Verrou nommé", "Le temps des chefs", "", "") in story
    assert ("Idée gardée", "Filmer les gestes", "Ariane Pair", "Sur le verrou : Le temps des chefs") in story
    origin = "Née de l’idée : « Filmer les gestes » (Ariane Pair)"
    assert ("Action décidée", "Filmer une prise de poste", "", origin) in story
    needs = [event for event in story if event[0] == "Besoin transmis aux partenaires"]
    assert needs == [(needs[0][0], table.need.sentence, "", "Pour l’action : Filmer une prise de poste")]
    of_need = f"Au besoin : {table.need.sentence}"
    assert ("Décision : accordé", "", "Région", of_need) in story
    assert ("Réponse du projet : accepté", "", table.place.project.title, of_need) in story
    stance = "Réponse d’un organisme : pilote"
    assert stance in [title for title, *_rest in organised]
    assert stance not in [title for title, *_rest in story], "what bodies answer is not for the project"


def test_an_idea_that_is_hidden_or_by_a_name_chosen_at_the_door_is_credited_to_nobody(as_user, table):
    plans.idea(table.place, "Insulte", visibility=Visibility.HIDDEN)
    plans.idea(table.place, "Filmer les gestes", by_name=True)

    assert read(as_user(table.holder), table, kind="idea") == [("idea", "Filmer les gestes", "")]
    assert Contribution.objects.count() == 2


def test_a_facilitator_reads_the_story_without_what_partners_wrote(as_user, table):
    table.commit()
    facilitator = factories.role(table.edition, "facilitator")

    kinds = {kind for kind, _text, _who in read(as_user(facilitator), table)}

    assert "selection" in kinds
    assert "support" not in kinds


def test_the_words_of_a_survey_are_for_those_who_read_its_answers(as_user, table):
    survey = synthesis_survey(table.edition, kind=SurveyKind.FOLLOW_UP, wave=6)
    answered(survey, table.place, evolution="Nous partons maintenant du travail.")
    readers = {
        table.holder: True,
        table.organiser: True,
        factories.role(table.edition, "facilitator"): False,
    }

    for reader, reads in readers.items():
        texts = [text for _kind, text, _who in read(as_user(reader), table, kind="survey")]
        assert texts
        assert ("Nous partons maintenant du travail." in texts) == reads


def test_a_commitment_is_listed_once_then_its_news(as_user, table):
    first = table.commit()
    for text, from_project in (("Visite faite", False), ("Bien reçu", True)):
        first.notes.create(state="doing", text=text, from_project=from_project, at=factories.NOW)
    sooner = Commitment.objects.create(
        participation=table.place,
        what="Un appui",
        body=first.body,
        moved_at=factories.NOW,
        created_at=AGES_AGO,
    )

    events = [event for event in read(as_user(table.holder), table, kind="support") if event[1]]

    title = table.place.project.title
    assert events[0] == ("support", sooner.what, str(first.body))
    assert sorted(events[1:]) == sorted(
        [
            ("support", first.what, str(first.body)),
            ("support", f"{first.what} — Visite faite", str(first.body)),
            ("support", f"{first.what} — Bien reçu", title),
        ]
    )


def test_the_answer_of_a_project_about_a_commitment_is_quoted(as_user, table):
    commitment = table.commit()
    move_commitment(
        commitment=commitment, state=CommitmentState.DONE, text="C’est fait", actor=None, at=factories.NOW
    )
    confirm_commitment(
        commitment=commitment,
        confirmation=Confirmation.NOT_YET,
        text="Il manque la clé",
        actor=table.holder,
        at=factories.NOW,
    )

    page = as_user(table.holder).get(reverse("coaching:project_timeline", args=[table.place.project.slug]))

    [answer] = [event for event in list_events(page) if "Il manque la clé" in event.text]
    assert answer.title.endswith("pas encore")
    assert answer.who == table.place.project.title


def test_the_session_opens_the_two_days_and_an_unknown_kind_lists_everything(as_user, table):
    holder = as_user(table.holder)
    everything = read(holder, table)
    assert str(table.edition.place) not in [text for _kind, text, _who in everything]
    past = timezone.localdate() - timedelta(days=3)
    type(table.edition).objects.filter(pk=table.edition.pk).update(
        session_starts_on=past, session_ends_on=past
    )

    assert read(holder, table, kind="drawing")[0] == ("drawing", str(table.edition.place), "")
    address = reverse("coaching:project_timeline", args=[table.place.project.slug])
    page = holder.get(address, {"kind": "nonsense"})
    assert len(list_events(page)) == len(everything) + 1
    kinds = page.text.partition("story-kinds")[2].partition("</nav>")[0]
    assert kinds.count('aria-current="true"') == 1  # « Tout »
    assert "data-print" in page.text


ERASED = (Commitment, CommitmentNote, LetterLine, SupportLetter, PastProject)


def test_rows_of_the_year_go_with_the_place_and_outlive_an_account():
    for model in ERASED:
        people = [
            field
            for field in model._meta.fields
            if isinstance(field, ForeignKey) and field.related_model is User
        ]
        assert [field.name for field in people if field.remote_field.on_delete is not SET_NULL] == [], model
    for model in (Commitment, SupportLetter):
        assert model._meta.get_field("participation").remote_field.on_delete is CASCADE


def test_the_news_of_a_body_stays_without_the_name_of_who_typed_it(table):
    commitment, author = table.commit(), factories.user(name="Une voix de passage")
    Commitment.objects.filter(pk=commitment.pk).update(person=author)
    commitment.refresh_from_db()
    actions.move_commitment(
        commitment=commitment, state=CommitmentState.DOING, text="Premier rendez-vous", actor=None, at=AT
    )
    CommitmentNote.objects.update(by=author)

    author.delete()

    commitment.refresh_from_db()
    note = commitment.notes.get()
    assert (commitment.person, note.by, note.text) == (None, None, "Premier rendez-vous")
    assert commitment.body is not None


PAGES = ("follow_up", "project_timeline", "project_indicators")


def test_the_pages_of_a_project_are_tabs_under_its_name(as_user, table):
    slug, title = table.place.project.slug, table.place.project.title
    addresses = [reverse(f"coaching:{name}", args=[slug]) for name in PAGES]
    holder, facilitator = as_user(table.holder), as_user(factories.role(table.edition, "facilitator"))

    for address in addresses:
        page = holder.get(address)
        tabs = page.text.partition('class="page-tabs"')[2].partition("</nav>")[0]
        label = str(page.context["tab"].label)
        assert [f'href="{other}"' in tabs for other in addresses] == [True] * 3
        assert f'href="{address}" aria-current="page">{label}<' in tabs
        assert page.text.count("<h1>") == 1
        assert f"<h1>{title}</h1>" in page.text
        assert f"<title>{label} – {title}" in page.text
        assert f'<span aria-current="page">{label}</span>' in page.text.partition('class="crumbs"')[2]

    tabs = facilitator.get(addresses[1]).context["tabs"]
    assert [tab.url_name for tab in tabs] == ["coaching:project_timeline", "coaching:project_indicators"]


def test_the_last_months_of_a_long_story_are_open_and_each_day_is_named_once():
    paris = timezone.get_default_timezone()
    june, july = datetime(2026, 6, 30, 23, 30, tzinfo=paris), datetime(2026, 7, 1, tzinfo=paris)
    days = [june - timedelta(days=30), june, *[july] * MOST_UNFOLDED, july + timedelta(days=31)]

    months = group_by_month(TimelineEvent(at, EventKind.ACTION, "Action") for at in days)

    assert [(len(month.events), month.is_open) for month in months] == [
        (1, False),
        (1, False),
        (MOST_UNFOLDED, False),
        (1, True),
    ]
    assert [at for month in months for at, _events in month.days] == [days[0], june, july, days[-1]]


def test_a_month_too_long_is_open_when_it_is_the_last_and_a_short_story_is_open_whole():
    events = [TimelineEvent(AT, EventKind.ACTION, "Action")] * (MOST_UNFOLDED + 1)

    [month] = group_by_month(events)

    assert month.is_open
    assert group_by_month([]) == []
    short = [TimelineEvent(AT + timedelta(days=40 * nth), EventKind.ACTION, "Action") for nth in range(5)]
    assert all(month.is_open for month in group_by_month(short))
