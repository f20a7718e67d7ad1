"""Forms of news."""

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accelerator.transitions import EditConflict
from accelerator.types import Values
from accelerator.web.forms import ConflictForm, LineField, TextField, TickedRowsField, append_to_label
from coaching.gallery.forms import clean_link
from coaching.models import GalleryItem, Post
from coaching.posts.actions import WORDS
from coaching.posts.models import LONGEST_BODY
from projects.models import Project

MOST_PICTURES = 12
TEXT = forms.Textarea(attrs={"rows": 10})


class SendBackForm(forms.Form):
    """Why a text goes back to its project, for the mail."""

    words = TextField(
        label=_("Un mot pour le projet (facultatif)"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Il part par e-mail à ceux qui tiennent le projet."),
    )


class PostForm(ConflictForm, forms.Form):
    """The words, a video, pictures that are public already; ``projects``: those an organiser may write about."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("De quel projet ?"), required=False,
        empty_label=_("De toute l’édition"),
    )  # fmt: skip
    title_fr = LineField(label=_("Titre"), max_length=150)
    body_fr = TextField(
        label=_("Texte"),
        max_length=LONGEST_BODY,
        widget=TEXT,
        help_text=_("Une ligne vide sépare les paragraphes ; **deux étoiles** mettent en gras."),
    )
    title_en = LineField(label=_("Titre en anglais"), max_length=150, required=False)
    body_en = TextField(label=_("Texte en anglais"), max_length=LONGEST_BODY, widget=TEXT, required=False)
    video = LineField(
        label=_("Lien d’une vidéo"),
        max_length=500,
        required=False,
        widget=forms.URLInput(attrs={"inputmode": "url"}),
        help_text=_("L’adresse complète, qui commence par https://. La vidéo reste où elle est."),
    )
    pictures = TickedRowsField(
        GalleryItem.objects.none(), label=_("Images"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        post: Post | None = None,
        offered: QuerySet[GalleryItem],
        projects: QuerySet[Project] | None = None,
    ) -> None:
        """``offered``: the pictures one may choose; ``projects``: none for a post that keeps its project."""
        initial: Values = {}
        if post is not None:
            initial = {name: getattr(post, name) for name in WORDS}
            initial |= {"seen": post.version, "pictures": list(post.pictures.values_list("pk", flat=True))}
        super().__init__(data, initial=initial)
        self.theirs: Values = {}
        self.fields["pictures"].queryset = offered  # type: ignore[attr-defined]
        append_to_label(self, "video", _("(facultatif)"))
        if projects is None:
            del self.fields["project"]
        else:
            self.fields["project"].queryset = projects  # type: ignore[attr-defined]

    def clean_video(self) -> str:
        return clean_link(self.cleaned_data["video"])

    def clean_pictures(self) -> object:
        chosen = self.cleaned_data["pictures"]
        if len(chosen) > MOST_PICTURES:
            raise forms.ValidationError(_("Choisissez %(count)d images au plus.") % {"count": MOST_PICTURES})
        return chosen

    def clean(self) -> Values:
        data = super().clean() or {}
        if bool(data.get("title_en")) != bool(data.get("body_en")) and not self.errors:
            missing = "body_en" if data.get("title_en") else "title_en"
            self.add_error(missing, _("Traduisez le titre et le texte, ou aucun des deux."))
        return data

    @property
    def words(self) -> dict[str, str]:
        """The words as the actions take them."""
        return {name: self.cleaned_data[name] for name in WORDS}

    @property
    def ticked(self) -> set[str]:
        """The keys of the chosen pictures in the form."""
        return {str(pk) for pk in self["pictures"].value() or ()}

    def show_theirs(self, conflict: EditConflict) -> None:
        """Show the concurrent version; the typed one stays, and replaces it if it is sent again."""
        super().show_theirs(conflict)
        self.theirs = dict(conflict.theirs)
