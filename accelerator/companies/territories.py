"""The regions of France, and how to recognise a département in what people typed."""

REGIONS: dict[str, str] = {
    "Auvergne-Rhône-Alpes": "01 03 07 15 26 38 42 43 63 69 73 74",
    "Bourgogne-Franche-Comté": "21 25 39 58 70 71 89 90",
    "Bretagne": "22 29 35 56",
    "Centre-Val de Loire": "18 28 36 37 41 45",
    "Corse": "2A 2B",
    "Grand Est": "08 10 51 52 54 55 57 67 68 88",
    "Guadeloupe": "971",
    "Guyane": "973",
    "Hauts-de-France": "02 59 60 62 80",
    "Île-de-France": "75 77 78 91 92 93 94 95",
    "La Réunion": "974",
    "Martinique": "972",
    "Mayotte": "976",
    "Normandie": "14 27 50 61 76",
    "Nouvelle-Aquitaine": "16 17 19 23 24 33 40 47 64 79 86 87",
    "Occitanie": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "Pays de la Loire": "44 49 53 72 85",
    "Provence-Alpes-Côte d’Azur": "04 05 06 13 83 84",
}
"""Region → codes of its départements."""


def code_of(words: str, names: dict[str, str]) -> str | None:
    """The code of the département named in ``words``; ``None`` when none, or several, could be meant.

    ``words`` and the values of ``names`` (code → name) are written as searches write them: lower case, no accent,
    blanks between words. The longest name wins, so that « val de marne » is not the Marne.
    """
    exact = [code for code, name in names.items() if words in (name, code.lower())]
    if exact:
        return exact[0]
    padded = f" {words} "
    named = sorted((name for name in names.values() if f" {name} " in padded), key=len, reverse=True)
    if named:
        rest = [name for name in named[1:] if name not in named[0]]
        return None if rest else next(code for code, name in names.items() if name == named[0])
    codes = [code for code in names if f" {code.lower()} " in padded]
    return codes[0] if len(codes) == 1 else None
