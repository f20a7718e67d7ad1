"""``/dev/companies/``: a directory of invented companies, for the local set-up; only when DEBUG.

It answers like the real one, for numbers that no company has: SIRENs below 000 001 000.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accelerator.questionnaires.siret import is_valid

BELOW = "000001"
COMPANIES = (
    ("ATELIERS DU PONT LEVANT", "HONFLEUR", "14", "11"),
    ("MUTUELLE DES QUAIS", "CHERBOURG-EN-COTENTIN", "50", "21"),
    ("LES TOURNÉES DU PERCHE", "MORTAGNE-AU-PERCHE", "61", "12"),
    ("IMPRIMERIE DE L’ITON", "ÉVREUX", "27", "03"),
    ("COOPÉRATIVE DES FALAISES", "FÉCAMP", "76", "12"),
)
"""Name, town, département and code of INSEE's head-count band, as the real directory writes them."""


@require_safe
def search(request: HttpRequest) -> JsonResponse:
    """The company of the SIRET ``q``, always the same for one number; no result for a number that a real company may
    have."""
    if not settings.DEBUG:
        raise Http404
    siret = request.GET.get("q", "")
    return JsonResponse({"results": [_build_unit(siret)] if is_valid(siret) and siret < BELOW else []})


def _build_unit(siret: str) -> dict[str, object]:
    name, town, department, band = COMPANIES[int(siret[:8]) % len(COMPANIES)]
    return {
        "siren": siret[:9],
        "nom_complet": name,
        "tranche_effectif_salarie": band,
        "matching_etablissements": [{"siret": siret, "libelle_commune": town, "departement": department}],
    }
