"""The synthesis of one project as a document: its identity, its texts, its plan, its needs and their schemes."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accelerator.charts import Chart
from coaching.canvas.enums import CanvasKind, CanvasMoment, ItemKind
from coaching.canvas.queries.canvas import ON_THE_LINE
from coaching.models import Canvas, CanvasItem
from coaching.surveys.counting import Facts
from coaching.synthesis.reports.added_sections import compose_added
from coaching.synthesis.reports.document import (
    Document,
    Section,
    list_chips,
    list_facts,
    make_charts,
    make_scheme,
    make_section,
    make_sentence,
    make_table,
    write_note,
    write_prose,
)
from coaching.synthesis.reports.plan import compose_plan
from coaching.synthesis.reports.schemes import describe_scheme
from coaching.synthesis.reports.wording import (
    describe_few,
    describe_session,
    list_project_texts,
    list_texts,
    name_mentor,
    read_answers_of,
)
from coaching.synthesis.reports.year import compose_project_year
from projects.models import Participation

RESULTS = "page:coaching:read_synthesis"


def compose_project(facts: Facts, charts: Sequence[Chart]) -> Document:
    """The whole synthesis of a project, in the active language."""
    return {
        "title": facts["project"]["title"],
        "kind": _("Synthèse du projet"),
        "subtitle": facts["edition"]["name"],
        "lead": facts["project"]["summary"],
        "sections": [
            _compose_essentials(facts),
            compose_timeline(facts),
            *_compose_answers(facts),
            *compose_plan(facts),
            _compose_needs(facts),
            *compose_added(facts),
            *compose_project_year(facts),
            _compose_figures(facts, charts),
            _compose_schemes(facts),
        ],
    }


def _compose_essentials(facts: Facts) -> Section:
    project = facts["project"]
    source = project.get("source", "")
    rows = [
        [_("Structure"), project["structure"], source],
        [_("Profil"), project["profile"], source],
        [_("Département"), project["department"], source],
        [_("Porté par"), project["holder"], source],
        [_("Parrain ou marraine"), name_mentor(project)],
        [_("Session"), describe_session(facts["edition"]), "page:programmes:edition"],
    ]
    shared = write_note(_describe_sharing(facts), tone="small")
    waits = "" if facts["texts"] else _("Le fichier de synthèse de ce projet n’est pas encore arrivé.")
    blocks = [list_facts(rows), shared, write_note(waits, tone="warning")]
    return make_section("essentials", "", blocks=blocks)


def _describe_sharing(facts: Facts) -> str:
    if facts["shared"]:
        return _("La personne porteuse accepte que cette synthèse soit transmise aux partenaires.")
    return _(
        "Document réservé à la personne porteuse et à l’organisation : ne pas transmettre aux partenaires."
    )


def _compose_answers(facts: Facts) -> list[Section]:
    """One section for each text: they are the project's own words."""
    source = facts.get("answers_source", "")
    return [
        make_section(f"answer-{row['key']}", row["label"], blocks=[write_prose(row["text"], source)])
        for row in list_project_texts(facts["texts"], "")
    ]


def _compose_needs(facts: Facts) -> Section:
    labels = {need["code"]: need["label"] for need in facts["needs"]}
    source = facts.get("answers_source", "")
    none = facts["texts"] and not labels
    urgency = "".join(option["label"] for option in facts["urgency"])
    return make_section(
        "needs",
        _("Les besoins"),
        text=[make_sentence(_("Le projet n’a transmis aucun besoin d’aide."))] if none else [],
        blocks=[
            # those of the plan stand above, each in its sentence
            list_chips(labels.values() if facts.get("lists_needs", True) else []),
            list_facts(
                [
                    [_("Pour quand"), urgency if facts.get("lists_needs", True) else "", source],
                    [_("Partenaire souhaité"), facts["wished_partner"], source],
                ]
            ),
            write_prose(facts["need_details"], source),
        ],
    )


def _compose_figures(facts: Facts, charts: Sequence[Chart]) -> Section:
    few = write_note(describe_few(facts["compared"]["answers"]))
    return make_section(
        "figures", _("Le projet dans son édition"), blocks=[make_charts(charts, RESULTS), few]
    )


def _compose_schemes(facts: Facts) -> Section:
    intro = _(
        "Rapprochés d’après les besoins, le profil, l’effectif et le territoire : une piste à vérifier auprès de "
        "l’organisme, jamais une décision."
    )
    schemes = [make_scheme(describe_scheme(scheme), scheme.get("source", "")) for scheme in facts["schemes"]]
    return make_section(
        "schemes",
        _("Des dispositifs qui peuvent y répondre"),
        text=[make_sentence(intro)] if schemes else [],
        blocks=schemes,
    )


TIMELINE_SOURCE = "drawn"
"""The kind of source of canvases: members and organisers read it, partners do not."""


def gather_timeline(participation: Participation) -> Facts:
    """The moments of a project in order, and the texts beside them. Three queries at most."""
    canvas = Canvas.objects.filter(
        participation=participation, kind=CanvasKind.TIMELINE, moment=CanvasMoment.SESSION
    ).first()
    if canvas is None:
        return {}
    items = CanvasItem.objects.active().filter(canvas=canvas, kind__in=ON_THE_LINE).exclude(label="")
    return {
        "source": f"{TIMELINE_SOURCE}:{participation.pk}",
        "moments": [
            [item.date_text, str(ItemKind(item.kind).label), item.label, item.detail]
            for item in items.order_by("position", "pk")
        ],
        "texts": list_texts(read_answers_of(canvas.sheet_id)) if canvas.sheet_id else [],
    }


def compose_timeline(facts: Facts) -> Section:
    """The moments with their dates, in the words of the project."""
    timeline, title = facts.get("timeline"), _("La frise du projet")
    if not timeline:
        return make_section("timeline", title)
    rows = [
        [when or kind, " – ".join(filter(None, [label, detail]))]
        for when, kind, label, detail in timeline["moments"]
    ]
    return make_section(
        "timeline",
        title,
        blocks=[
            *(write_prose(row["text"], timeline["source"], title=row["label"]) for row in timeline["texts"]),
            make_table([_("Quand"), _("Ce qui s’est passé")], rows, source=timeline["source"], in_words=True),
        ],
    )
