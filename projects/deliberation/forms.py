"""What is typed in a meeting."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accelerator.types import Values
from accelerator.web.forms import Helper
from projects.decision.enums import Outcome
from projects.decision.forms import DecisionForm
from projects.deliberation.checks import DecisionsRefused, Obstacle
from projects.deliberation.queries.dossiers import MeetingDossier

EXPLANATION = _(
    "Demandée au-delà des places, ou pour passer avant un dossier mieux noté. Elle n’est pas envoyée."
)


class OpenMeetingForm(forms.Form):
    quorum = forms.IntegerField(
        label=_("Quorum, en organismes"),
        required=False,
        min_value=0,
        max_value=99,
        help_text=_("Vide : celui du comité. En dessous, rien ne se décide ; 0 : aucun."),
    )

    helper = Helper(form_tag=False)


class MeetingDecisionForm(DecisionForm):
    """The decision of the meeting on one dossier, until it closes."""

    explanation = forms.CharField(
        label=_("Phrase au procès-verbal"),
        required=False,
        max_length=2000,
        help_text=EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, dossier: MeetingDossier, data: QueryDict | None = None, *, places_left: int, ranks: bool = True
    ) -> None:
        super().__init__(None, data, places_left=places_left, ranks=ranks)
        self.initial = {
            **self.initial,
            "outcome": dossier.outcome or None,
            "reason": dossier.reason,
            "explanation": dossier.explanation,
            "reserve_rank": dossier.reserve_rank,
            "seen": dossier.at.isoformat() if dossier.at else "",
        }
        self.fields["reason"].widget.attrs["rows"] = 3
        self.helper.form_tag = False
        self.helper.inputs.clear()

    def read_decision(self) -> Values:
        """What ``decide_in_meeting`` of the actions takes."""
        return {
            "outcome": Outcome(self.cleaned_data["outcome"]),
            "reason": self.cleaned_data["reason"],
            "explanation": self.cleaned_data["explanation"],
            "reserve_rank": self.cleaned_data.get("reserve_rank"),
            "seen": self.cleaned_data["seen"] if "seen" in self.data else None,
            "places_seen": self.cleaned_data["places_seen"],
        }

    def show_refusals(self, refused: DecisionsRefused) -> None:
        """Each at the field that resolves it."""
        for refusal in refused.refusals:
            tie = "reason" if refusal.obstacle == Obstacle.TIE else None
            self.add_error("explanation" if refusal.takes_explanation else tie, refusal.text)


class SetAsideForm(forms.Form):
    """The common reason of a block that is set aside."""

    reason = forms.CharField(
        label=_("Raison commune"),
        max_length=2000,
        help_text=_("Envoyée à chaque personne porteuse avec la décision."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Une décision défavorable indique sa raison.")},
    )

    helper = Helper(form_tag=False)


class AdjournForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi la séance est-elle levée sans décision ?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Indiquez la raison.")},
    )

    helper = Helper(form_tag=False)
