"""The demo: what it says, checked without a database; then loaded, and looked at as the pages look at it."""

import io
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.data_files import DataError, build
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.siret import is_valid
from coaching.demo.calendar import DAYS_TO_SESSION, Stage, make_calendar
from coaching.demo.dossiers import ApplicationData, make_siret
from coaching.demo.load import LITTORAL, NORMANDIE, RECENT, SEINE, SMALL, load
from coaching.demo.reader import (
    DATA,
    read_edition,
    read_people,
    read_toml,
)
from coaching.demo.records import EditionData
from coaching.models import (
    ActionItem,
    AttendeeResponse,
    Contribution,
    MentorMeeting,
    Need,
    Pairing,
    PairingWish,
    Session,
    SurveyInvitation,
    SynthesisReport,
)
from coaching.pairing.queries.board import list_contacts
from coaching.surveys.defaults import READY
from coaching.surveys.enums import SurveyKind
from programmes.defaults import SPEC
from programmes.enums import Phase, RoleName
from programmes.models import Edition, Role
from projects.application.enums import ApplicationState
from projects.models import (
    Application,
    CommitteeMessage,
    CommitteeMinutes,
    Decision,
    Participation,
    Project,
    Review,
)
from projects.review.queries import assignment as queries_assignment
from tests import factories
from tests.support.demo import list_people_in_two_places, questions

pytestmark = pytest.mark.long
EDITIONS = [read_edition(folder) for folder in (NORMANDIE, SMALL, LITTORAL, SEINE)]
FINISHED = EDITIONS[0]
APPLICATIONS = [application for edition in EDITIONS for application in edition.applications]
LONG = "summary work_problem solution employees impact involvement brakes_levers expectations".split()
NOW = datetime(2026, 10, 5, 15, 30, tzinfo=UTC)
"""Half past five in Caen: the hour at which the command tells of another day."""


def out_of_bounds(given: Mapping[str, Any], by_key: Mapping[str, Any]) -> list[str]:
    """Answers too long for their question, or not among its choices."""
    found = []
    for key, value in given.items():
        question = by_key[key]
        choices = {str(choice["value"]) for choice in question.options.get("choices", ())}
        values = value if isinstance(value, list) else [value]
        if choices and not set(values) <= choices:
            found.append(f"{key}: {value}")
        if question.max_length and len(str(value)) > question.max_length:
            found.append(f"{key}: {len(str(value))} characters")
    return found


class TestWhatItSays:
    def test_thirty_one_applications_fourteen_six_and_thirteen_more_each_its_own(self) -> None:
        assert [len(edition.applications) for edition in EDITIONS] == [31, 14, 6, 13]
        for name in ("key", "number", "title", "structure_name", "holder", "email", *LONG):
            assert len({getattr(application, name) for application in APPLICATIONS}) == len(APPLICATIONS), (
                name
            )

    def test_answers_fit_the_form_and_every_required_one_is_there(self) -> None:
        by_key = questions(SPEC)
        required = {key for key, question in by_key.items() if question.required} - {"rules_accepted"}

        for application in APPLICATIONS:
            given = application.answers()
            assert out_of_bounds(given, by_key) == [], application.key
            assert [key for key in required if not given.get(key)] == [], application.key

    def test_fictitious_sirets_are_valid_and_nobody_elses(self) -> None:
        numbers = [make_siret(application.number) for application in APPLICATIONS]

        assert make_siret(1) == "00000001800010"
        assert make_siret(13) == "00000013300017"
        assert all(is_valid(number) and number.startswith("00000") for number in numbers)
        assert len({*numbers}) == len(APPLICATIONS)
        assert sum(bool(application.no_siret) for application in APPLICATIONS) == 1

    def test_the_addresses_of_the_demo_belong_to_nobody(self) -> None:
        addresses = [record.email for record in (*APPLICATIONS, *read_people())]

        assert len({*addresses}) == len(addresses)
        assert all(re.fullmatch(r"[a-z.]+@[a-z0-9-]+\.example", address) for address in addresses)

    def test_syntheses_fit_their_surveys(self) -> None:
        assert set(FINISHED.surveys) == set(FINISHED.selected)
        for key, answers in FINISHED.surveys.items():
            assert out_of_bounds(answers.synthesis(), questions(READY[SurveyKind.SYNTHESIS])) == [], key
            assert out_of_bounds(answers.debrief(), questions(READY[SurveyKind.DEBRIEF])) == [], key


