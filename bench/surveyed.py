"""Surveys of the bench: one that ten thousand people answered, one that five hundred are answering."""

from datetime import timedelta
from typing import Any

from bench.bulk import insert, numbers
from bench.followed import survey_answer
from bench.volume import Volume

RESPONSES, RESPONDENTS = 10_000, 500
SLUG = "surveyed"
AUDIENCES = ("second", "mentors", "partners", "attendees")


def fill_responses(volume: Volume, size: int = RESPONSES) -> None:
    """A follow-up at six months that so many people sent, with the default questions, its condition included."""
    people, survey, sheet = _ask(volume, SLUG, size, state="sent")
    from accelerator.questionnaires.models import Answer

    asked = list(survey.form.questions.order_by("section__position", "position"))
    insert(
        Answer,
        (
            {
                "sheet_id": sheet + n,
                "question_id": question.pk,
                "value": _say(volume, question),
                "version": 1,
                "saved_at": volume.at,
            }
            for n in range(len(people))
            for question in asked
        ),
    )


def _say(volume: Volume, question: Any) -> Any:
    if question.kind == "matrix":
        return {row["value"]: volume.draw.randint(1, 5) for row in question.options["rows"]}
    if question.kind == "yes_no":
        return volume.draw.random() < 0.5
    if question.kind == "scale":
        return volume.draw.randint(1, 5)
    return survey_answer(volume, question)


def fill_respondents(volume: Volume) -> list[str]:
    """So many people asked today; the addresses of their links."""
    from coaching.models import PersonalResponse
    from coaching.surveys.links import PERSONAL_LINK

    people, survey, _sheet = _ask(volume, "answering", RESPONDENTS, state="to_do")
    from programmes.models import Role

    started = {"edition_id": survey.edition_id, "name": "partner", "started_at": volume.at}
    insert(Role, ({"user_id": user, **started} for user in people))
    rows = PersonalResponse.objects.filter(survey=survey).order_by("pk")
    return [f"/asked/{PERSONAL_LINK.token_of(row)}/" for row in rows]


def _ask(volume: Volume, slug: str, size: int, *, state: str) -> tuple[list[int], Any, int]:
    """The people, the survey, the key of the first of their sheets."""
    from accelerator.accounts.models import User
    from accelerator.questionnaires.builder import publish
    from accelerator.questionnaires.models import AnswerSheet
    from coaching.models import PersonalResponse, Survey
    from coaching.surveys.defaults import default_spec
    from coaching.surveys.enums import SurveyKind
    from coaching.surveys.waves import Wave

    at, is_sent = volume.at, state == "sent"
    edition = volume.edition(slug, slug.upper(), announced_at=at)
    survey = Survey.objects.create(
        edition=edition, kind="follow_up", wave=6, audiences=list(AUDIENCES), opens_at=at - timedelta(days=9),
        form=publish(default_spec(Wave(SurveyKind.FOLLOW_UP, 6)), name=slug, at=at), closes_at=at + timedelta(days=9),
        sent_out_at=at,
    )  # fmt: skip
    user, sheet = (next(numbers(model)) for model in (User, AnswerSheet))
    people = [user + n for n in range(size)]
    insert(
        User,
        (
            {"id": pk, "email": f"{slug}{pk}@bench.test", "name": f"Personne {pk}", "password": "!"}
            for pk in people
        ),
    )
    sheets = {"revision_id": survey.form_id, "created_at": at, "frozen_at": at if is_sent else None}
    insert(AnswerSheet, ({"id": sheet + n, **sheets} for n in range(size)))
    told = {"survey_id": survey.pk, "state": state, "created_at": at, "sent_at": at if is_sent else None}
    insert(
        PersonalResponse,
        (
            {
                "person_id": pk,
                "audience": AUDIENCES[n % 4],
                "sheet_id": sheet + n,
                "nonce": f"{n:032d}",
                **told,
            }
            for n, pk in enumerate(people)
        ),
    )
    return people, survey, sheet


def count_responses() -> dict[str, int]:
    """What is kept of the survey that is being answered: responses sent, different words, thanks and entries."""
    from accelerator.audit.models import AuditEntry
    from accelerator.outbox.models import OutgoingMail
    from accelerator.questionnaires.models import Answer
    from coaching.models import PersonalResponse

    sent = PersonalResponse.objects.filter(survey__edition__slug="answering", state="sent")
    words = Answer.objects.filter(sheet__in=sent.values("sheet"), question__key="evolution")
    return {
        "responses": sent.count(),
        "words": words.values("value").distinct().count(),
        "thanks": OutgoingMail.objects.filter(template="coaching/surveys/wave_thanks").count(),
        "answers": AuditEntry.objects.filter(verb="send_personal_response").count(),
    }
