"""The organiser's navigation: ``{% load manage %}{% manage_nav %}``."""

from django import template

from accelerator.types import Context
from programmes.sections import navigation

register = template.Library()


@register.inclusion_tag("programmes/_manage_nav.html", takes_context=True)
def manage_nav(context: template.Context) -> Context:
    """The sections of the edition the page belongs to."""
    request = context["request"]
    tabs, sections = navigation(request.edition.slug, request.path)
    return {"tabs": tabs, "sections": sections}
