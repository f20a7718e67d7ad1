"""What the thirteen projects of the Spéciale Normandie answer once the two days are over."""

from coaching.demo.returns import Return

RETURNS = {
    "salaisons-du-bessin": Return(
        usefulness=5,
        shared=True,
        quote="named",
        urgency="three_months",
        needs=("expertise", "hr"),
        brought="Une phrase d’une routière, pendant le Grand Mix, nous a débloqués : « le chef, c’est celui "
        "qui sait pourquoi on "
        "s’arrête ». Nous avions écrit le projet sans écrire ce métier-là. La frise a montré que nos chefs "
        "d’équipe n’apparaissaient nulle part entre la maquette et la mise en service.",
        evolution="La tablette n’affiche plus aucun chiffre par personne. Les chefs d’équipe ont une page à eux, "
        "qu’ils dessinent. La mise en service glisse de deux mois, avec l’accord de la direction.",
        actions="Mamadou réunit les trois chefs d’équipe chaque jeudi pendant deux mois. Nadège prépare avec le CSE "
        "un accord de deux pages sur les données. L’éditeur livre l’écran du nettoyage le mois prochain.",
        blockers="Le wifi des chambres froides, et notre incapacité à écrire une fiche de poste de chef d’équipe qui "
        "ne soit pas une liste de contrôles.",
        partner="Aract Normandie",
        details="Quatre à cinq journées d’ergonome sur le rôle de chef d’équipe, et une relecture de l’accord sur "
        "les données.",
        word="Respirer",
        learnt="Un indicateur est une question, pas une réponse.",
        month="Montrer la maquette à l’équipe de nuit.",
    ),
    "cap-estran": Return(
        usefulness=5,
        shared=True,
        quote="named",
        urgency="now",
        needs=("hr", "network", "funding"),
        brought="Nous sommes venues avec un logiciel, nous repartons avec une règle du jeu. Le Grand Mix a produit "
        "dix-neuf idées en vingt minutes, dont celle du « tour de refus » que les adhérents ont adoptée la "
        "semaine suivante.",
        evolution="La maquette est en pause jusqu’à la signature de la charte. Six parcs continuent avec le tableur, "
        "avec une nouvelle colonne : qui a été appelé, et quand.",
        actions="Gwenaël fait signer la charte aux vingt-six adhérents avant les prochaines grandes marées. Rosalie "
        "anime deux réunions d’estran. La coopérative de Granville chiffre une version simple.",
        blockers="Trois adhérents refusent toute règle écrite. La garde d’enfants tôt le matin reste sans solution.",
        partner="DREETS Normandie",
        details="Un appui juridique sur le délai de prévenance, et une piste de financement collectif : nous sommes "
        "vingt-six très petites entreprises.",
        word="Marée",
        learnt="Écrire la règle avant le code.",
        month="Réunir les trois adhérents qui ne veulent pas.",
    ),
    "a-domicile-bocage": Return(
        usefulness=5,
        shared=True,
        quote="anonymous",
        urgency="three_months",
        needs=("expertise", "funding"),
        brought="Le mot de marge. Nous parlions de confort, nous avons compris que c’était de la sécurité. La table "
        "ronde nous a aussi appris qui, au département, pouvait entendre notre calcul.",
        evolution="Le pointage par code disparaît dans deux secteurs, à l’essai pour trois mois. Le point tournée "
        "passe à quarante minutes et devient un temps inscrit au planning.",
        actions="Karine suit les trajets et les accidents des deux secteurs. Solange rencontre la directrice de "
        "l’autonomie le mois prochain. L’éditeur ouvre les réglages aux responsables de secteur.",
        blockers="La tarification à la minute : elle contredit tout ce que nous venons de décider.",
        partner="Anact",
        details="Un chiffrage solide de ce que coûtent les tournées trop serrées, et un financement du temps de "
        "discussion pendant l’essai.",
        word="Marge",
        learnt="Ce qui gêne l’algorithme est souvent le métier.",
        month="Décoller les codes derrière les portes, dans deux secteurs.",
    ),
    "entrepots-de-seine": Return(
        usefulness=4,
        shared=False,
        quote="no",
        urgency="now",
        needs=("expertise",),
        brought="Un langage commun entre direction et organisation syndicale. Le regard de l’économiste a été rude "
        "et utile : nous comparions une productivité d’un mois à un coût de santé de dix ans.",
        evolution="L’essai continue dans la cellule B et s’étend à l’équipe du soir. Nous suivons désormais les "
        "palettes refaites, que le siège sait lire en euros.",
        actions="Fatoumata et Olivier présentent ensemble trois indicateurs au siège le mois prochain. Les "
        "préparateurs règlent eux-mêmes la coupure de la voix.",
        blockers="La décision du siège, attendue dans trois mois. Le contrat de l’intégrateur, qui facture "
        "chaque réglage.",
        partner="Aract Normandie",
        details="Une expertise indépendante sur les gestes de fin de poste, acceptable par le siège comme par les "
        "syndicats.",
        word="Ensemble",
        learnt="On avait les réglages depuis quatre ans.",
        month="Faire écouter le casque à la direction du groupe.",
    ),
    "passe-mot": Return(
        usefulness=5,
        shared=True,
        quote="named",
        urgency="three_months",
        needs=("expertise", "network"),
        brought="Nous avons osé présenter le conducteur de travaux qui écoute tout. Personne ne nous a jugés, tout "
        "le monde a cherché. La charte a été écrite à six mains avec un cabinet et une fédération "
        "rencontrés sur place.",
        evolution="L’écoute à distance est retirée du produit. À sa place, l’équipe décide à la fin de la journée de "
        "ce qu’elle remonte. Un client est parti, deux autres ont signé pour cette raison.",
        actions="Inès joint la charte à tous les contrats dès ce mois. Théo développe l’effacement quotidien. Un "
        "chantier pilote est suivi avec un préventeur.",
        blockers="Nous ne savons toujours pas comment faire entrer les salariés dans la discussion, quand il n’y a "
        "pas d’élus.",
        partner="Normandie Web Experts",
        details="Une relecture de la charte par un juriste du travail, et des contacts dans le bâtiment.",
        word="Non",
        learnt="Dire non à un usage est une fonction du produit.",
        month="Retirer l’écoute à distance.",
    ),
    "trois-rivieres-auge": Return(
        usefulness=4,
        shared=True,
        quote="anonymous",
        urgency="year",
        needs=("training", "hr"),
        brought="Du courage. D’autres avaient arrêté un projet et en étaient sortis plus forts. Compter les aides "
        "au numérique a changé la discussion avec les élus dès notre retour.",
        evolution="Le déploiement reprend, mairie par mairie, au rythme des agentes. Les secrétaires de mairie sont "
        "invitées, avec l’accord de leurs maires.",
        actions="Amandine présente le comptage au bureau communautaire. Bertrand prépare une convention avec les "
        "vingt-deux communes. Deux agentes forment les autres.",
        blockers="Deux employeurs, deux statuts, deux calendriers budgétaires.",
        partner="Région Normandie",
        details="Une formation à l’accompagnement du public en difficulté avec le numérique, pour dix-neuf "
        "personnes.",
        word="Relancer",
        learnt="S’arrêter est une étape, pas un échec.",
        month="Compter toutes les aides pendant une semaine.",
    ),
    "imprimerie-lecoq": Return(
        usefulness=5,
        shared=True,
        quote="named",
        urgency="three_months",
        needs=("expertise", "training"),
        brought="Jocelyne a pitché, je l’ai écoutée. L’ergonome lui a demandé de montrer avec ses mains, et toute "
        "la salle a compris. Nous avons vu que l’outil le plus urgent est une heure tranquille tous les "
        "quinze jours.",
        evolution="La bibliothèque de réglages devient un carnet parlé : une minute enregistrée par réglage, avec le "
        "nom de la personne. Les écarts ne sont plus rouges, ils sont bleus.",
        actions="Dix réglages racontés d’ici six mois. Une convention avec le lycée professionnel pour deux "
        "apprentis. "
        "Le fabricant passe une journée à l’atelier.",
        blockers="Le temps. Le chef d’atelier hésite encore à perdre la main.",
        partner="OPCO de branche",
        details="Un financement des heures de transmission et une méthode pour recueillir les savoir-faire.",
        word="Mains",
        learnt="Un écart est un savoir qui ne s’est pas encore dit.",
        month="Enregistrer le premier réglage.",
    ),
    "linieres-du-caux": Return(
        usefulness=5,
        shared=True,
        quote="named",
        urgency="three_months",
        needs=("hr", "expertise"),
        brought="La conversation avec les soignants sur le double regard. Chez eux aussi, l’avis humain vient "
        "d’abord, et il est signé. Nous avons repris le mot et la méthode.",
        evolution="Les désaccords entre la caméra et la classeuse sont affichés chaque vendredi, anonymes, et "
        "discutés devant trois adhérents. La confiance est revenue plus vite que prévu.",
        actions="Lucette forme les deux apprenties à l’étalonnage. Aurélien ouvre avec le CSE le sujet de la "
        "classification. Le laboratoire publie le protocole.",
        blockers="La grille salariale de la branche ne connaît pas le métier de classeuse assistée.",
        partner="DREETS Normandie",
        details="Un conseil sur la reconnaissance des compétences, si possible avec une autre coopérative.",
        word="Accord",
        learnt="La machine apprend mieux quand on lui tient tête.",
        month="Ouvrir la séance d’étalonnage aux adhérents.",
    ),
    "transporteurs-normands": Return(
        usefulness=4,
        shared=True,
        quote="named",
        urgency="three_months",
        needs=("funding", "network"),
        brought="Les cartes ont été jouées par des aides à domicile, des imprimeurs et un hôpital. La moitié parle "
        "à tout le monde. Nous avons trouvé là-bas deux partenaires pour une version commune.",
        evolution="Le kit perd sa troisième partie, trop scolaire. Il gagne une règle : pas de prime sur une "
        "note que "
        "l’on ne sait pas expliquer.",
        actions="Cécile dépose un dossier d’action collective avec deux autres branches. Jean-Marc anime les trois "
        "prochaines séances. Un constructeur ouvre son format.",
        blockers="Qui anime, quand l’union n’a que quatre salariées ?",
        partner="DREETS Normandie",
        details="Un financement d’action collective sur deux ans et la formation de six animateurs.",
        word="Cartes",
        learnt="On parle mieux d’une situation que d’une donnée.",
        month="Jouer les cartes dans trois entreprises.",
    ),
    "agenda-juste": Return(
        usefulness=4,
        shared=True,
        quote="anonymous",
        urgency="year",
        needs=("expertise",),
        brought="Être contredits, comme nous le demandions. La sociologue nous a fait relire le service hostile : "
        "on n’y refusait pas la transparence, on y refusait d’être comparés sans avoir été écoutés.",
        evolution="L’affichage des souhaits accordés devient facultatif et se décide en équipe, à bulletin "
        "secret. Le "
        "calcul est publié. Le support devient un vrai métier de conseil, avec une fiche de poste.",
        actions="Claire retourne dans le service hostile, sans écran. Raphaël saisit notre CSE du nouveau métier. "
        "L’école de cadres teste la méthode à la rentrée.",
        blockers="Une direction d’hôpital veut les chiffres individuels, et elle représente un cinquième de "
        "nos revenus.",
        partner="Aract Normandie",
        details="Une observation extérieure des deux services, sur six mois.",
        word="Contredits",
        learnt="Transparence sans parole, c’est de l’exposition.",
        month="Retourner là où cela s’est mal passé.",
    ),
    "cabinet-lisiere": Return(
        usefulness=4,
        shared=True,
        quote="named",
        urgency="now",
        needs=("network", "funding"),
        brought="Deux éditeurs de la promotion se sont prêtés au jeu. En une heure, l’un a retiré trois écrans. "
        "Nous avons mesuré que la séance la plus utile est celle où l’on rejoue, pas celle où l’on écrit.",
        evolution="La démarche passe de trois séances à deux et demie. Nous vendons désormais la première à prix "
        "coûtant, aux éditeurs plutôt qu’aux entreprises.",
        actions="Awa anime une séance chez un éditeur rouennais. Benoît rédige le guide pour les élus, en libre "
        "accès. Une troisième entreprise a dit oui.",
        blockers="Les contrats sont signés avant que le CSE ne soit informé. Il faudrait arriver plus tôt.",
        partner="Normandie Web Experts",
        details="Rencontrer cinq éditeurs normands et financer le guide.",
        word="Rejouer",
        learnt="L’éditeur a autant à gagner que les élus.",
        month="Une séance chez un éditeur.",
    ),
    "hopital-deux-rives": Return(
        usefulness=3,
        shared=True,
        quote="anonymous",
        urgency="three_months",
        needs=("expertise", "training", "other"),
        brought="De la fierté pour les équipes, et un rythme trop rapide pour nous qui sortions de garde. Le "
        "contact avec les préparateurs de commandes a été une surprise : eux aussi parlent à une machine.",
        evolution="La relève à trois questions s’étend au service de nuit. Les agents de service y participent le "
        "lundi. Le terminal passe au second plan.",
        actions="Martine inscrit la relève au projet de soins. Yacine tient le relevé des événements évités. Le "
        "fabricant récupère la moitié des terminaux.",
        blockers="Nous ne savons pas prouver qu’une relève va mieux. L’effectif de l’été n’est pas assuré.",
        partner="Aract Normandie",
        details="Un appui à l’évaluation, et un lieu pour que les soignants écrivent ce qu’ils ont appris.",
        word="Chevet",
        learnt="L’essentiel de notre projet ne se branche pas.",
        month="Inviter les agents de service à la relève.",
    ),
    "chambre-claire": Return(
        usefulness=5,
        shared=False,
        quote="named",
        urgency="now",
        needs=("funding", "network"),
        brought="Nous avons dit non à la chaîne, à voix haute, devant treize projets. Brigitte a montré en trois "
        "dessins ce qu’un chronomètre ferait à sa tournée. L’argumentaire économique est né de ces dessins.",
        evolution="Pas de chronomètre. Nous vendons la fidélisation : ce que coûte un départ, ce que coûte un étage "
        "remonté. Deux hôtels ont rejoint les trois premiers.",
        actions="Youssef finalise le calcul avec un économiste rencontré sur place. Brigitte ouvre un cercle de "
        "gouvernantes. Une école hôtelière nous accueille au prochain trimestre.",
        blockers="Trois mois de trésorerie.",
        partner="AD Normandie",
        details="Un prêt d’amorçage ou un premier client public, et une place dans un réseau d’hôteliers "
        "indépendants.",
        word="Clair",
        learnt="Un refus peut être un argument de vente.",
        month="Écrire à la chaîne.",
    ),
}
