"""The form that settles one comment for holders."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.actions.feedback import feedback_mark
from projects.actions.review import TEXT_LENGTH
from projects.models import Review


class FeedbackForm(forms.Form):
    """``text`` is what leaves; the button « Ne pas transmettre » keeps everything."""

    text = forms.CharField(
        label=_("Ce que recevra la personne porteuse"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control", "data-max": TEXT_LENGTH}),
        error_messages={"required": _("Écrivez un texte, ou choisissez « Ne pas transmettre ».")},
    )
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, review: Review, data: Any = None) -> None:
        self.review, self.feedback = review, getattr(review, "feedback", None)
        settled = self.feedback if review.is_read else None  # type: ignore[attr-defined]
        text = settled.text if settled and settled.text else review.holder_comment
        initial = {"text": text, "seen": feedback_mark(review, self.feedback)}
        super().__init__(data, prefix=f"review-{review.pk}", initial=initial)
        if data is not None and data.get("do") == "withhold":
            self.fields["text"].required = False

    def refuse(self, why: str) -> None:
        """Say why it was not taken; what was typed stays, over what stands now, and replaces it if it is sent again."""
        self.add_error(None, why)
        now = feedback_mark(self.review, self.feedback)
        self.data = {name: self.data[name] for name in self.data} | {self.add_prefix("seen"): now}

    def answer(self) -> dict[str, str]:
        """What :func:`projects.actions.feedback.settle_feedback` takes."""
        withheld = self.data.get("do") == "withhold"
        return {"text": "" if withheld else self.cleaned_data["text"], "seen": self.cleaned_data["seen"]}
