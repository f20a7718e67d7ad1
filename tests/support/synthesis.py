"""An edition whose synthesis survey was answered, for the tests of surveys, reports and partners."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accelerator.charts import Bar, bars
from accelerator.links import new_nonce
from accelerator.questionnaires import builder
from accelerator.questionnaires.models import Answer
from coaching.models import Survey, SurveyInvitation
from coaching.surveys import defaults
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.links import find_invitation, make_token
from coaching.synthesis.reports.document import (
    list_chips,
    list_facts,
    list_items,
    make_card,
    make_charts,
    make_scheme,
    make_section,
    make_sentence,
    make_table,
    quote,
    show_picture,
    write_note,
    write_prose,
)
from programmes.models import Edition
from projects.models import Participation
from tests import factories

ANSWERS: dict[str, Any] = {
    "usefulness": 4,
    "what_it_brought": "Un regard extérieur sur notre projet, et le courage d’en parler aux équipes.",
    "evolution": "Nous partions d’un outil ; nous partons maintenant du travail.",
    "actions": "Deux ateliers avec les soudeurs, un essai sur un poste.",
    "blockers": "Le temps des chefs d’équipe.",
    "needs": ["expertise", "training"],
    "need_urgency": "three_months",
    "share_with_partners": True,
    "quote": "no",
}

CHOICES = [
    {"value": code, "label_fr": code} for code in ("continued", "suspended", "abandoned", "named", "no")
]
SINGLE = {"kind": "single", "options": {"choices": CHOICES}}


def synthesis_survey(edition: Edition, **fields: Any) -> Survey:
    """An open synthesis survey with the default form."""
    now = timezone.now()
    form = builder.publish(defaults.READY[SurveyKind.SYNTHESIS], name="Synthèse", at=now)
    return Survey.objects.create(
        **{
            "edition": edition,
            "kind": SurveyKind.SYNTHESIS,
            "form": form,
            "opens_at": now - timedelta(days=2),
            "closes_at": now + timedelta(days=20),
            "sent_out_at": now - timedelta(days=2),
            **fields,
        }
    )


def lead_token(one: SurveyInvitation) -> str:
    """The token of the link of the lead of the project."""
    return make_token(one, one.participation.project.members.get(leads=True).user)


def survey_of_link(text: str) -> SurveyInvitation | None:
    """What the only survey link of a text opens. Links are signed with the second they are made in: compare this."""
    (token,) = re.findall(r"/surveys/([^/\s]+)/", text)
    return find_invitation(token)


def invitation(survey: Survey, participation: Participation, **answers: Any) -> SurveyInvitation:
    """A personal link whose sheet holds these answers; sent when ``share_with_partners`` was answered."""
    now = timezone.now()
    sent = "share_with_partners" in answers
    sheet = factories.sheet(survey.form, **answers)
    if answers:
        sheet.saved_at = now
    if sent:
        sheet.frozen_at = now
    sheet.save()
    return SurveyInvitation.objects.create(
        survey=survey,
        participation=participation,
        sheet=sheet,
        nonce=new_nonce(),
        created_at=now,
        email=participation.project.members.get(leads=True).user.email,
        state=InvitationState.SENT if sent else InvitationState.STARTED if answers else InvitationState.TO_DO,
        sent_at=now if sent else None,
        shared_with_partners=bool(answers.get("share_with_partners")),
    )


def follow_up(world: factories.World, wave: int, *answers: dict[str, object]) -> Survey:
    """A wave that each project answers in turn."""
    survey = synthesis_survey(world.edition, kind=SurveyKind.FOLLOW_UP, wave=wave)
    scale = {"kind": "scale", "indicator": "confiance", "options": {"min": 1, "max": 5}}
    survey.form = factories.published_form(
        {"key": "state", **SINGLE},
        {"key": "quote", **SINGLE},
        {"key": "confidence", **scale},
        {"key": "lasts", "kind": "long_text"},
        {"key": "share_with_partners", "kind": "yes_no"},
    )
    survey.save()
    for place, values in zip(world.participations, answers, strict=False):
        invitation(survey, place, share_with_partners=False, **values)
    return survey


def answered(survey: Survey, participation: Participation, **answers: Any) -> SurveyInvitation:
    """A sent answer, complete by default."""
    return invitation(survey, participation, **{**ANSWERS, **answers})


def answers_of(one: SurveyInvitation) -> dict[str, Any]:
    return {
        row.question.key: row.value
        for row in Answer.objects.filter(sheet=one.sheet).select_related("question")
    }


def page(one: SurveyInvitation) -> str:
    return reverse("coaching:survey", args=[lead_token(one)])


def posted(**answers: Any) -> dict[str, Any]:
    """The answers as a browser posts them."""
    words = {True: "true", False: "false"}
    return {
        f"q_{key}": words.get(value, value) if isinstance(value, bool) else value
        for key, value in answers.items()
    }


def link(survey: Survey | None = None, **answers: Any) -> SurveyInvitation:
    world = factories.edition_with(participations=1)
    return invitation(survey or synthesis_survey(world.edition), world.participations[0], **answers)


def write_content(text: str, picture: str = "") -> dict[str, Any]:
    """What a report says, when it says this alone, in each of the ways that a document has; ``picture``: a ``uid``."""
    words = dict.fromkeys(("title", "kind", "subtitle", "lead"), "Synthèse")
    page = "page:programmes:edition"
    chart = bars(
        [Bar(text, 7, True), Bar("autre", 5)], title=text, description=text, columns=("Quoi", "Combien")
    )
    scheme = dict.fromkeys(
        ("name", "body", "summary", "conditions", "asks", "why", "why_not", "to_check", "state", "stale"),
        text,
    )
    blocks = [
        list_facts([["Territoire", text, page]]),
        list_items([make_sentence(text, page), make_sentence(text)], title="Liste"),
        write_prose(f"{text}\nsur deux lignes", page, title="Prose"),
        *(write_note(text, tone=tone) for tone in ("", "warning", "small")),
        list_chips([text, "mot"], title="Mots", after=text),
        make_charts([chart], page),
        make_table(["Quoi", "Combien"], [[text, "7"], ["autre", "masqué"]], title="Table", note=text, source=page),
        make_table(["Quoi", "Qui"], [[text, text]], title="Mots en table", in_words=True, row_sources=[page]),
        quote(text, "", unnamed="sans nom", about="À propos", source=page),
        make_card(
            "Carte", about=text, text=text, notes=[text], rows=[["Où", text, page]], chips=[text], after=text,
            texts=[{"key": "evolution", "label": "Évolution", "text": text}], source=page,
        ),
        make_scheme({**scheme, "url": "https://example.org/", "document": text}, page),
        show_picture(uid=picture, alt=text, caption=text, author="Ada") if picture else None,
    ]  # fmt: skip
    counted = make_section("counted", "Compté", text=[make_sentence("13 projets sont venus.", page)])
    return words | {
        "sections": [
            make_section("texts", "", text=[make_sentence(text, page)]),
            make_section("blocks", "Ce qui est dit", blocks=blocks),
            {**counted, "own": f"{text} : 12 projets sont venus.", "added": text},
        ]
    }
