"""The demo: what it says, checked without a database; then loaded, and looked at as the pages look at it."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.siret import is_valid
from coaching.demo import opinions_a, opinions_b, people, synthesis
from coaching.demo.calendar import DAYS_TO_SESSION, Stage, calendar_for
from coaching.demo.load import LITTORAL, NORMANDIE, RECENT, SMALL, load
from coaching.demo.opinion import BANK, fill_in
from coaching.demo.story import Story, fictitious_siret
from coaching.models import Pairing, SurveyInvitation, SynthesisReport
from coaching.surveys import defaults
from programmes.defaults.application_form import SPEC
from programmes.defaults.grid import GRID
from programmes.enums import Phase, RoleName
from programmes.models import Edition, Role
from projects.application.enums import ApplicationState
from projects.models import Application, Decision, Participation, Project, Review
from projects.review.queries import assignment as queries_assignment

STORIES = [*NORMANDIE.stories, *SMALL.stories, *LITTORAL.stories]
LONG = "summary work_problem solution employees impact involvement brakes_levers expectations".split()
NOW = datetime(2026, 10, 5, 15, 30, tzinfo=UTC)
"""Half past five in Caen: the hour at which the command tells of another day."""
ENGLISH = re.compile(r"\b(?:the|and|with|your|lorem|ipsum|todo|fixme)\b", re.IGNORECASE)


def questions(sections: Any) -> dict[str, Any]:
    return {question.key: question for section in sections for question in section.questions}


def out_of_bounds(given: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    """Answers too long for their question, or not among its choices."""
    found = []
    for key, value in given.items():
        question = asked[key]
        choices = {str(choice["value"]) for choice in question.options.get("choices", ())}
        values = value if isinstance(value, list) else [value]
        if choices and not set(values) <= choices:
            found.append(f"{key}: {value}")
        if question.max_length and len(str(value)) > question.max_length:
            found.append(f"{key}: {len(str(value))} characters")
    return found


class TestWhatItSays:
    def test_thirty_one_stories_fourteen_and_six_more_each_its_own(self) -> None:
        assert [len(plan.stories) for plan in (NORMANDIE, SMALL, LITTORAL)] == [31, 14, 6]
        for name in ("key", "number", "title", "structure_name", "holder", "email", *LONG):
            assert len({getattr(story, name) for story in STORIES}) == len(STORIES), name

    def test_no_story_is_another_one_in_disguise(self) -> None:
        def words(story: Story) -> set[str]:
            return set(re.findall(r"\w{5,}", f"{story.work_problem} {story.solution}".lower()))

        alike = [
            (one.key, other.key)
            for one, other in combinations(STORIES, 2)
            if len(words(one) & words(other)) > 0.3 * min(len(words(one)), len(words(other)))
        ]

        assert alike == []

    def test_answers_fit_the_form_and_every_required_one_is_there(self) -> None:
        asked = questions(SPEC)
        required = {key for key, question in asked.items() if question.required} - {"rules_accepted"}

        for story in STORIES:
            given = story.answers()
            assert out_of_bounds(given, asked) == [], story.key
            assert [key for key in required if not given.get(key)] == [], story.key

    def test_french_only(self) -> None:
        texts = [" ".join([story.title, *(getattr(story, name) for name in LONG)]) for story in STORIES]
        texts += [
            f"{one.praise} {one.doubt} {one.advice} {one.reason}"
            for told in (opinions_a, opinions_b)
            for one in told.OPINIONS.values()
        ]
        texts += [
            f"{one.brought} {one.evolution} {one.actions} {one.blockers} {one.details}"
            for one in synthesis.RETURNS.values()
        ]

        assert [hit.group() for text in texts for hit in ENGLISH.finditer(text)] == []

    def test_fictitious_sirets_are_valid_and_nobody_elses(self) -> None:
        numbers = [fictitious_siret(story.number) for story in STORIES]

        assert fictitious_siret(1) == "00000001800010"
        assert fictitious_siret(13) == "00000013300017"
        assert all(is_valid(number) and number.startswith("00000") for number in numbers)
        assert len({*numbers}) == len(STORIES)
        assert sum(bool(story.no_siret) for story in STORIES) == 1

    def test_nobody_can_own_the_addresses(self) -> None:
        addresses = [story.email for story in STORIES] + [person.email for person in people.TEAM]

        assert len({*addresses}) == len(addresses)
        assert all(re.fullmatch(r"[a-z.]+@[a-z0-9-]+\.example", address) for address in addresses)

    def test_the_three_profiles_and_the_five_departments(self) -> None:
        chosen = [story for story in NORMANDIE.stories if story.key in opinions_a.SELECTED]

        assert {story.profile for story in chosen} == {"provider", "consultant", "internal"}
        assert {story.department for story in chosen} == {
            "Calvados",
            "Manche",
            "Orne",
            "Eure",
            "Seine-Maritime",
        }

    @pytest.mark.parametrize("plan", [NORMANDIE, SMALL], ids=["normandie", "small"])
    def test_every_application_has_an_opinion(self, plan: Any) -> None:
        assert {story.key for story in plan.stories} == set(plan.opinions)
        assert len({one.praise for one in plan.opinions.values()}) == len(plan.stories)

    def test_thirteen_are_chosen_and_every_no_has_its_reason(self) -> None:
        turned_down = set(opinions_a.OPINIONS) - {*opinions_a.SELECTED, *opinions_a.RESERVE}

        assert len(opinions_a.SELECTED) == 13
        assert all(opinions_a.OPINIONS[key].reason for key in turned_down)

    def test_reviewers_differ_but_always_say_the_same(self) -> None:
        opinion = opinions_a.OPINIONS["cap-estran"]
        grids = {tuple(fill_in("cap-estran", opinion, person.name, 0).levels) for person in people.REVIEWERS}

        assert len(BANK) == len(GRID)
        assert len(grids) > 1
        assert fill_in("cap-estran", opinion, "X", 1) == fill_in("cap-estran", opinion, "X", 1)

    def test_syntheses_fit_their_surveys(self) -> None:
        assert set(synthesis.RETURNS) == set(opinions_a.SELECTED)
        for key, told in synthesis.RETURNS.items():
            assert out_of_bounds(told.synthesis(), questions(defaults.SYNTHESIS)) == [], key
            assert out_of_bounds(told.debrief(), questions(defaults.DEBRIEF)) == [], key


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("shift", range(7))
def test_the_session_is_a_thursday_whatever_today(stage: Stage, shift: int) -> None:
    now = NOW + timedelta(days=shift)

    calendar = calendar_for(stage, now)

    assert (calendar.first_day - timezone.localdate(now)).days in DAYS_TO_SESSION[stage]
    assert stage == Stage.SESSION or calendar.first_day.weekday() == 3


def test_nobody_is_gathered_on_new_years_eve_nor_on_christmas_day() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    assert calendar_for(Stage.REVIEW, now).first_day == date(2026, 12, 29)
    assert calendar_for(Stage.CALL, now).first_day == date(2027, 1, 19)  # its committee meets on 23 December


@pytest.mark.django_db
class TestLoaded:
    def test_an_open_call(self) -> None:
        [edition] = load(Stage.CALL, now=NOW)

        applications = Application.objects.for_edition(edition)
        counts = Counter(applications.values_list("state", flat=True))
        assert edition.phase(NOW) == Phase.CALL
        assert set(counts) == {ApplicationState.DRAFT, ApplicationState.SUBMITTED}
        assert min(counts.values()) >= 3
        assert edition.last_application_number == applications.count() < 31
        assert edition.seats.count() == 6
        assert edition.schemes.count() == 8
        assert (
            Role.objects.active()
            .filter(edition=edition, name=RoleName.FACILITATOR)
            .values("organisation")
            .distinct()
            .count()
            == 7
        )

    def test_by_default_one_edition_is_finished_one_is_being_read_and_one_takes_applications(self) -> None:
        call_command("load_demo", "--today", "2026-10-05", verbosity=0)

        finished, read, open_now = Edition.objects.order_by("session_starts_on").select_related("call")
        self.is_finished(finished)
        self.is_being_read(read)
        assert open_now.phase(NOW) == Phase.CALL
        assert Application.objects.for_edition(open_now).exists()
        self.is_settled()
        self.loads_only_once()

    def is_finished(self, edition: Edition) -> None:
        applications = Application.objects.for_edition(edition)
        decisions = Decision.objects.filter(application__in=applications)
        assert edition.phase(NOW) == Phase.FOLLOW_UP
        assert applications.received().count() == 31
        assert decisions.count() == 30
        assert decisions.filter(announced_at=None).count() == 0
        assert Participation.objects.confirmed().filter(edition=edition).count() == 13
        assert Project.objects.published().filter(edition=edition).count() == 11
        assert Pairing.objects.current().filter(participation__edition=edition).count() == 13
        sent = SurveyInvitation.objects.sent().filter(survey__edition=edition)
        assert sent.filter(survey__kind="synthesis").count() == 13
        assert sent.filter(survey__kind="synthesis", shared_with_partners=True).count() == 11
        reports = SynthesisReport.objects.filter(edition=edition)
        assert reports.count() == reports.ready().count() == 28
        assert reports.filter(kind="edition").values("language").distinct().count() == 2

    def is_being_read(self, edition: Edition) -> None:
        applications = Application.objects.for_edition(edition)
        reviews = Review.objects.filter(application__in=applications)
        assert edition.phase(NOW) == Phase.SELECTION
        assert edition.reviews_due_at is not None
        assert timedelta(days=2) < edition.reviews_due_at - NOW < timedelta(days=10)
        assert Counter(applications.values_list("state", flat=True)) == {"under_review": 13, "ineligible": 1}
        assert queries_assignment.board_counts(edition).missing == 0
        assert 10 < reviews.counted().count() < 39

    def is_settled(self) -> None:
        assert AuditEntry.objects.filter(at__gt=NOW).count() == 0
        assert OutgoingMail.objects.due(NOW - RECENT).count() == 0
        assert OutgoingMail.objects.filter(due_at__gt=NOW).count() == 0

    def loads_only_once(self) -> None:
        before = Edition.objects.count()
        call_command("load_demo", "--if-empty", verbosity=0)
        with pytest.raises(CommandError, match="already there"):
            call_command("load_demo", "--today", date(2026, 10, 5).isoformat(), verbosity=0)
        assert Edition.objects.count() == before
