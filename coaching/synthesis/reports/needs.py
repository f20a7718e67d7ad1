"""What projects need, and which support schemes answer it."""

from django.utils.translation import gettext as _

from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import SMALLEST
from coaching.synthesis.reports.document import Section, make_section, make_sentence, make_table

SCHEMES = "page:programmes:manage_schemes"


def compose_needs_and_schemes(facts: Facts) -> Section:
    """Each kind of need with how many projects name it, from five answers on, and the schemes that answer it."""
    title = _("Les besoins et les dispositifs qui y répondent")
    compared = facts["compared"]
    if compared["answers"] < SMALLEST or not compared["needs"] or not facts["schemes"]:
        return make_section("needs", title)
    named = sorted(compared["needs"].items(), key=lambda item: (-item[1], item[0] == "other", item[0]))
    rows, without = [], []
    for code, count in named:
        label = compared["need_labels"].get(code, code)
        answering = [scheme["name"] for scheme in facts["schemes"] if code in scheme["terms"]["needs"]]
        rows.append([label, str(count), ", ".join(answering) or _("aucun")])
        if not answering:
            without.append(label)
    return make_section(
        "needs",
        title,
        text=[
            make_sentence(_("Aucun dispositif de l’édition n’y répond encore : %(needs)s.")
                % {"needs": ", ".join(without)} if without else "", SCHEMES),
        ],
        blocks=[
            make_table(
                [_("Besoin"), _("Projets"), _("Dispositifs")], rows, source=SCHEMES, in_words=True
            )
        ],
    )  # fmt: skip