class TestReader:
    """What does not fit is refused with its file and its key."""

    @pytest.fixture
    def application(self) -> dict[str, Any]:
        return {"key": "cap-estran"} | read_toml(DATA / NORMANDIE / "applications" / "cap-estran.toml")

    def test_what_does_not_fit(self, application: dict[str, Any]) -> None:
        opinion = {"levels": "44", "praise": "", "doubt": "", "advice": ""}
        for change, message in (
            ({"titel": "Marées"}, "x.toml: unknown titel"),
            ({"number": "2"}, "x.toml: number is not int: '2'"),
            ({"number": True}, "x.toml: number is not int: True"),
            ({"survey": []}, "x.toml: survey is not SurveyData: []"),
            ({"opinion": opinion}, "x.toml: opinion: levels are 8 digits"),
            ({"opinion": {"levels": "44443344"}}, "x.toml: opinion: missing advice, doubt, praise"),
        ):
            with pytest.raises(DataError, match=f"^{re.escape(message)}"):
                build(ApplicationData, application | change, "x.toml")

    def test_a_committee_that_chooses_an_unknown_application(self) -> None:
        table = read_toml(DATA / LITTORAL / "edition.toml") | {"applications": [], "selected": ["atlantide"]}

        with pytest.raises(DataError, match=r"^edition\.toml: there is no application atlantide$"):
            build(EditionData, table, "edition.toml")


