"""Petites structures: the first seven applications of the edition whose committee is reading now."""

from coaching.demo.story import Story

STORIES = [
    Story(
        key="fournil-saint-vigor",
        number=41,
        structure_name="Fournil Saint-Vigor",
        profile="internal",
        head_count="10_49",
        town="Caen",
        department="Calvados",
        holder="Anne-Sophie Marie",
        function="Gérante",
        second="Idriss Camara, boulanger",
        title="Commander le soir, dormir la nuit",
        summary="""Trois boulangeries, un seul fournil, et des commandes qui arrivent jusqu’à minuit. Nous
            voulons un outil qui ferme la porte à 18 h et laisse la nuit à ceux qui pétrissent.""",
        work_problem="""Les restaurants commandent par message, photo, appel, parfois à 23 h 40. Le boulanger de
            nuit arrive à deux heures et déchiffre. Il pétrit trop ou pas assez, jette ou recommence, et se fait
            reprendre le matin par la vendeuse, qui n’y est pour rien. Deux boulangers sont partis pour
            l’industrie, où les nuits sont prévues.""",
        solution="""Une page de commande avec une heure limite, un tableau lisible au fournil, une prévision des
            invendus nourrie par les vendeuses. Nous essayons l’heure limite depuis six semaines, avec un simple
            formulaire.""",
        stage="trial",
        employees="Dix-sept personnes : cinq boulangers, deux pâtissiers, huit vendeuses, un livreur, moi.",
        impact="""Des nuits plus courtes et des relations plus calmes entre fournil et vente. Je crains de
            perdre deux restaurants, et que les vendeuses se retrouvent à refuser au comptoir ce que l’écran
            refuse.""",
        involvement="""Le boulanger de nuit a fixé l’heure limite, les vendeuses la phrase à dire au client.
            Nous faisons un point le lundi à 14 h, seule heure où tout le monde est réveillé.""",
        stakeholders="Vingt restaurants, le meunier, la fédération de la boulangerie.",
        brakes_levers="Frein : ma propre habitude de dire oui. Levier : six semaines d’essai qui ont tenu.",
        expectations="Apprendre à partager les décisions. Savoir ce qu’un outil peut faire et ce qui dépend de moi.",
    ),
    Story(
        key="infirmieres-du-cotentin",
        number=42,
        structure_name="Cabinet infirmier des Deux Caps",
        profile="internal",
        head_count="1_9",
        town="Les Pieux",
        department="Manche",
        holder="Corinne Leveziel",
        function="Infirmière libérale",
        title="Le cahier à spirale et le nuage",
        summary="""Nous sommes cinq infirmières à nous relayer chez soixante patients. Le cahier à spirale reste
            chez eux, nos messages circulent partout. Nous cherchons une façon sûre et simple de nous passer la
            main.""",
        work_problem="""Nous échangeons des photos de plaies sur une messagerie grand public, faute de mieux.
            Celle qui est en repos lit tout, par peur de manquer quelque chose, et ne coupe jamais. La
            remplaçante, elle, n’est pas dans la boucle et découvre. L’an dernier, un dosage modifié par le
            médecin n’a été connu qu’au deuxième passage.""",
        solution="""Une messagerie de santé agréée, avec une relève écrite en trois lignes et un droit au
            silence les jours de repos. Nous avons essayé deux produits, trop lourds pour une tournée en
            voiture.""",
        stage="design",
        employees="Cinq infirmières libérales, deux remplaçantes, et par ricochet les aides à domicile.",
        impact="""La tranquillité d’esprit, donc la qualité. Mais écrire prend du temps non payé, et celle qui
            décroche pourrait être jugée. Nous n’avons pas de cheffe : personne n’a autorité pour fixer une
            règle.""",
        involvement="Nous sommes toutes indépendantes. Un soir par mois, nous en parlons autour d’une soupe.",
        stakeholders="Trois médecins, une pharmacie, la communauté professionnelle territoriale de santé.",
        brakes_levers="Frein : cinq téléphones, cinq façons de faire. Levier : trente ans de confiance.",
        expectations="Un regard extérieur sur notre relève. Savoir comment décider quand il n’y a pas de chef.",
    ),
    Story(
        key="maraichers-du-val",
        number=43,
        structure_name="Les Maraîchers du Val de Saire",
        profile="consultant",
        head_count="1_9",
        town="Réville",
        department="Manche",
        holder="Simon Lecacheux",
        function="Coordinateur",
        second="Elena Popescu, salariée agricole",
        title="La récolte en commun, mot à mot",
        summary="""Douze fermes partagent leurs livraisons et voudraient partager leurs bras. Beaucoup de
            salariés parlent roumain ou arabe. Nous imaginons des consignes en images et en voix, dans la langue
            de chacun.""",
        work_problem="""Une consigne mal comprise, et trois cents poireaux sont trop courts pour le client. On
            crie, on montre, on refait. Les saisonniers hochent la tête pour ne pas perdre leur place. Les
            dangers aussi passent mal : un produit, un délai de rentrée, une lame.""",
        solution="""De petites fiches sonores enregistrées par les salariés eux-mêmes, liées à un code collé sur
            l’outil ou la parcelle. Douze fiches existent, faites avec un téléphone et beaucoup de rires.""",
        stage="trial",
        employees="Quarante saisonniers, quinze permanents, douze maraîchers.",
        impact="""Du respect, de la sécurité, moins de gâchis. Nous craignons que la fiche dispense de parler,
            et que l’on n’enregistre que les ordres.""",
        involvement="Les fiches sont faites par les salariés, payés pour cela. Elena choisit les sujets avec eux.",
        stakeholders="La MSA, un centre social, une association de traducteurs.",
        brakes_levers="Frein : douze patrons, douze habitudes. Levier : les fiches plaisent et se copient.",
        expectations="Savoir comment faire remonter la parole, pas seulement faire descendre la consigne.",
    ),
    Story(
        key="coiffeurs-de-normandie",
        number=44,
        structure_name="Chambre des coiffeurs de l’Eure et de l’Orne",
        profile="consultant",
        head_count="1_9",
        town="L’Aigle",
        department="Orne",
        holder="Patricia Grandin",
        function="Secrétaire générale",
        title="Le rendez-vous en ligne ne coupe pas les cheveux",
        summary="""Les plateformes de rendez-vous remplissent les salons et vident les pauses. Nous voulons
            aider nos adhérents à reprendre la main sur leur agenda, avec leurs salariées.""",
        work_problem="""La plateforme enchaîne les rendez-vous à la minute, sans pause, et note la coiffeuse
            nommément. Une mauvaise note un samedi gâche le mois. Les patrons, souvent coiffeurs eux-mêmes,
            découvrent qu’ils ne savent plus régler leur propre agenda.""",
        solution="Un guide de réglage, un modèle de règles par salon, et une bourse aux questions entre adhérents.",
        stage="design",
        employees="310 salons, environ 700 personnes, presque toutes des femmes, un tiers d’apprenties.",
        impact="""Des pauses retrouvées, une parole sur les notes. La crainte est que les plateformes ferment
            les réglages.""",
        involvement="Deux salons volontaires, leurs cinq salariées, une apprentie qui tient le carnet de bord.",
        stakeholders="Les plateformes, les centres de formation d’apprentis, la branche.",
        brakes_levers="Frein : la dépendance commerciale. Levier : la colère, partagée par patrons et salariées.",
        expectations="Une méthode légère pour des salons de trois personnes. Des alliés pour parler aux plateformes.",
    ),
    Story(
        key="charpentes-du-vexin",
        number=45,
        structure_name="Charpentes du Vexin",
        profile="internal",
        head_count="10_49",
        town="Gisors",
        department="Eure",
        holder="Mathieu Carpentier",
        function="Cogérant",
        second="Lina Ferreira, dessinatrice",
        title="Du plan à la scie : qui signe la coupe ?",
        summary="""Notre machine à commande numérique taille les charpentes d’après les fichiers du bureau
            d’études. L’atelier n’a plus à tracer. Il veut pourtant garder le droit de dire que cela ne tiendra
            pas.""",
        work_problem="""Une erreur de fichier se découvre sur le toit, à huit mètres. Le charpentier d’atelier
            l’aurait vue en traçant. Il charge désormais des barres et appuie sur un bouton. La dessinatrice,
            seule, porte toute la responsabilité et vérifie ses plans la nuit.""",
        solution="""Une revue de plan sur écran tactile dans l’atelier, à deux, avec une signature commune. Nous
            l’avons faite quatre fois, avec un vidéoprojecteur et une feuille.""",
        stage="trial",
        employees="Dix-huit personnes : neuf charpentiers, deux dessinateurs, quatre poseurs, trois au bureau.",
        impact="""Moins de reprises et moins de nuits blanches. Il faut une heure par chantier, que personne n’a
            prévue au devis. La place du chef d’atelier, entre dessin et pose, est à redéfinir.""",
        involvement="""Le chef d’atelier et la dessinatrice mènent l’essai. Les poseurs veulent entrer dans la
            boucle.""",
        stakeholders="Le constructeur de la machine, l’assureur, un lycée professionnel.",
        brakes_levers="""Frein : le devis au plus juste. Levier : une chute évitée de peu, dont tout le monde se
            souvient.""",
        expectations="Trouver comment compter le temps de coopération. Rencontrer d’autres métiers du plan.",
    ),
    Story(
        key="conduite-en-ouche",
        number=46,
        structure_name="Auto-école Conduite en Ouche",
        profile="internal",
        head_count="1_9",
        town="Rugles",
        department="Eure",
        holder="Nathalie Quibel",
        function="Gérante et enseignante",
        title="L’élève réserve, la monitrice roule",
        summary="""Une application de réservation a remplacé notre cahier. Les monitrices courent d’un village à
            l’autre.""",
        work_problem="""L’élève choisit l’heure et le lieu. Résultat : vingt kilomètres à vide entre deux leçons
            et des déjeuners au volant. Les monitrices n’ont plus de prise sur leur journée.""",
        solution="""Des zones par demi-journée et un temps de trajet compté. L’éditeur promet la fonction depuis
            un an.""",
        stage="in_use",
        employees="Quatre monitrices, un moniteur moto, une secrétaire à mi-temps.",
        impact="Des journées tenables. Nous pourrions perdre les élèves pressés au profit des plateformes.",
        involvement="On en parle tous les vendredis. Les monitrices ont dessiné les zones sur une carte.",
        stakeholders="L’éditeur, deux mairies, une mission locale.",
        brakes_levers="Frein : le bon vouloir de l’éditeur. Levier : une équipe de six qui se parle.",
        expectations="Apprendre à négocier avec un éditeur quand on est tout petit.",
    ),
    Story(
        key="camping-des-dunes",
        number=47,
        structure_name="Camping des Dunes d’Hatainville",
        profile="internal",
        head_count="10_49",
        town="Les Moitiers-d’Allonne",
        department="Manche",
        holder="Loïc Besnard",
        function="Exploitant",
        second="Manon Leterrier, responsable d’accueil",
        title="Réveiller la saison : accueillir ses saisonniers comme ses clients",
        summary="""Chaque juin, vingt saisonniers arrivent en trois jours. Tout ce que nous savons tient dans la
            tête de deux personnes. Nous préparons un accueil en ligne, suivi d’un vrai temps ensemble.""",
        work_problem="""Les nouveaux apprennent en se trompant devant le client. La responsable d’accueil répond
            à deux cents messages par semaine. Les logements, les horaires, le wifi, la piscine : tout passe par
            elle. En août, elle pleure, puis elle repart pour un an.""",
        solution="""Un espace d’accueil avec vidéos faites par les anciens, et un parrainage des nouveaux. À
            construire pendant la morte saison.""",
        stage="idea",
        employees="Quatre permanents, vingt saisonniers, dont la moitié revient.",
        impact="""Une saison plus sereine et des équipes qui reviennent. La crainte : encore un outil que
            personne n’ouvre.""",
        involvement="Six anciens ont raconté leur première semaine au téléphone. Nous avons leurs phrases.",
        stakeholders="L’office de tourisme, la fédération de l’hôtellerie de plein air.",
        brakes_levers="Frein : la morte saison est courte. Levier : des anciens fidèles.",
        expectations="Partir du travail réel de l’accueil. Ne pas acheter trop vite.",
    ),
]
