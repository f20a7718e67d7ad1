"""Forms of the committee's page: a body that sits, who chairs and who writes the minutes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.template.defaultfilters import linebreaksbr
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accelerator.text import clean_text
from accelerator.types import Values
from accelerator.web.forms import CHOOSE, Helper, TickedRowsField
from programmes.enums import RoleName
from programmes.expertise import read_labels
from programmes.models import Edition, ExpertiseTag, Invitation, Role
from programmes.models.committee import MOST_DOSSIERS
from programmes.seat_terms import read_declaration, read_usual_declaration

QUORUM_HELP = _("Vide : plus de la moitié de ceux qui siègent.")


class SeatForm(forms.Form):
    """A body by its name: an organisation that does not exist yet is created."""

    organisation = forms.CharField(
        label=_("Organisme"), max_length=200, widget=forms.TextInput(attrs={"list": "organisations"})
    )

    helper = Helper(form_tag=False)


class AppointmentForm(forms.Form):
    """Who of the jurors chairs, or writes the minutes. ``former``: the role of the chair when the page was rendered."""

    name = forms.ChoiceField(
        choices=[(name, name.label) for name in (RoleName.CHAIR, RoleName.SECRETARY)],
        widget=forms.HiddenInput,
    )
    former = forms.IntegerField(required=False, widget=forms.HiddenInput)
    juror = forms.TypedChoiceField(
        coerce=int, error_messages={"required": _("Choisissez une personne qui siège.")}
    )

    def __init__(
        self,
        jurors: Sequence[Role],
        name: RoleName,
        data: Mapping[str, object] | None = None,
        former: Role | None = None,
    ) -> None:
        initial = {"name": name, "former": former.pk if former else None}
        super().__init__(data, initial=initial, auto_id=f"{name}_%s")
        self.jurors = {juror.pk: juror for juror in jurors}
        field: Any = self.fields["juror"]
        field.label = capfirst(name.label)
        field.choices = [("", CHOOSE), *((pk, self._label(juror)) for pk, juror in self.jurors.items())]
        self.helper = Helper(form_tag=False)

    @staticmethod
    def _label(juror: Role) -> str:
        return f"{juror.user} ({juror.organisation})" if juror.organisation else str(juror.user)

    def clean_juror(self) -> Role:
        return self.jurors[self.cleaned_data["juror"]]


class CapacityField(forms.IntegerField):
    """How many dossiers somebody reviews at most; ``most`` is the highest number they may answer."""

    def __init__(self, *, most: int = MOST_DOSSIERS, **words: Any) -> None:
        usual = {"label": _("Dossiers au plus"), "help_text": _("Vide : sans limite.")}
        super().__init__(required=False, min_value=1, max_value=most, **{**usual, **words})


class ExpertiseField(TickedRowsField):
    """What a juror is expert in, among the tags of the edition."""

    def __init__(self, edition: Edition, **words: Any) -> None:
        usual = {"label": _("Domaines"), "required": False, "widget": forms.CheckboxSelectMultiple}
        super().__init__(ExpertiseTag.objects.filter(edition=edition), **{**usual, **words})


class CommitteeRulesForm(forms.ModelForm):
    """How many bodies must be present, what a review asks for, what jurors are expert in. ``seated``: how many bodies
    sit.
    """

    quorum = forms.IntegerField(
        label=_("Quorum : organismes présents, au moins"), required=False, min_value=1, help_text=QUORUM_HELP
    )
    review_minutes = forms.IntegerField(
        label=_("Minutes à prévoir par dossier"),
        min_value=1,
        max_value=480,
        help_text=_("Annoncées aux membres du comité dans leur invitation."),
    )
    labels = forms.CharField(
        label=_("Domaines du comité"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Séparés par des virgules. Chaque membre coche les siens ; l’affectation s’en sert."),
    )

    class Meta:
        model = Edition
        fields = ("quorum", "review_minutes")

    helper = Helper(form_tag=False)

    def __init__(self, edition: Edition, data: Mapping[str, object] | None = None, *, seated: int) -> None:
        labels = ", ".join(edition.expertise_tags.values_list("label", flat=True))
        super().__init__(data, instance=edition, initial={"labels": labels})
        self.seated = seated

    def clean_labels(self) -> list[str]:
        return read_labels(self.cleaned_data["labels"])

    def clean_quorum(self) -> int | None:
        quorum: int | None = self.cleaned_data["quorum"]
        if quorum is not None and quorum > self.seated:
            message = _("Pas plus que les organismes qui siègent : %(number)s aujourd’hui.")
            raise forms.ValidationError(message, params={"number": self.seated})
        return quorum


LONGEST_DECLARATION = 4000


class DeclarationForm(forms.Form):
    """The declaration of interests of a committee. Left as the usual one, it stays in both languages."""

    french = forms.CharField(
        label=_("Texte"),
        max_length=LONGEST_DECLARATION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Vide : le texte habituel."),
    )
    english = forms.CharField(
        label=_("En anglais"),
        max_length=LONGEST_DECLARATION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
        help_text=_("Vide : qui lit en anglais lit le texte français."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    helper = Helper(form_tag=False)

    def __init__(self, edition: Edition, data: Mapping[str, object] | None = None) -> None:
        with translation.override("fr"):
            self.usual = read_usual_declaration()
        initial = {
            "french": edition.declaration_fr or self.usual,
            "english": edition.declaration_en,
            "seen": edition.declaration_version,
        }
        super().__init__(data, initial=initial, auto_id="declaration_%s")

    def clean_french(self) -> str:
        text = clean_text(self.cleaned_data["french"])
        return "" if text == clean_text(self.usual) else text

    def clean_english(self) -> str:
        return clean_text(self.cleaned_data["english"])


class MemberForm(forms.ModelForm):
    """The terms of somebody's seat."""

    capacity = CapacityField()

    class Meta:
        model = Role
        fields = ("is_deputy", "capacity")

    helper = Helper(submit=_("Enregistrer"))

    def __init__(self, juror: Role, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, instance=juror)
        if juror.edition.expertise_tags.exists():
            self.fields["expertise"] = ExpertiseField(juror.edition)
            self.initial["expertise"] = list(juror.expertise.all())


