"""Insults and slurs of French and English, without accents, as :func:`accelerator.web.search.normalise` writes them.

Whole words, singular or plural. Words that people say at work are left out: « retard », « bite », « cul-de-sac »,
« raton », « pédale », « demeure ». An edition adds its own, and takes some of these out.
"""

FRENCH = (
    "abruti abrutie batard batarde bicot bougnoule bougnoul branleur branleuse chinetoque connard connarde connasse "
    "con conne couillon couillonne cretin cretine crevard crouille debile emmerdeur emmerdeuse encule enculee "
    "enfoire enfoiree fdp fiotte garce gogol goudou gouine gouinasse grognasse idiot idiote imbecile lopette merde "
    "merdeux merdique mongolien negre negresse negro niakoue ntm pd pede petasse pouffiasse poufiasse putain "
    "pute raclure salaud salope salopard tafiole tantouze tarlouze tg trouduc youpin youpine "
    "bamboula  connerie bordel foutaise"
).split()
ENGLISH = (
    "arsehole asshole bastard bitch bollocks bullshit cunt dickhead fag faggot fuck fucked fucker fucking "
    "gook idiot kike moron motherfucker nigga nigger paki retarded shit shitty slut spastic stupid tranny "
    "twat wanker wetback whore"
).split()
PHRASES = (
    "ta gueule",
    "ferme la",
    "nique ta mere",
    "va te faire",
    "fils de pute",
    "sale arabe",
    "sale juif",
    "sale noir",
)
USUAL = (*FRENCH, *ENGLISH, *PHRASES)
