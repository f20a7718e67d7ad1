"""Who may open which page, and who may do what to its objects, by subject."""

from coaching.permissions import accompaniment, synthesis

PAGES = {**accompaniment.PAGES, **synthesis.PAGES}
