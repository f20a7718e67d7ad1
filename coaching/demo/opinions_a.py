"""What the committee thinks of the applications of the Spéciale Normandie: levels, and words of its own for each.

Levels follow the order of the default grid: theme, work, involvement, usefulness, ripeness, feasibility, spread,
openness. They are a tendency: each reviewer departs from it a little.
"""

from coaching.demo.opinion import Opinion

OPINIONS = {
    "salaisons-du-bessin": Opinion(
        levels="44443334",
        praise="La zone « à dire à l’équipe suivante » est une trouvaille : elle garde à la fiche papier ce "
        "qu’elle avait de vivant.",
        doubt="Le rôle des chefs d’équipe est posé comme une question ouverte, sans début de réponse. À "
        "travailler en priorité.",
        advice="Votre accord sur l’effacement à trente jours mérite d’être montré : faites-en la première "
        "page de votre frise.",
    ),
    "cap-estran": Opinion(
        levels="44443344",
        praise="Partir du coefficient de marée, connu un an à l’avance, renverse le problème du planning "
        "avec élégance.",
        doubt="Vingt-six employeurs et une seule règle : le dossier ne dit pas ce qui se passe quand un "
        "adhérent la contourne.",
        advice="Venez avec deux exploitants aux avis opposés : les journées serviront à écrire la règle, pas "
        "à la présenter.",
    ),
    "a-domicile-bocage": Opinion(
        levels="44432334",
        praise="Les carnets de tournée des onze intervenantes valent tous les cahiers des charges que nous "
        "avons lus cette année.",
        doubt="Le temps payé pour discuter n’est financé par personne. Sans argument pour le département, "
        "cela tiendra un an.",
        advice="Chiffrez ce que coûte aujourd’hui l’absentéisme : c’est le point de départ de votre plaidoyer.",
    ),
    "entrepots-de-seine": Opinion(
        levels="44433333",
        praise="Un directeur et une déléguée qui candidatent ensemble avec un accord de méthode : c’est "
        "rare, et c’est solide.",
        doubt="Deux points de productivité perdus et pas d’indicateur en face : le siège pourrait arrêter "
        "l’essai avant la session.",
        advice="Cherchez un indicateur que les préparatrices comprennent et que le siège ne puisse pas ignorer.",
    ),
    "passe-mot": Opinion(
        levels="43333343",
        praise="L’aveu du conducteur de travaux à l’écoute est courageux. Un éditeur qui veut écrire sa "
        "propre limite, cela s’encourage.",
        doubt="Aucun CSE consulté chez les clients : la charte d’usage risque de rester une page en annexe "
        "du contrat.",
        advice="Écrivez votre charte avec des compagnons et un client, puis demandez-vous qui la fera vivre "
        "dans un an.",
    ),
    "trois-rivieres-auge": Opinion(
        levels="34332334",
        praise="Arrêter un déploiement et le dire aux élus : la collectivité a déjà fait le plus difficile.",
        doubt="Les secrétaires de mairie dépendent d’un autre employeur et n’apparaissent dans aucun groupe "
        "de travail.",
        advice="Faites compter, une semaine durant, les aides au numérique données à l’accueil. Ce chiffre "
        "manque à votre dossier.",
    ),
    "imprimerie-lecoq": Opinion(
        levels="44433244",
        praise="L’écart rouge, et la conductrice qui demande à quoi elle sert : tout le thème de l’appel "
        "tient dans cette scène.",
        doubt="Rien n’est développé et le carnet de commandes déborde. Qui aura le temps de nourrir la "
        "bibliothèque de réglages ?",
        advice="Commencez par dix réglages signés, racontés à voix haute. L’outil viendra après.",
    ),
    "linieres-du-caux": Opinion(
        levels="44433343",
        praise="L’avis humain avant la proposition de la machine : une règle simple, demandée par les "
        "classeuses, déjà inscrite à l’écran.",
        doubt="La question de la classification salariale est nommée, puis laissée. C’est pourtant elle qui "
        "fera tenir le reste.",
        advice="Invitez un administrateur et une classeuse à raconter le même désaccord : votre pitch est là.",
    ),
    "transporteurs-normands": Opinion(
        levels="34344244",
        praise="Le jeu de cartes tirées de situations réelles peut servir demain dans dix branches.",
        doubt="Quatre salariées pour cent quarante entreprises : le dossier ne dit pas qui animera les discussions.",
        advice="Essayez vos cartes avec un métier qui ne roule pas, pendant les deux jours : vous verrez ce "
        "qui est universel.",
    ),
    "agenda-juste": Opinion(
        levels="43343343",
        praise="Comparer un service enthousiaste et un service hostile, sans cacher le second : voilà une "
        "vraie expérimentation.",
        doubt="La transparence de l’équité peut devenir une comptabilité entre collègues. Le dossier le "
        "voit, mais n’a pas de garde-fou.",
        advice="Laissez aux équipes le droit de ne pas afficher, et regardez ce qu’elles en font.",
    ),
    "cabinet-lisiere": Opinion(
        levels="44443343",
        praise="Raconter une journée, la rejouer, écrire ce qui doit changer : trois séances, et le CSE "
        "devient concepteur.",
        doubt="Le coût d’une maquette reste obscur. Une entreprise de cinquante personnes paiera-t-elle pour "
        "être contredite ?",
        advice="Les éditeurs de la promotion sont vos meilleurs cobayes : proposez-leur une séance.",
    ),
    "hopital-deux-rives": Opinion(
        levels="44433343",
        praise="La relève debout à trois questions ne coûte rien et dit tout : le projet n’est pas dans le terminal.",
        doubt="Trois services, des effectifs tendus, un prêt de matériel : l’après-essai n’est pas écrit.",
        advice="Associez les agents de service à la relève, au moins une fois, et observez ce qui change.",
    ),
    "chambre-claire": Opinion(
        levels="44333243",
        praise="Refuser un chronomètre quand un gros client l’exige : le dilemme est exposé avec une "
        "franchise remarquable.",
        doubt="L’entreprise tient à trois hôtels. Sans réponse au contrat de la chaîne, elle n’aura "
        "peut-être pas de suite.",
        advice="Préparez deux scénarios chiffrés, avec et sans chronomètre, et faites-les discuter par une "
        "gouvernante.",
    ),
    "scene-du-port": Opinion(
        levels="34433243",
        praise="Un logiciel libre, trois salles, et le régisseur porteur du projet avec l’administratrice : "
        "la bonne distribution.",
        doubt="Une seule des trois salles s’est vraiment engagée. L’équité entre employeurs reste à inventer.",
        advice="Obtenez une lettre des deux autres salles : votre projet change de taille avec elle.",
        reason="Le projet est solide et sensible au métier de régie. L’engagement des deux autres salles "
        "manquait au moment de décider.",
    ),
    "cle-de-douze": Opinion(
        levels="34432234",
        praise="Le numérique comme un outil de l’établi, entre la clé de douze et le dévoiloir : l’idée est "
        "belle et juste.",
        doubt="Aucun moyen de développement, une bénévole : deux journées ne suffiront pas à lancer l’outil.",
        advice="Cherchez d’abord quelle preuve de compétence un employeur local lirait volontiers.",
        reason="Un projet très juste dans son intention, encore sans moyens pour passer du papier à l’essai.",
    ),
    "blanchisserie-du-cailly": Opinion(
        levels="34323233",
        praise="Essayer le portique avant d’en acheter, et faire noter ce qui coince par les opératrices : "
        "bonne méthode.",
        doubt="Quatre emplois peuvent disparaître et l’engagement de la direction n’est pas écrit. Le comité "
        "ne peut pas l’ignorer.",
        advice="Écrivez l’engagement sur l’emploi avec le CSE avant toute autre chose.",
        reason="L’essai est bien conduit. Le comité attend un engagement écrit sur l’emploi des opératrices de tri.",
    ),
    "soudure-virtuelle": Opinion(
        levels="33333332",
        praise="Le carnet partagé remet le tuteur au centre, là où le casque l’avait effacé.",
        doubt="L’entreprise vend à des services de formation et connaît mal l’atelier. Il lui manque un terrain.",
        advice="Trouvez un atelier qui accepte d’essayer le carnet avec deux tuteurs, même un mois.",
        reason="Un bon sujet, le métier de tuteur, mais pas encore d’entreprise pour l’éprouver.",
    ),
    "atelier-du-perche": Opinion(
        levels="23222122",
        praise="La peur que l’apprenti n’apprenne plus à tracer est le cœur du sujet, et elle est bien dite.",
        doubt="Le projet hésite entre un outil de vente et une réflexion sur l’atelier.",
        advice="Faites dessiner un meuble à deux, client et apprenti, et voyez quelle aide manque.",
        reason="Le projet est encore une idée d’achat. Le comité vous invite à revenir quand l’atelier "
        "l’aura essayée, même en petit.",
    ),
    "autocars-lemoussu": Opinion(
        levels="33223232",
        praise="Protéger le conducteur des appels sans le pister : l’intention est claire.",
        doubt="Aucun conducteur n’a encore été réuni. Le boîtier, lui, est déjà choisi.",
        advice="Réunissez les conducteurs sur un parking de collège, à 16 h : c’est là qu’ils se croisent.",
        reason="Le sujet est réel, mais les conducteurs n’ont pas encore été associés. L’appel leur donne "
        "une place centrale.",
    ),
    "etude-des-remparts": Opinion(
        levels="11112221",
        praise="Un équipement utile aux clients éloignés.",
        doubt="Le travail des clercs et de l’accueil n’est pas décrit : on ne sait pas ce que chacun fera demain.",
        advice="Demandez aux personnes de l’accueil ce que la signature à distance leur enlèvera et leur apportera.",
        reason="Le dossier décrit un équipement. Les effets sur le travail des quatorze collaborateurs n’y "
        "apparaissent pas.",
    ),
    "lait-du-pays-de-bray": Opinion(
        levels="33322232",
        praise="« Parfois sans voir une vache » : la perte de sens du conseil est dite en cinq mots.",
        doubt="Tout est à faire, et les éleveurs ne sont pas encore dans la discussion.",
        advice="Passez une nuit d’alertes chez un éleveur avec un conseiller. Le premier pas est là.",
        reason="La question est belle, le projet trop jeune pour deux journées de travail. Revenez avec "
        "trois éleveurs.",
    ),
    "mediatheque-des-falaises": Opinion(
        levels="33322122",
        praise="Se demander ce que l’on fera du temps libéré avant qu’il ne le soit : trop rare.",
        doubt="Le marché est signé et la ville n’a pris aucun engagement sur les postes.",
        advice="Obtenez de la ville une page sur ce qu’elle attend : le débat d’équipe partira de là.",
        reason="L’équipe a la bonne question, mais la décision se prend ailleurs et la ville n’est pas engagée.",
    ),
    "garage-vauquelin": Opinion(
        levels="11012211",
        praise="Un problème de charge bien identifié, le mardi et le vendredi.",
        doubt="Personne dans l’atelier n’a été consulté, et la demande porte sur un financement.",
        advice="Parlez-en d’abord à vos réceptionnaires : ce sont eux qui tiennent l’agenda.",
        reason="Le projet ne dit rien du travail des mécaniciens et cherche un financement, que cet appel "
        "n’apporte pas.",
    ),
    "les-petits-galets": Opinion(
        levels="34322223",
        praise="Innover en retirant : le dossier le plus court et le plus dérangeant de la pile.",
        doubt="La solution est presque trouvée. Qu’apporteraient deux journées d’accélération ?",
        advice="Écrivez votre histoire : d’autres crèches la liront. Nous vous aiderons à la publier.",
        reason="Votre décision est pour ainsi dire prise, et nous la trouvons belle. L’accompagnement vous "
        "apporterait peu.",
    ),
    "voixclaire": Opinion(
        levels="20011110",
        praise="Un projet d’ampleur, avec une direction engagée.",
        doubt="Un score d’empathie par personne, affiché chaque semaine, est le contraire de ce que cherche l’appel.",
        advice="Commencez par écouter ce que les conseillers disent d’un appel réussi.",
        reason="L’analyse des émotions et le classement des personnes vont à l’encontre de l’attention au "
        "travail demandée par l’appel.",
    ),
    "talents-express": Opinion(
        levels="11011110",
        praise="Un produit qui fonctionne chez quatre clients.",
        doubt="Le travail des recruteurs tient en une ligne et la question des discriminations n’est pas abordée.",
        advice="Étudiez ce que votre classement fait aux candidates de plus de cinquante ans, avant d’aller "
        "plus loin.",
        reason="L’outil est commercialisé, l’effet sur le travail et sur l’égalité d’accès à l’emploi n’est "
        "pas examiné.",
    ),
    "jardins-de-l-iton": Opinion(
        levels="12212122",
        praise="La question finale, projet ou achat, est d’une honnêteté désarmante.",
        doubt="C’est un achat, pour l’instant. Les équipes n’ont pas été réunies.",
        advice="Demandez à la dessinatrice ce que ses sorties lui apprennent qu’un drone ne verra pas.",
        reason="À ce stade il s’agit d’un achat de matériel. La réflexion sur le métier de dessinatrice "
        "mérite de mûrir.",
    ),
    "fabrique-des-marais": Opinion(
        levels="33331143",
        praise="Venir essayer à deux, dont une personne salariée : une règle, et elle contient tout.",
        doubt="Pas de structure, pas de financement, ouverture dans six mois : c’est tôt.",
        advice="Éprouvez votre grille avec une seule entreprise, dans votre cuisine s’il le faut.",
        reason="Une idée que nous aimerions voir naître. La structure n’existe pas encore et le premier "
        "essai reste à faire.",
    ),
    "bonus-centre-ville": Opinion(
        levels="00011210",
        praise="Une bonne traction commerciale.",
        doubt="Le projet concerne la clientèle et non le travail.",
        advice="D’autres réseaux que le nôtre vous seront plus utiles : voyez les unions commerciales.",
        reason="Le projet est hors du thème : il ne porte ni sur le management, ni sur les ressources "
        "humaines, ni sur les salariés.",
    ),
    "cidre-trace": Opinion(
        levels="01111221",
        praise="Une équipe technique compétente.",
        doubt="Le registre répond à une question que le travail des cidriers ne pose pas.",
        advice="Regardez qui saisit, quand, et pourquoi : c’est peut-être là que se trouve votre produit.",
        reason="Le projet traite de traçabilité et de valorisation. Le travail y tient quelques minutes de saisie.",
    ),
    "mobilier-de-la-mayenne": Opinion(
        levels="00011200",
        praise="Un besoin d’équipement légitime.",
        doubt="La structure n’est pas en Normandie.",
        advice="Adressez-vous à l’Aract de votre région.",
        reason="L’appel s’adresse aux structures dont les équipes travaillent en Normandie : "
        "la vôtre est en Mayenne. L’Aract des Pays de la Loire peut vous recevoir.",
    ),
}

INELIGIBLE = ("mobilier-de-la-mayenne",)
SELECTED = (
    "salaisons-du-bessin",
    "cap-estran",
    "a-domicile-bocage",
    "entrepots-de-seine",
    "passe-mot",
    "trois-rivieres-auge",
    "imprimerie-lecoq",
    "linieres-du-caux",
    "transporteurs-normands",
    "agenda-juste",
    "cabinet-lisiere",
    "hopital-deux-rives",
    "chambre-claire",
)
RESERVE = ("scene-du-port", "cle-de-douze", "blanchisserie-du-cailly", "soudure-virtuelle")
"""In the order in which they would be called."""
