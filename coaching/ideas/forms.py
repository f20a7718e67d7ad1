"""Forms of the mix: an idea on a phone, rounds and settings."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accelerator.rows.forms import clean_posted
from accelerator.types import Values
from accelerator.web.forms import TICK, Helper, LongTextField
from accelerator.web.templatetags.prose import clock, day
from coaching.ideas.actions.rotation import RotationWish
from coaching.ideas.enums import ContributionKind, RotationPart, TableLayout
from coaching.ideas.models import LONGEST, LONGEST_ROUND
from coaching.ideas.options import MixTrial, describe_layouts
from coaching.ideas.queries import list_coming, list_open_blockers
from coaching.ideas.seating import MixCrowd
from coaching.ideas.seats import SeatedTable
from coaching.models import Attendee, Rotation, Session
from coaching.session.enums import SlotKind
from coaching.session.releases import find_released
from projects.models import Participation

WHOLE = ("", _("tout le projet"))


class IdeaForm(forms.Form):
    """``targets``: the other projects; the blockers of each are grouped under its title. Two queries."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    participation = forms.TypedChoiceField(label=_("Pour quel projet ?"), coerce=int)
    blocker = forms.TypedChoiceField(label=_("Quel verrou ?"), coerce=int, required=False, empty_value=None)
    kind = forms.ChoiceField(
        label=_("C’est une"), choices=ContributionKind, widget=forms.RadioSelect(attrs={**TICK})
    )
    text = LongTextField(
        label=_("Votre texte"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST}),
        error_messages={"required": _("Écrivez votre idée.")},
    )

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        session: Session,
        attendee: Attendee,
        **kwargs: Any,
    ) -> None:
        super().__init__(clean_posted(data), **kwargs)
        places = [place for place in list_coming(session) if place.pk != attendee.participation_id]
        self.targets: dict[int, Participation] = {place.pk: place for place in places}
        self.blockers = {blocker.pk: blocker for blocker in list_open_blockers(session)}
        for name, css in (
            ("participation", "form-select"),
            ("blocker", "form-select"),
            ("text", "form-control"),
        ):
            self.fields[name].widget.attrs["class"] = css
        self.fields["participation"].choices = [  # type: ignore[attr-defined]
            ("", _("Choisissez…")),
            *((place.pk, place.project.title) for place in places),
        ]
        groups = [
            (place.project.title, options)
            for place in places
            if (options := [(b.pk, b.text) for b in self.blockers.values() if b.participation_id == place.pk])
        ]
        self.fields["blocker"].choices = [WHOLE, *groups]  # type: ignore[attr-defined]

    def clean(self) -> Values:
        data = super().clean() or {}
        blocker = self.blockers.get(data.get("blocker") or 0)
        place = self.targets.get(data.get("participation") or 0)
        if blocker and place and blocker.participation_id != place.pk:
            self.add_error("blocker", _("Ce verrou n’est pas de ce projet : choisissez-en un autre."))
        return {**data, "participation": place, "blocker": blocker}


class RoundsForm(forms.Form):
    count = forms.IntegerField(label=_("Nombre de tours"), min_value=1, max_value=10, initial=3)
    minutes = forms.IntegerField(
        label=_("Minutes par tour"), min_value=1, max_value=LONGEST_ROUND, initial=15
    )

    helper = Helper(submit=_("Préparer ces tours"))


