"""The forms and the grid that the platform ships."""

import pytest
from django.utils import timezone

from accelerator.questionnaires import builder
from accelerator.questionnaires.enums import AnswerAudience as Audience
from accelerator.questionnaires.enums import QuestionKind as Kind
from coaching.surveys import defaults
from programmes.defaults.application_form import SPEC
from programmes.defaults.grid import GRID
from programmes.enums import StructureProfile
from programmes.models import Criterion
from tests.factories import edition

SPECS = {"application": SPEC, **defaults.READY}
QUESTIONS = {name: [question for part in spec for question in part.questions] for name, spec in SPECS.items()}
APPLICATION = {question.key: question for question in QUESTIONS["application"]}


@pytest.mark.django_db
@pytest.mark.parametrize("name", SPECS)
def test_each_form_can_be_published(name: str) -> None:
    revision = builder.publish(SPECS[name], name=name, at=timezone.now())

    assert revision.questions.count() == len(QUESTIONS[name])


@pytest.mark.parametrize("name", SPECS)
def test_each_text_is_in_both_languages_without_median_dots(name: str) -> None:
    texts = [(part.title_fr, part.title_en) for part in SPECS[name]]
    texts += [(part.intro_fr, part.intro_en) for part in SPECS[name]]
    for question in QUESTIONS[name]:
        texts += [(question.label_fr, question.label_en), (question.help_fr, question.help_en)]
        worded = [*question.options.get("choices", ()), *question.options.get("rows", ())]
        texts += [(choice["label_fr"], choice["label_en"]) for choice in worded]
        ends = question.options
        texts += [(ends.get(f"{end}_fr"), ends.get(f"{end}_en")) for end in ("label_min", "label_max")]

    assert [pair for pair in texts if bool(pair[0]) != bool(pair[1])] == []
    assert not any("·" in (french or "") for french, _english in texts)


def test_the_application_asks_what_the_programme_needs() -> None:
    lengths = {
        "structure_name": 200, "title": 120, "summary": 600, "work_problem": 1500, "solution": 1500, "employees": 1000,
        "impact": 1500, "involvement": 1000, "stakeholders": 1000, "brakes_levers": 1000, "expectations": 1000,
    }  # fmt: skip
    optional = {
        "holder_name", "holder_function", "holder_phone", "second_participant", "stakeholders", "access_needs",
        "attachments", "confidence",
    }  # fmt: skip

    assert {key: APPLICATION[key].max_length for key in lengths} == lengths
    assert {key for key, question in APPLICATION.items() if not question.required} == optional
    assert sum(item.required for item in APPLICATION.values()) == 19
    assert [part.title_fr for part in SPEC] == ["Structure", "Projet", "Travail", "Attentes"]
    assert [
        choice["value"] for choice in APPLICATION["profile"].options["choices"]
    ] == StructureProfile.values


def test_nobody_reads_what_is_not_for_them() -> None:
    by_audience = {
        audience: {key for key, question in APPLICATION.items() if question.audience == audience}
        for audience in Audience
    }

    assert by_audience[Audience.LOGISTICS] == {"access_needs"}
    assert {"holder_email", "holder_phone"} <= by_audience[Audience.ORGANISERS]
    assert by_audience[Audience.PUBLIC] == {"structure_name", "title", "summary"}


def test_the_debrief_is_short_and_the_synthesis_asks_the_needs() -> None:
    moments = {"timeline", "adn_map", "idea_mix", "inputs", "coaching"}
    asked = [question for question in QUESTIONS["debrief"] if question.kind != Kind.STATEMENT]
    synthesis = {question.key: question for question in QUESTIONS["synthesis"]}

    assert moments < {value.key for value in asked}
    assert len(asked) - len(moments) + 1 <= 10  # the five moments are one question
    assert [option["value"] for option in synthesis["needs"].options["choices"]] == [
        "expertise", "funding", "hr", "network", "training", "other",
    ]  # fmt: skip
    assert synthesis["share_with_partners"].kind == Kind.YES_NO


@pytest.mark.django_db
def test_the_grid_weighs_a_hundred() -> None:
    made = edition()
    made.criteria.all().delete()

    Criterion.objects.bulk_create(
        Criterion(edition=made, position=n, **line) for n, line in enumerate(GRID, start=1)
    )

    assert [line["weight"] for line in GRID] == [15, 20, 20, 10, 10, 10, 10, 5]
    assert all(all(line.values()) for line in GRID)
    for criterion in made.criteria.all():
        criterion.full_clean()
