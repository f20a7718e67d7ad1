"""What the committee thinks, so far, of the applications of Petites structures; levels as in ``opinions_a``."""

from coaching.demo.opinion import Opinion

OPINIONS = {
    "fournil-saint-vigor": Opinion(
        levels="44434334",
        praise="L’heure limite fixée par le boulanger de nuit, la phrase écrite par les vendeuses : le "
        "travail se parle enfin.",
        doubt="La gérante dit elle-même que tout dépend de sa capacité à refuser. Qu’est-ce que l’outil y changera ?",
        advice="Gardez votre formulaire encore un peu : il vous apprend plus qu’une application.",
    ),
    "infirmieres-du-cotentin": Opinion(
        levels="34333233",
        praise="Le droit au silence les jours de repos devrait figurer dans tous les cahiers des charges de santé.",
        doubt="Cinq indépendantes sans règle de décision : la solution technique ne tranchera pas à leur place.",
        advice="Décidez d’abord comment vous déciderez. Une médiatrice peut vous y aider en deux soirées.",
    ),
    "maraichers-du-val": Opinion(
        levels="34433243",
        praise="Des consignes enregistrées par les salariés, dans leur langue, et payées : dignité et "
        "efficacité à la fois.",
        doubt="La parole descend. Rien encore ne la fait remonter vers les maraîchers.",
        advice="Enregistrez aussi une fiche où les salariés expliquent leur métier aux patrons.",
    ),
    "coiffeurs-de-normandie": Opinion(
        levels="33332243",
        praise="Une chambre patronale qui part de la pause des salariées, cela mérite l’attention.",
        doubt="Les réglages appartiennent aux plateformes. Le guide peut devenir caduc en une mise à jour.",
        advice="Documentez dix agendas réels avant et après réglage : c’est votre argument de négociation.",
    ),
    "charpentes-du-vexin": Opinion(
        levels="44433333",
        praise="La signature commune du plan redonne à l’atelier sa voix, et à la dessinatrice son sommeil.",
        doubt="L’heure de revue n’est pas au devis. Au premier retard elle sautera.",
        advice="Mettez une reprise de chantier en face de l’heure de revue : le calcul est vite fait.",
    ),
    "conduite-en-ouche": Opinion(
        levels="33322122",
        praise="La carte des zones dessinée par les monitrices est un vrai travail d’ergonomie spontanée.",
        doubt="Tout dépend d’un éditeur que six personnes ne feront pas bouger.",
        advice="Regroupez-vous avec trois autres auto-écoles du même éditeur.",
    ),
    "camping-des-dunes": Opinion(
        levels="33322232",
        praise="Partir de la première semaine racontée par les anciens : la bonne porte d’entrée.",
        doubt="La morte saison est courte et la responsable d’accueil porte encore tout.",
        advice="Notez pendant un jour d’août tout ce qu’on demande à l’accueil, et triez.",
    ),
    "brasserie-de-l-orne": Opinion(
        levels="33332222",
        praise="« Celui qui habite le plus près » : l’injustice d’une alerte est bien vue.",
        doubt="Le projet se résoudrait peut-être par une règle d’astreinte et un réglage de seuils.",
        advice="Comptez les alertes utiles d’un mois avant de changer quoi que ce soit.",
    ),
    "fil-retors": Opinion(
        levels="44443343",
        praise="Quatre temps corrigés sur vingt, preuves à l’appui, avant même la première ligne de code.",
        doubt="Le rapport avec le donneur d’ordre est déséquilibré, la donnée peut se retourner contre l’atelier.",
        advice="Écrivez dès maintenant ce que la marque ne verra jamais.",
    ),
    "sport-emploi-76": Opinion(
        levels="34333343",
        praise="Le cercle de remplacement entre pairs crée un collectif là où il n’y avait que des horaires.",
        doubt="Les bénévoles employeurs n’ont été vus qu’une fois. Ils feront tout réussir ou tout échouer.",
        advice="Donnez la parole à un trésorier pendant le pitch.",
    ),
    "mairie-facile": Opinion(
        levels="44333343",
        praise="Un éditeur qui regarde ses propres connexions à 23 h comme un signal d’alarme : bravo.",
        doubt="L’arrêt à 18 h impose une organisation au client. Est-ce à un logiciel de le faire ?",
        advice="Laissez chaque mairie écrire son heure, avec sa secrétaire, et rendez cela visible.",
    ),
    "comptes-et-cie": Opinion(
        levels="44333333",
        praise="Une semaine de travail affichée dans la cuisine : le travail invisible a enfin un mur.",
        doubt="Le parcours vers le conseil est supposé désirable. Deux assistantes ont pourtant dit le contraire.",
        advice="Construisez un second parcours pour celles qui veulent rester au contact des chiffres.",
    ),
    "ambulances-de-la-touques": Opinion(
        levels="21011211",
        praise="Un besoin économique clair.",
        doubt="Le métier de la régulatrice disparaît en une phrase et personne n’est consulté.",
        advice="Passez une matinée à côté de la régulatrice et notez tout ce qu’elle sait.",
    ),
    "clinique-des-haras": Opinion(
        levels="22222210",
        praise="La responsabilité de tri des auxiliaires est repérée.",
        doubt="La décision se prend au siège d’un groupe de 900 personnes.",
        advice="Demandez au groupe un appui interne : il en a les moyens.",
        reason="Cette édition s’adresse aux structures de moins de cinquante personnes. Votre clinique "
        "appartient à un groupe de 900 personnes, qui décide du projet.",
    ),
}

INELIGIBLE = ("clinique-des-haras",)
