"""Which support schemes may answer which needs: by their words, with the words that matched. Pure.

A scheme says in plain words what it brings; no form asks its owner to tick needs. So this is a hint for people who
know the schemes, shown with its reason, never a decision.
"""

import re
import unicodedata
from collections.abc import Iterable

STEMS: dict[str, tuple[str, ...]] = {
    "expertise": ("expert", "diagnostic", "conseil", "methode", "ergonom", "accompagn", "consult"),
    "funding": ("finance", "pret ", "prets ", "subvention", "fonds", "aide a", "prise en charge", "avance"),
    "hr": ("rh", "ressources humaines", "recrut", "competence", "emploi", "cadres", "social"),
    "network": ("reseau", "mise en relation", "collecti", "rencontre", "filiere", "annuaire", "partenariat"),
    "training": ("formation", "forme", "competence", "opco", "apprend"),
    "other": (),
}


def plain(text: str) -> str:
    """Without accents or capitals, as both sides are compared."""
    bare = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).lower()


def answered_needs(needs: Iterable[str], text: str) -> list[str]:
    """Those of ``needs`` (codes) that a scheme described by ``text`` may answer."""
    words = plain(text)
    return [
        need
        for need in needs
        if any(re.search(rf"\b{re.escape(stem)}", words) for stem in STEMS.get(need, ()))
    ]
