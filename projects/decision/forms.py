"""Forms of decisions: the committee's, the comments that leave with it, the answer to an offered place."""

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accelerator.types import Values
from accelerator.web.forms import Helper, TextField, TickedRowsField, append_to_label
from programmes.models import SupportScheme
from projects.decision.actions.deliberation import mark_of
from projects.decision.actions.feedback import make_feedback_mark
from projects.decision.actions.refusals import DecisionMoved, LetterMoved, PlacesTaken
from projects.decision.enums import Outcome
from projects.decision.queries.letters import LetterContent, LetterDraft, SchemeSuggestion
from projects.models import Decision, Review
from projects.review.actions.review import TEXT_LENGTH


class DecisionForm(forms.Form):
    """What the committee decided on one dossier."""

    outcome = forms.ChoiceField(
        label=_("Décision"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une décision.")},
    )
    reserve_rank = forms.IntegerField(
        label=_("Rang sur la liste complémentaire"),
        required=False,
        min_value=1,
        max_value=999,
        show_hidden_initial=True,  # what the page showed, whatever the list has become since
        help_text=_("Vide : le rang que lui donne sa note. Les projets qui suivent descendent d’un rang."),
    )
    reason = forms.CharField(
        label=_("Raison"),
        required=False,
        max_length=2000,
        help_text=_("Envoyée à la personne porteuse avec la décision."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    places_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        decision: Decision | None,
        data: QueryDict | None = None,
        *,
        places_left: int,
        ranks: bool = True,
    ) -> None:
        """``places_left`` are those the page shows; without ``ranks``, its reader chooses none."""
        initial = {name: getattr(decision, name, None) for name in ("outcome", "reserve_rank", "reason")}
        super().__init__(data, initial={**initial, "seen": mark_of(decision), "places_seen": places_left})
        if not ranks:
            del self.fields["reserve_rank"]
        append_to_label(
            self,
            "reason",
            _("(obligatoire si le projet n’est pas retenu, ou pour départager des ex æquo au seuil)"),
        )
        names = [name for name in self.fields if name != "outcome"]
        layout = [Field("outcome", wrapper_class="segments"), *names]
        self.helper = Helper(submit=_("Enregistrer la décision"), layout=layout)

    def clean(self) -> Values:
        """The rule of :func:`projects.decision.actions.deliberation.decide`, as an error of its field."""
        data = super().clean() or {}
        if data.get("outcome") == Outcome.NOT_SELECTED and data.get("reason") == "":
            self.add_error("reason", _("Une décision défavorable indique sa raison."))
        return data

    def read_decision(self) -> Values:
        """What ``decide`` of the actions takes: a rank only if somebody typed another one."""
        return {
            "outcome": Outcome(self.cleaned_data["outcome"]),
            "reason": self.cleaned_data["reason"],
            "reserve_rank": self.cleaned_data.get("reserve_rank"),
            "same_rank": "reserve_rank" not in self.changed_data,
            "seen": self.cleaned_data["seen"] if "seen" in self.data else None,
            "places_seen": self.cleaned_data["places_seen"],
        }

    def show_taken(self, taken: PlacesTaken) -> None:
        """Add an error: who took the last place. The typed values stay, and select one project too many if sent
        again."""
        self.add_error("outcome", str(taken.message))
        self.data = {name: self.data[name] for name in self.data} | {"places_seen": str(taken.free)}

    def show_moved(self, moved: DecisionMoved) -> None:
        """Add an error: the present decision. The typed values stay, and replace it if sent again."""
        self.add_error("outcome", str(moved.message))
        self.data = {name: self.data[name] for name in self.data} | {"seen": mark_of(moved.current)}


class DeclineForm(forms.Form):
    """Leaving the place that was offered."""

    reason = forms.CharField(
        label=_("Pourquoi laissez-vous votre place ?"),
        required=False,
        max_length=400,
        help_text=_("L’organisation la lit, pour mieux préparer la suite."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = Helper(form_tag=False)


class WithdrawPlaceForm(forms.Form):
    """An organiser takes the place of a project back."""

    reason = forms.CharField(
        label=_("Pourquoi ce projet ne vient-il pas ?"),
        max_length=400,
        help_text=_("Les membres du projet et l’organisation la lisent."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Indiquez la raison.")},
    )

    helper = Helper(submit=_("Retirer la place"))


class FeedbackForm(forms.Form):
    """What a project may read of a comment of the committee. ``text`` is what leaves; the button « Ne pas transmettre
    » withholds everything.
    """

    text = forms.CharField(
        label=_("Ce que recevra la personne porteuse"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        error_messages={"required": _("Écrivez un texte, ou choisissez « Ne pas transmettre ».")},
    )
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, review: Review, data: QueryDict | None = None) -> None:
        self.review, self.feedback = review, getattr(review, "feedback", None)
        moderated = self.feedback if review.is_read else None  # type: ignore[attr-defined]
        text = moderated.text if moderated and moderated.text else review.holder_comment
        initial = {"text": text, "seen": make_feedback_mark(review, self.feedback)}
        super().__init__(data, prefix=f"review-{review.pk}", initial=initial)
        if data is not None and data.get("do") == "withhold":
            self.fields["text"].required = False

    def refuse(self, why: str) -> None:
        """Add an error: why it was refused. The typed values stay, and replace the present ones if sent again."""
        self.add_error(None, why)
        now = make_feedback_mark(self.review, self.feedback)
        self.data = {name: self.data[name] for name in self.data} | {self.add_prefix("seen"): now}

    def answer(self) -> dict[str, str]:
        """The arguments of :func:`projects.decision.actions.feedback.moderate_feedback`."""
        withheld = self.data.get("do") == "withhold"
        return {"text": "" if withheld else self.cleaned_data["text"], "seen": self.cleaned_data["seen"]}


LETTER_LENGTH = 2000
"""Characters of a text that organisers add to the mail of a decision."""
EARLY_REASON_LENGTH = 400


class DecisionLetterForm(forms.Form):
    """What an organiser adds to the mail of one decision; orientation and schemes when the project is not selected."""

    paragraph = TextField(
        label=_("Un mot personnel"),
        required=False,
        max_length=LETTER_LENGTH,
        help_text=_("Il suit la raison et les commentaires. Des lignes vides séparent les paragraphes."),
        widget=forms.Textarea(attrs={"rows": 5, "class": "form-control"}),
    )
    orientation = TextField(
        label=_("Orientation"),
        required=False,
        max_length=LETTER_LENGTH,
        help_text=_("Ce que le projet peut faire maintenant, et à qui s’adresser."),
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )
    schemes = TickedRowsField(
        label=_("Dispositifs d’appui à proposer"),
        queryset=SupportScheme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Un dispositif coché n’est pas proposé dans cette édition.")},
    )
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(
        self, draft: LetterDraft, suggestions: list[SchemeSuggestion], data: QueryDict | None = None
    ) -> None:
        self.draft, letter = draft, draft.letter
        schemes = list(letter.offered_schemes) if letter else []  # type: ignore[attr-defined]
        initial = {
            "paragraph": letter.paragraph if letter else "",
            "orientation": letter.orientation if letter else "",
            "schemes": schemes,
            "seen": draft.version,
        }
        super().__init__(data, initial=initial)
        if draft.decision.outcome != Outcome.NOT_SELECTED:
            del self.fields["orientation"], self.fields["schemes"]
        else:
            keys = [suggestion.scheme.pk for suggestion in suggestions]
            self.fields["schemes"].queryset = SupportScheme.objects.filter(pk__in=keys)  # type: ignore[attr-defined]

    @property
    def ticked(self) -> set[str]:
        """The keys of the ticked schemes, as they were typed or saved."""
        value = self["schemes"].value() or [] if "schemes" in self.fields else []
        return {str(getattr(scheme, "pk", scheme)) for scheme in value}

    def read_letter(self) -> Values:
        """The arguments of :func:`projects.decision.actions.letters.save_letter`."""
        data = self.cleaned_data
        schemes = [scheme.pk for scheme in data.get("schemes", ())]
        texts = {"paragraph": data["paragraph"], "orientation": data.get("orientation", "")}
        return {**texts, "schemes": schemes, "seen": data["seen"] or 0}

    def read_content(self) -> LetterContent:
        """What would leave if this were saved."""
        data = self.cleaned_data
        schemes = data.get("schemes", SupportScheme.objects.none()).select_related("organisation")
        ordered = tuple(schemes.order_by("name", "pk"))
        return LetterContent(data["paragraph"], data.get("orientation", ""), ordered)

    def show_moved(self, moved: LetterMoved) -> None:
        """Add an error: who saved another version. The typed values stay, and replace it if sent again."""
        self.add_error(None, str(moved.message))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(moved.current.version)
        self.data = data


class AnnounceForm(forms.Form):
    """The two written consents of an announcement: a reason to be early, and letters that nobody has read."""

    early_reason = TextField(
        label=_("Pourquoi annoncer sans attendre ?"),
        required=False,
        max_length=EARLY_REASON_LENGTH,
        help_text=_("Gardée au journal, avec votre nom. Elle n’est pas envoyée."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    send_unread = forms.BooleanField(required=False)
    unread = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    helper = Helper(form_tag=False, marks_optional=False)

    def read_consents(self) -> Values:
        """The arguments of :func:`projects.decision.actions.announcing.announce`."""
        data = self.cleaned_data
        unread = (data["unread"] or 0) if data["send_unread"] else 0
        return {"early_reason": data["early_reason"], "unread_seen": unread}
