"""Who may open the public sheets: anybody; who chooses what they show: their holders."""

from accelerator.web.access import PUBLIC, SIGNED_IN, Table, row

PAGES: Table = {
    "api:projects": row(PUBLIC),
    "api:open_data": row(PUBLIC),
    "api:open_data_csv": row(PUBLIC),
    "projects:public_projects": row(PUBLIC),
    "projects:public_project": row(PUBLIC),
    "projects:directory": row(PUBLIC),
    "projects:sheets_feed": row(PUBLIC),
    "projects:sitemap": row(PUBLIC),
    "projects:robots": row(PUBLIC),
    # Members who may write, of a place that was offered: Application.objects.of_member(user), else 404 or 403.
    "projects:project_sheet": row(SIGNED_IN),
}