class BoardForm(forms.Form):
    shows_names = forms.BooleanField(
        label=_("Montrer au mur le prénom et l’organisme de qui écrit"), required=False
    )
    moderated_words = LongTextField(
        label=_("Mots à relire avant d’afficher"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Un par ligne. Les insultes courantes, les liens et le code le sont déjà."),
    )
    free_words = LongTextField(
        label=_("Mots à laisser passer"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Un par ligne : ceux de la liste courante qui sont des mots de votre métier."),
    )

    slot = forms.TypedChoiceField(
        label=_("Créneau du Grand Mix"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Chacun y lit sa table et son tour, sur son téléphone."),
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # what is only prepared is its organisers': facilitators come here too
        released = find_released(session)
        slots: Any = self.fields["slot"]
        slots.choices = [
            ("", _("Celui qui en porte le nom")),
            *(
                (slot.pk, f"{slot.title} ({day(slot.day)}, {clock(slot.starts_at)})")
                for slot in (released.slots if released else ())
                if slot.kind in (SlotKind.PLENARY, SlotKind.GROUP)
            ),
        ]
        slots.widget.attrs["class"] = "form-select"
        self.helper = Helper(submit=_("Enregistrer"))


class RotationForm(forms.Form):
    """The request of a rotation; ``part_<attendee>`` for each person. No query.

    ``layout`` is a field from :data:`~coaching.ideas.enums.LAYOUTS_FROM` projects on, or once it was chosen.
    """

    rounds = forms.IntegerField(label=_("Nombre de tours"), min_value=1, max_value=10)
    capacity = forms.IntegerField(
        label=_("Personnes à une table, au plus"),
        min_value=2,
        max_value=30,
        help_text=_("Qui reçoit compté."),
    )
    people = forms.ChoiceField(label=_("Qui asseoir ?"), widget=forms.RadioSelect(attrs={**TICK}))
    layout = forms.ChoiceField(
        label=_("Comment tenir les tables ?"), required=False, widget=forms.RadioSelect(attrs={**TICK})
    )
    territory = forms.BooleanField(label=_("Séparer les projets d’un même département"), required=False)
    tables = forms.TypedMultipleChoiceField(
        label=_("Les projets qui tiennent une table"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={**TICK}),
    )

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        room: MixCrowd,
        rotation: Rotation | None,
        tables: Iterable[SeatedTable] = (),
        rounds: int = 0,
        **kwargs: Any,
    ) -> None:
        """``tables``: those of the rotation, if there is one; ``rounds``: how many to seat without a rotation."""
        only_present = rotation.only_present if rotation else room.is_gathered
        hosted = [place.pk for place in room.list_hosted(only_present=only_present)]
        seated = len(room.list_seated(only_present=only_present))
        places = [place for table in tables for place in table.projects] if rotation else hosted
        count = rotation.rounds if rotation else rounds
        self.trial = MixTrial(room, places, max(1, count), only_present)
        layout = rotation.layout if rotation else TableLayout.ONE
        layouts = describe_layouts(self.trial)
        if layout not in dict(layouts):
            layouts.append((layout, str(TableLayout(layout).label)))
        initial = {
            "rounds": count,
            # where people are alone, half of the tables receive in a round
            "capacity": rotation.capacity if rotation else max(4, 2 * -(-seated // max(1, len(hosted)))),
            "layout": layout,
            "people": "present" if only_present else "expected",
            "territory": rotation.apart_by_territory if rotation else False,
            "tables": places,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.fields["layout"].choices = layouts  # type: ignore[attr-defined]
        if len(layouts) == 1:
            del self.fields["layout"]
        else:
            self.fields["capacity"].help_text = _(
                "Qui reçoit compté ; le double à une table de deux projets."
            )
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            ("present", _("Les personnes présentes (%(count)d)") % {"count": room.present}),
            ("expected", _("Toutes les personnes attendues (%(count)d)") % {"count": len(room.sitters)}),
        ]
        self.fields["tables"].choices = [  # type: ignore[attr-defined]
            (place.pk, place.project.title) for place in room.places
        ]
        for sitter in room.sitters:
            usual = _("comme d’usage : %(part)s") % {"part": sitter.usual.label}
            self.fields[f"part_{sitter.attendee.pk}"] = forms.ChoiceField(
                label=sitter.attendee.name,
                required=False,
                initial=sitter.chosen,
                choices=[("", usual), *RotationPart.choices],
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def list_parts(self) -> list[object]:
        """The bound fields of people, in order."""
        return [self[name] for name in self.fields if name.startswith("part_")]

    def read_wish(self) -> RotationWish:
        data = self.cleaned_data
        return RotationWish(
            tables=list(dict.fromkeys(data["tables"])),
            rounds=data["rounds"],
            capacity=data["capacity"],
            only_present=data["people"] == "present",
            apart_by_territory=data["territory"],
            layout=data.get("layout") or TableLayout.ONE,
            parts={
                int(name.removeprefix("part_")): data[name]
                for name in self.fields
                if name.startswith("part_") and name in self.data
            },
        )


class ApartForm(forms.Form):
    """Two projects whose people sit at different tables."""

    one = forms.TypedChoiceField(label=_("Un projet"), coerce=int)
    other = forms.TypedChoiceField(label=_("Et un autre"), coerce=int)

    def __init__(
        self, data: MultiValueDict[str, str] | None = None, *, room: MixCrowd, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.places = {place.pk: place for place in room.places}
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"
            field.choices = [  # type: ignore[attr-defined]
                ("", _("Choisissez…")),
                *((place.pk, place.project.title) for place in room.places),
            ]

    def clean(self) -> Values:
        data = super().clean() or {}
        one, other = (self.places.get(data.get(name) or 0) for name in ("one", "other"))
        if one and one == other:
            self.add_error("other", _("Choisissez deux projets différents."))
        return {"one": one, "other": other}