def test_the_session_is_a_thursday_whatever_today() -> None:
    for stage in Stage:
        for shift in range(7):
            now = NOW + timedelta(days=shift)
            calendar = make_calendar(stage, now)
            assert (calendar.first_day - timezone.localdate(now)).days in DAYS_TO_SESSION[stage]
            assert (
                stage in (Stage.SESSION, Stage.TODAY, Stage.SECOND_DAY, Stage.MEETING)
                or calendar.first_day.weekday() == 3
            ), (stage, shift)


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
        assert edition.schemes.count() == 10
        assert (
            Role.objects.active()
            .filter(edition=edition, name=RoleName.FACILITATOR)
            .values("organisation")
            .distinct()
            .count()
            == 7
        )

    @pytest.mark.thorough
    def test_by_default_one_of_the_past_one_finished_one_in_session_one_being_read_and_one_open(self) -> None:
        for part in ("first", "rest"):
            call_command("load_demo", "--today", "2026-10-05", "--part", part, "--if-needed", verbosity=0)

        editions = Edition.objects.order_by("session_starts_on").select_related("call")
        of_the_past, finished, in_session, read, open_now = editions
        self.is_of_the_past(of_the_past)
        self.is_finished(finished)
        self.was_decided_in_a_meeting(finished)
        self.is_being_read(read)
        assert in_session.phase(NOW) == Phase.SESSION
        assert open_now.phase(NOW) == Phase.CALL
        assert Application.objects.for_edition(open_now).exists()
        self.nobody_is_in_two_places()
        self.is_closed()
        self.loads_only_once()

    def nobody_is_in_two_places(self) -> None:
        """In the released programme of any edition of the demo."""
        released = list(Session.objects.filter(releases__isnull=False).distinct())
        assert released
        assert [shared for session in released for shared in list_people_in_two_places(session)] == []

    def was_decided_in_a_meeting(self, edition: Edition) -> None:
        """Debated before, decided in the room, amended minutes that each body approved before the announcement."""
        first, amended = CommitteeMinutes.objects.filter(meeting__edition=edition).order_by("version")
        assert [first.approvals.count(), first.requests.count()] == [0, 1]
        assert amended.approvals.count() == amended.voices == 5
        assert edition.announced_at is not None
        assert amended.approvals.latest("at").at < edition.announced_at
        decisions = {dossier["application"]: dossier["outcome"] for dossier in amended.content["dossiers"]}
        assert decisions == dict(
            Decision.objects.filter(application__in=decisions).values_list("application", "outcome")
        )
        messages = CommitteeMessage.objects.filter(application__call__edition=edition)
        assert messages.values("application").distinct().count() == 3

    def is_of_the_past(self, edition: Edition) -> None:
        """Four projects that came, papers of them, nobody written to."""
        assert edition.silent
        assert edition.session_starts_on == date(2018, 12, 13)
        assert Participation.objects.confirmed().filter(edition=edition).count() == 4
        assert Project.objects.published().filter(edition=edition).count() == 3
        assert edition.past_documents.filter(is_public=True).count() == 3
        assert edition.past_documents.exclude(file="").count() == 3
        assert not OutgoingMail.objects.filter(scope=edition.scope).exists()

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
        year = sent.filter(survey__kind="follow_up").values_list("survey__wave", flat=True)
        assert Counter(year) == {1: 11, 3: 11, 6: 12}
        reports = SynthesisReport.objects.filter(edition=edition)
        assert reports.count() == reports.ready().count() == 51  # the year renewed those of the projects
        assert reports.filter(kind="edition").values("language").distinct().count() == 2
        assert reports.published().count() == 2
        self.tells_thirteen_stories(edition)
        self.meets_its_mentors(edition)

    def meets_its_mentors(self, edition: Edition) -> None:
        """One project has been without news for five weeks; a meeting is to come, one to answer, one to tell."""
        contacts = list_contacts(edition, "", 1, NOW)
        assert [row.last for row in contacts.rows if row.is_quiet] == ["il y a 5 semaines"]
        states = Counter(MentorMeeting.objects.values_list("state", flat=True))
        assert states == {"held": 25, "confirmed": 2, "proposed": 1, "cancelled": 1}
        assert PairingWish.objects.filter(participation__edition=edition, by_mentor=True).count() == 13

    def tells_thirteen_stories(self, edition: Edition) -> None:
        """Each project validated what it drew, received ideas, and left with a plan whose needs are traced to them."""
        ideas = Contribution.objects.filter(participation__edition=edition)
        assert ideas.filter(attendee=None).count() == ideas.filter(round=None).count() == 0
        assert set(ideas.values_list("round__state", flat=True)) == {"closed"}
        born = ActionItem.objects.filter(sources__in=ideas).values("participation").distinct()
        traced = Need.objects.filter(action__sources__in=ideas, is_shared=True)
        assert born.count() == 13
        assert traced.values("participation").distinct().count() == 11  # two keep their needs to themselves
        sent = AttendeeResponse.objects.sent().filter(survey__edition=edition)
        assert sent.count() == len(FINISHED.room_answers)

    def is_being_read(self, edition: Edition) -> None:
        applications = Application.objects.for_edition(edition)
        reviews = Review.objects.filter(application__in=applications)
        assert edition.phase(NOW) == Phase.SELECTION
        assert edition.reviews_due_at is not None
        assert timedelta(days=2) < edition.reviews_due_at - NOW < timedelta(days=10)
        assert Counter(applications.values_list("state", flat=True)) == {"under_review": 13, "ineligible": 1}
        assert queries_assignment.board_counts(edition)["missing"] == 0
        assert 10 < reviews.in_score().count() < 39

    def is_closed(self) -> None:
        assert AuditEntry.objects.filter(at__gt=NOW).count() == 0
        assert OutgoingMail.objects.due(NOW - RECENT).count() == 0
        assert OutgoingMail.objects.filter(due_at__gt=NOW).count() == 0

    def loads_only_once(self) -> None:
        before = Edition.objects.count()
        for part in ("whole", "first", "rest"):
            out = io.StringIO()
            call_command("load_demo", "--part", part, "--if-needed", stdout=out)
            assert out.getvalue() == ""
        with pytest.raises(CommandError, match="already there"):
            call_command("load_demo", "--today", date(2026, 10, 5).isoformat(), verbosity=0)
        assert Edition.objects.count() == before

    def test_the_rest_follows_the_first_part_alone_and_one_that_stopped_is_reported(self) -> None:
        def load_rest() -> str:
            out = io.StringIO()
            call_command("load_demo", "--part", "rest", "--if-needed", stdout=out)
            return out.getvalue()

        assert load_rest() == ""
        assert not Edition.objects.exists()
        factories.edition(slug=f"{read_edition(NORMANDIE).slug}-2026")
        assert load_rest() == ""
        assert Edition.objects.count() == 1
        factories.edition(slug=f"{read_edition(LITTORAL).slug}-2026")
        assert "was stopped while it loaded" in load_rest()
