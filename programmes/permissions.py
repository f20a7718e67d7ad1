"""Who may open which page of the programme, and who may do what to it."""

from accelerator.web.access import PUBLIC, SIGNED_IN, row

PAGES = {
    "home": row(PUBLIC),
    "programmes:welcome": row(SIGNED_IN),
}
