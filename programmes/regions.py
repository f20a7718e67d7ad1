"""The editions of a programme by region, year after year, and the map of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext

from accelerator.charts import Chart
from accelerator.companies.tile_map import render_regions
from programmes.models import Edition
from programmes.models.edition import NO_REGION


@dataclass(frozen=True)
class RegionEditions:
    """``region`` is empty for national editions and others."""

    region: str
    editions: list[Edition]

    @property
    def label(self) -> "str | Promise":
        return self.region or capfirst(str(NO_REGION))


def group_by_region(editions: Iterable[Edition]) -> list[RegionEditions]:
    """Regions by name, those without one last; in each, the first edition first. No query."""
    groups: dict[str, list[Edition]] = {}
    for edition in sorted(editions, key=_find_order):
        groups.setdefault(edition.region, []).append(edition)
    return [
        RegionEditions(region, groups[region]) for region in sorted(groups, key=lambda name: (not name, name))
    ]


def _find_order(edition: Edition) -> tuple[date, int]:
    """Sort key of an edition: those whose session has no day yet come last."""
    return edition.session_starts_on or date.max, edition.pk


def render_region_map(groups: Sequence[RegionEditions]) -> Chart | None:
    """How many editions each region had; ``None`` where no edition has a region."""
    counts = {group.region: len(group.editions) for group in groups if group.region}
    if not counts:
        return None
    words = ", ".join(
        ngettext("%(region)s : %(count)d édition", "%(region)s : %(count)d éditions", count)
        % {"region": region, "count": count}
        for region, count in counts.items()
    )
    return render_regions(
        counts, title=_("Les éditions par région"), description=words, columns=(_("Région"), _("Éditions"))
    )
