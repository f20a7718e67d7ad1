"""What people answered as themselves, and what nobody in particular did, in the world of canaries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from coaching.models import AnonymousResponse, PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.links import ANONYMOUS_LINK, PERSONAL_LINK
from tests import factories
from tests.support.synthesis import lead_token
from tests.visibility.room_examples import Example

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition
    from tests.visibility.world import World


def survey_people(edition: PopulatedEdition) -> None:
    """A mentor answered a follow-up by name; somebody a free survey, anonymously, which is still open."""
    made: dict[str, Any] = {
        "edition": edition.edition,
        "form": edition.survey_form,
        "opens_at": edition.at - timedelta(days=1),
        "closes_at": edition.at + timedelta(days=20),
        "sent_out_at": edition.at,
    }
    follow_up = Survey.objects.create(kind="follow_up", wave=6, audiences=["holders", "mentors"], **made)
    response = PersonalResponse.objects.create(
        survey=follow_up,
        person=edition.who("mentor"),
        audience="mentors",
        sheet=edition.answers(edition.survey_form, "", prefix="personal_answer"),
        state="sent",
        created_at=edition.at,
        sent_at=edition.at,
    )
    canaries = edition.world.canaries
    for text, canary in canaries.items():
        if canary.kind == "personal_answer" and canary.edition == edition.key:
            canaries[text] = replace(canary, author=f"mentor_{edition.key}")
    free = Survey.objects.create(kind="free", wave=1, audiences=["mentors"], anonymous=True, **made)
    AnonymousResponse.objects.create(survey=free, values={"evolution": edition.text("anonymous_answer", "")})
    waits: dict[str, Any] = {"survey": follow_up, "nonce": factories.nonce(), "created_at": edition.at}
    project = SurveyInvitation.objects.create(
        participation=edition.world.rows[f"{edition.key}.confirmed.participation"],
        sheet=factories.sheet(edition.survey_form),
        email="a@exemple.test",
        **waits,
    )
    person = PersonalResponse.objects.create(
        person=edition.who("other_mentor"),
        audience="mentors",
        sheet=factories.sheet(edition.survey_form),
        **waits,
    )
    edition.world.rows |= {
        f"{edition.key}.personal": response,
        f"{edition.key}.anonymous": free,
        f"{edition.key}.unanswered": project,
        f"{edition.key}.unanswered_person": person,
    }


def list_personal_links(world: World) -> list[Example]:
    """Anybody with the link; a forged one opens nothing."""
    token = PERSONAL_LINK.token_of(world.rows["a.personal"])
    return [Example({"token": token}), Example({"token": f"{token}x"}, foreign=True)]


def list_personal_answers(world: World) -> list[Example]:
    return [
        Example({**one.kwargs, "key": "evolution"}, foreign=one.foreign) for one in list_personal_links(world)
    ]


def list_anonymous_links(world: World) -> list[Example]:
    token = ANONYMOUS_LINK.token_of(world.rows["a.anonymous"])
    return [Example({"token": token}), Example({"token": f"{token}x"}, foreign=True)]


def list_anonymous_papers(world: World) -> list[Example]:
    return [Example({"edition": f"edition-{key}", "kind": "free-1"}, edition=key) for key in "abc"]


def list_attendee_papers(world: World) -> list[Example]:
    """Of the debrief, which asks people of the session in the room."""
    return [
        Example(
            {
                "edition": f"edition-{key}",
                "kind": "debrief",
                "pk": world.rows[f"{key}.unanswered_attendee"].pk,
            },
            edition=key,
        )
        for key in "ab"
    ]


def list_survey_links(world: World) -> list[Example]:
    """Anybody with a link reads that one survey; a forged link opens nothing."""
    linked = [
        Example(
            {"token": lead_token(world.rows[f"a.{name}.survey"])}, dossier=f"a.{name}", linked=f"a.{name}"
        )
        for name in ("confirmed", "discreet")
    ]
    return [*linked, Example({"token": f"{linked[0].kwargs['token']}x"}, foreign=True)]


def list_survey_answers(world: World) -> list[Example]:
    return [
        replace(survey, kwargs={**survey.kwargs, "key": "evolution"}) for survey in list_survey_links(world)
    ]


SURVEY_EXAMPLES = {
    "coaching:survey": list_survey_links,
    "coaching:survey_thanks": list_survey_links,
    "coaching:survey_code": list_survey_links,
    "coaching:survey_answer": list_survey_answers,
    "coaching:personal_survey": list_personal_links,
    "coaching:personal_survey_answer": list_personal_answers,
    "coaching:anonymous_survey": list_anonymous_links,
    "coaching:survey_anonymous_paper": list_anonymous_papers,
    "coaching:survey_attendee_paper": list_attendee_papers,
    "coaching:survey_withdraw_quote": list_attendee_papers,
}
