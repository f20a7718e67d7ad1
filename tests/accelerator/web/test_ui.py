"""The components and the forms: what they print, what they refuse."""

import re
from pathlib import Path

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import Http404, HttpResponse
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory

from accelerator.accounts.models import User
from accelerator.web.forms import Helper
from accelerator.web.templatetags import ui
from accelerator.web.views import components

ROOT = Path(settings.ROOT)
MAILS = ("emails", "outbox")


def render(source: str, **context: object) -> str:
    return Template("{% load ui crispy_forms_tags %}" + source).render(Context(context))


class PersonForm(forms.Form):
    name = forms.CharField(label="Nom")
    level = forms.ChoiceField(label="Niveau", choices=[("1", "un"), ("2", "deux")], widget=forms.RadioSelect)
    phone = forms.CharField(label="Téléphone", required=False)
    by_post = forms.BooleanField(label="Par courrier", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = Helper(submit="Enregistrer")

    def clean(self):
        self.add_error(None, "Rien ne va <ici>.")


def test_a_badge_says_its_state_in_words_and_in_a_shape():
    html = render('{% badge "Retenue" tone="success" %}')
    assert "Retenue" in html
    assert "<svg" in html


def test_a_value_out_of_the_list_is_refused():
    for source in (
        '{% badge "x" tone="purple" %}',
        '{% button "x" tone="big" %}',
        '{% icon "unicorn" %}',
        '{% next_action title="x" href="/" %}',
        "{% interval low=1 value=2 high=3 lowest=4 highest=4 %}",
        '{% card title="x" level=9 %}{% endcard %}',
    ):
        with pytest.raises(TypeError):
            render(source)


def test_an_unknown_attribute_is_refused():
    for source in (
        '{% badge "x" color="red" %}',
        '{% button "x" onclick="y" %}',
        '{% card klass="x" %}{% endcard %}',
    ):
        with pytest.raises(TemplateSyntaxError):
            render(source)


def test_a_button_is_a_link_or_a_button():
    link = render('{% button "Voir" href=href tone="secondary" %}', href="/x/?a=1&b=2")
    assert '<a class="btn btn-secondary" href="/x/?a=1&amp;b=2">Voir</a>' in " ".join(link.split())
    button = render('{% button "Retenir" name="decision" value="selected" disabled=True %}')
    assert 'name="decision"' in button
    assert 'value="selected"' in button
    assert " disabled" in button
    assert 'type="submit"' in button


def test_the_opener_of_a_modal_works_without_javascript():
    assert 'href="#leave"' in render('{% button "Quitter" opens="leave" %}')
    modal = render('{% modal id="leave" title="Quitter ?" %}<p>Oui.</p>{% endmodal %}')
    assert '<dialog class="modal" id="leave" aria-labelledby="leave-title">' in modal
    assert "<p>Oui.</p>" in modal


def test_the_error_summary_links_to_each_field_once():
    form = PersonForm({})
    html = render("{% error_summary form %}{% crispy form %}", form=form)
    assert 'href="#id_name"' in html
    assert 'href="#id_level_0"' in html
    assert 'id="id_level_0"' in html
    assert html.count("Rien ne va &lt;ici&gt;.") == 1
    assert html.count('id="error-summary"') == 1


def test_only_optional_fields_are_marked_and_only_once():
    form = PersonForm()
    html = render("{% crispy form %}{% crispy form %}", form=form)
    assert html.count("(facultatif)") == 2
    assert re.search(r"Téléphone\s*<span class=\"optional\">\(facultatif\)</span>", html)
    assert not re.search(r"Par courrier\s*<span class=\"optional\">", html)  # a lone box is a choice already


def test_an_error_is_tied_to_its_field():
    html = render("{% crispy form %}", form=PersonForm({}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert "novalidate" in html


def test_pages_keep_the_other_parameters():
    request = RequestFactory().get("/list/", {"q": "été", "page": "2"})
    page = Paginator(range(312), 50).get_page(2)
    html = render("{% pagination page %}", page=page, request=request)
    assert 'rel="prev" href="?q=%C3%A9t%C3%A9&amp;page=1"' in " ".join(html.split())
    assert "51 à 100 sur 312" in html
    assert 'aria-current="page"' in html


def test_an_interval_is_drawn_and_described():
    html = render("{% interval low=62 value=70.5 high=78 cut=66 %}")
    assert 'aria-label="70,5, entre 62 et 78, seuil à 66"' in html
    assert "style=" not in html


def test_steps_say_their_state_in_words():
    steps = [
        {"label": "Structure", "state": "done", "href": "/1"},
        {"label": "Projet", "state": "current"},
        {"label": "Envoi"},
    ]
    html = " ".join(render("{% step_header steps %}", steps=steps).split())
    assert "Étape 2 sur 3 : <b>Projet</b>" in html
    assert "(terminé)" in html
    assert "(à venir)" in html


def visit_components(**query: str) -> HttpResponse:
    request = RequestFactory().get("/dev/components/", query)
    request.user = AnonymousUser()
    return components(request)


def test_every_component_is_on_the_components_page(settings):
    settings.DEBUG = True
    assert visit_components(page="3").status_code == 200
    source = (ROOT / "templates/dev/components.html").read_text()
    missing = [
        tag for tag in ui.register.tags if f"{{% {tag} " not in source and f"{{% {tag} %}}" not in source
    ]
    assert "interval" in ui.register.tags
    assert set(missing) <= {"icon", "error_summary"}


def test_the_components_page_is_closed_outside_debug(settings):
    settings.DEBUG = False
    with pytest.raises(Http404):
        visit_components()


def test_a_broken_server_still_shows_a_page():
    html = render_to_string("500.html")
    assert "Une panne de notre côté" in html
    assert 'href="/"' in html


def _templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def test_no_template_carries_inline_style_or_script():
    faulty = [
        path.name
        for path in _templates()
        if path.parent.name not in MAILS
        and re.search(
            r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*(?:\bsrc=|application/json))", path.read_text()
        )
    ]
    assert faulty == []


def classes(sheet: Path) -> set[str]:
    return set(re.findall(r"\.(-?[_a-zA-Z][\w-]*)", sheet.read_text()))


def test_no_page_relies_on_a_part_of_bootstrap_that_is_not_loaded():
    """Pages load its reboot only; the rest of the drawing is ours."""
    boot = ROOT / "node_modules/bootstrap/dist/css"
    drawn = set().union(*map(classes, (ROOT / "static/css").glob("*.css")))
    absent = classes(boot / "bootstrap.css") - drawn
    faulty: dict[str, set[str]] = {}
    for path in _templates():
        for value in re.findall(r'class="([^"]*)"', re.sub(r"{%.*?%}|{{.*?}}", "", path.read_text())):
            if found := set(value.split()) & absent:
                faulty.setdefault(str(path.relative_to(ROOT)), set()).update(found)
    assert faulty == {}


class Choosing(forms.Form):
    who = forms.ModelChoiceField(User.objects.none())
    whom = forms.ModelChoiceField(User.objects.none(), required=False)
    how = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("a", "ainsi")])
    when = forms.ModelChoiceField(User.objects.none(), empty_label="un jour", required=False)

    helper = Helper()


def test_a_list_says_in_words_that_nothing_was_chosen(db: None) -> None:
    page = render_crispy_form(Choosing())

    assert "---" not in page
    assert page.count(">Choisissez…</option>") == 2
    assert page.count(">non précisé</option>") == 1
    assert page.count(">un jour</option>") == 1
    assert Choosing.base_fields["who"].empty_label == "---------", "of the form that is drawn alone"


def test_an_address_may_break_after_its_at_sign_and_its_points_alone() -> None:
    drawn = render("{% address email %}", email="anne.le-gall@aract.example")

    assert drawn == "anne.<wbr>le-gall@<wbr>aract.<wbr>example"
    assert render("{% address email %}", email="<b>@x") == "&lt;b&gt;@<wbr>x"
