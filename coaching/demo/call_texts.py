"""Rules and frequent questions of the demo's calls, as an organiser would write them."""

RULES_FR = """### Qui peut déposer

Toute structure dont les équipes travaillent en Normandie, quels que soient sa taille et son statut. Un dossier par \
projet. L’absence de SIRET s’explique en une phrase.

### Comment les projets sont choisis

Un comité de six organismes lit les dossiers. Chacun est évalué par trois personnes, avec une grille publique de huit \
critères. Une personne qui a un lien avec un projet ne le lit pas. La décision est prise en réunion, écrite, et chaque \
dossier reçoit une réponse avec sa raison.

### Ce à quoi vous vous engagez

Venir les deux journées, à deux si possible. Dire aux autres où vous en êtes. Répondre à une enquête à la fin, puis à \
trois autres dans l’année.

### Ce que l’accompagnement n’est pas

Ce n’est pas une subvention. Les partenaires peuvent proposer un appui, selon leurs propres règles.

### Vos données

Elles servent à choisir les projets et à les suivre. Elles sont gardées tant que leur effacement n’est pas demandé : \
par l’organisation du programme, ou par vous. Vous pouvez demander à lire, corriger ou effacer ce qui vous concerne."""

RULES_EN = """### Who may apply

Any organisation whose teams work in Normandy, whatever its size and status. One application per project. If you have \
no SIRET number, explain why in one sentence.

### How projects are chosen

A committee of six bodies reads the applications. Each one is assessed by three people with a public grid of eight \
criteria. Somebody with a link to a project does not read it. The decision is taken in a meeting and written down, and \
every application gets an answer with its reason.

### What you commit to

Coming on both days, with a second person if you can. Telling the others where you stand. Answering one survey at the \
end, and three more during the year.

### What this is not

It is not a grant. Partners may offer support, under rules of their own.

### Your data

They serve to choose projects and to follow them. They are kept until their deletion is asked for: by the organisers \
of the programme, or by you. You may ask to read, correct or delete what concerns you."""

FAQ_FR = """### Mon projet est-il assez avancé ?

Oui. Les idées sont aussi bienvenues que les outils en service, tant qu’il reste des questions à se poser.

### Je propose un logiciel : est-ce une vitrine ?

Non. Vous venez travailler sur ce que votre produit fait au travail de vos clients.

### Combien de temps faut-il pour le dossier ?

Une heure, en plusieurs fois si vous voulez : tout s’enregistre au fur et à mesure.

### Combien cela coûte-t-il ?

Rien. Les repas de midi sont offerts, le voyage et l’hébergement restent à votre charge."""

FAQ_EN = """### Is my project far enough along?

Yes. Ideas are as welcome as tools in use, as long as there are questions left to ask.

### I sell software: is this a showcase?

No. You come to work on what your product does to the work of your customers.

### How long does the application take?

An hour, in several sittings if you like: everything is saved as you go.

### What does it cost?

Nothing. Lunches are offered, travel and lodging are yours to pay."""