class DeclaringForm(forms.Form):
    """What somebody who sits accepts: the declaration of interests of their edition, unless they already did.

    One that changed since they read it is shown anew, and accepted anew.
    """

    def __init__(
        self, edition: Edition, data: QueryDict | None, *, must_declare: bool, **initial: Any
    ) -> None:
        version = str(edition.declaration_version)
        is_stale = data is not None and data.get("version", version) != version
        if data is not None and is_stale:
            data = data.copy()
            data["version"] = version
            data.pop("declares", None)
        super().__init__(data, initial={**initial, "version": version})
        self.edition, self.must_declare = edition, must_declare
        self.required_error = (
            _("La déclaration d’intérêts vient de changer : la voici. Acceptez-la pour siéger.")
            if is_stale
            else _("Acceptez la déclaration d’intérêts pour siéger.")
        )
        self.helper = Helper(form_tag=False)

    def add_declaration(self) -> None:
        """Ask for it, after the other fields."""
        if self.must_declare:
            self.fields["declares"] = forms.BooleanField(
                label=_("J’accepte la déclaration d’intérêts"),
                # crispy renders a help text as it is
                help_text=linebreaksbr(read_declaration(self.edition), autoescape=True),
                error_messages={"required": self.required_error},
            )
            self.fields["version"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def read_version(self) -> int | None:
        """The one that they accept."""
        return self.edition.declaration_version if self.cleaned_data.get("declares") else None


class OfficerAnswerForm(DeclaringForm):
    """The answer of somebody who chairs or writes the minutes without a seat: the declaration alone."""

    def __init__(self, edition: Edition, data: QueryDict | None = None, *, must_declare: bool) -> None:
        super().__init__(edition, data, must_declare=must_declare)
        self.add_declaration()


class SeatAnswerForm(DeclaringForm):
    """What a juror answers about their seat, the first time or later: they may lower what they are asked, and choose
    what they are expert in.
    """

    def __init__(self, seat: Role | Invitation, data: QueryDict | None = None, *, must_declare: bool) -> None:
        super().__init__(
            seat.edition,
            data,
            must_declare=must_declare,
            capacity=seat.capacity,
            expertise=list(seat.expertise.all()),
        )
        help_text = _("Vous pouvez en accepter moins.") if seat.capacity else _("Vide : sans limite.")
        self.fields["capacity"] = CapacityField(
            most=seat.capacity or MOST_DOSSIERS,
            label=_("Dossiers que vous pouvez lire, au plus"),
            help_text=help_text,
        )
        if seat.edition.expertise_tags.exists():
            self.fields["expertise"] = ExpertiseField(seat.edition, label=_("Vos domaines"))
        self.add_declaration()

    def read_answer(self) -> Values:
        """Arguments of :class:`programmes.actions.invitations.SeatAnswer`; ``expertise`` is ``None`` without tags."""
        data = self.cleaned_data
        return {
            "capacity": data["capacity"],
            "expertise": list(data["expertise"]) if "expertise" in data else None,
            "declares": self.read_version(),
        }
