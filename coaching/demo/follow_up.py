"""Half a year later: where the projects stand, and an anonymous survey of those who followed them."""

from datetime import timedelta

from coaching.demo.edition import LoadedEdition
from coaching.models import Survey
from coaching.surveys import demo as answering
from coaching.surveys.actions import anonymous, survey
from coaching.surveys.enums import SurveyKind
from projects.models import Participation

OPENS, CLOSES = 150, 163
"""Days after the first of the session."""
SAID = (
    (
        "continued",
        "L’essai tourne sur deux postes ; les équipes ont demandé à l’étendre.",
        "5",
        "yes",
        "roll_out",
        "5",
    ),
    (
        "reoriented",
        "Nous avons quitté l’outil pour refaire d’abord le planning, à la main, avec les équipes.",
        "4",
        "yes",
        "trial",
        "4",
    ),
    (
        "continued",
        "Le groupe de travail se réunit tous les mois ; les règles d’usage sont signées.",
        "4",
        "no",
        "trial",
        "4",
    ),
    ("suspended", "Un départ nous a mis en pause ; nous reprenons à la rentrée.", "3", "no", "design", "2"),
    (
        "finished",
        "C’est en place, et la moitié des réunions du matin a disparu.",
        "5",
        "yes",
        "in_use",
        "5",
    ),
    (
        "continued",
        "Les référents sont formés ; reste le temps qu’on ne leur a pas donné.",
        "4",
        "yes",
        "roll_out",
        "3",
    ),
    (
        "abandoned",
        "Le projet ne répondait plus à la question : nous l’avons arrêté, et gardé la méthode.",
        "4",
        "no",
        "trial",
        "3",
    ),
)
"""State, how it evolved, usefulness, whether a partner helped, how far the project is, confidence."""
FELT = ("4", "5", "3", "4", "5", "4")
KEEP = (
    "Le premier soir, où l’on parle d’autre chose.",
    "La frise, pour entrer dans l’histoire des gens.",
    "Deux personnes par projet.",
)


def answer_follow_up(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """All but one answer the wave of six months. Side effects: those of the actions."""
    calendar = loaded.calendar
    if not calendar.is_past(CLOSES + 1):
        return
    opens_at = calendar.at(OPENS, "09:00")
    opened = survey.open_survey(
        edition=loaded.edition, kind=SurveyKind.FOLLOW_UP, wave=6, opens_at=opens_at,
        closes_at=calendar.at(CLOSES, "20:00"), actor=loaded.organiser, at=opens_at,
    )  # fmt: skip
    survey.send_links(survey=opened, actor=loaded.organiser, at=opens_at)
    links = answering.links_of(opened, [participations[key] for key in loaded.data.surveys])
    for number, link in enumerate(links[:-1]):
        state, evolution, usefulness, helped, stage, confidence = SAID[number % len(SAID)]
        given = {
            "state": state,
            "stage": stage,
            "confidence": confidence,
            "evolution": evolution,
            "usefulness": usefulness,
            "support_received": helped,
            "quote": "named" if number % 3 else "anonymous",
        }
        answering.answer(link, given, opens_at + timedelta(days=1 + number % 9, hours=2))


def answer_anonymously(loaded: LoadedEdition) -> None:
    """Those who were there say how the edition was run. Side effects: those of the actions."""
    calendar = loaded.calendar
    if not calendar.is_past(CLOSES + 1):
        return
    opens_at = calendar.at(OPENS, "10:00")
    opened = survey.open_survey(
        edition=loaded.edition, kind=SurveyKind.FREE, title_fr="Travailler dans cette équipe",
        title_en="Working in this team", anonymous=True, audiences=["mentors", "attendees"], opens_at=opens_at,
        closes_at=calendar.at(CLOSES, "20:00"), actor=loaded.organiser, at=opens_at,
    )  # fmt: skip
    survey.send_links(survey=opened, actor=loaded.organiser, at=opens_at)
    asked = Survey.objects.get(pk=opened.pk).asked_count
    for number, overall in enumerate(FELT[:asked]):
        values: dict[str, object] = {"overall": int(overall), "quote": "anonymous" if number % 2 else "no"}
        if number < len(KEEP):
            values["to_keep"] = KEEP[number]
        anonymous.take_anonymous_response(survey=opened, values=values, at=opens_at + timedelta(days=2))
