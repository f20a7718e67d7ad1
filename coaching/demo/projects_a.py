"""Spéciale Normandie: the first seven of the thirteen projects that the committee took."""

from coaching.demo.story import Story

STORIES = [
    Story(
        key="salaisons-du-bessin",
        number=1,
        structure_name="Salaisons du Bessin",
        profile="internal",
        head_count="50_249",
        town="Bayeux",
        department="Calvados",
        holder="Nadège Lecarpentier",
        function="Responsable des ressources humaines",
        second="Mamadou Ba, conducteur de ligne",
        title="La tablette au bout du couteau",
        summary="""Dans nos ateliers de découpe, la traçabilité s’écrit encore sur des fiches tachées que l’on
            recopie le soir. Nous voulons passer à des tablettes sans que l’outil ne devienne un compteur de
            cadence : c’est l’équipe qui décide de ce qu’il mesure.""",
        work_problem="""Chaque conducteur de ligne remplit onze fiches papier par poste, avec des gants, dans
            une salle à quatre degrés. Deux personnes ressaisissent le tout entre 17 h et 19 h et appellent les
            collègues chez eux quand un chiffre est illisible. Une erreur de lot nous a coûté un rappel l’an
            dernier, et la personne qui l’avait faite a demandé à changer d’atelier. Le papier fatigue tout le
            monde, mais il laisse aussi des marges : on y note un couteau émoussé ou un collègue à soulager.
            Nous craignons de perdre cela.""",
        solution="""Six tablettes étanches fixées aux postes, avec une saisie par gros pictogrammes et une photo
            de l’étiquette. Une première maquette a été dessinée sur du carton puis essayée pendant deux
            semaines sur la ligne jambon. Elle garde une zone libre, « à dire à l’équipe suivante », qui ne
            remonte pas à la direction. Le développement est confié à un éditeur de Caen, qui accepte de livrer
            toutes les trois semaines.""",
        stage="trial",
        employees="""84 personnes : désosseurs, conducteurs de ligne, agents de nettoyage en horaires de nuit,
            deux qualiticiennes, trois chefs d’équipe. Douze nationalités, quatre personnes qui lisent
            difficilement le français. L’équipe de nettoyage n’utilisera pas la tablette mais c’est elle qui la
            lave.""",
        impact="""Nous espérons supprimer la ressaisie et rendre leurs soirées aux deux qualiticiennes, dont le
            poste doit être repensé avec elles. Nous redoutons que l’horodatage serve à comparer les équipes :
            les chefs d’équipe eux-mêmes ont dit qu’ils ne voulaient pas de ce pouvoir-là. Reste à savoir ce
            qu’ils animeront quand les chiffres arriveront tout seuls.""",
        involvement="""Le problème a été posé par les équipes, lors d’une réunion du CSE sur les accidents de
            coupure. Un groupe de sept volontaires se réunit le mardi pendant le temps de travail. Il a obtenu
            par écrit que les données individuelles s’effacent au bout de trente jours.""",
        stakeholders="""Les services vétérinaires, deux enseignes qui exigent une traçabilité au lot, l’éditeur,
            le médecin du travail.""",
        brakes_levers="""Frein : le wifi ne passe pas dans les chambres froides et la direction veut amortir en
            dix-huit mois. Levier : une confiance ancienne avec les élus, et des chefs d’équipe issus de
            l’atelier.""",
        expectations="""Un regard sur le rôle des chefs d’équipe, que nous n’avons pas su écrire. Des exemples
            d’accords sur l’usage des données de production. Rencontrer une entreprise qui soit allée trop vite,
            et qui en parle.""",
    ),
    Story(
        key="cap-estran",
        number=2,
        structure_name="Groupement d’employeurs Cap Estran",
        profile="consultant",
        head_count="50_249",
        town="Blainville-sur-Mer",
        department="Manche",
        holder="Gwenaël Hardy",
        function="Directrice du groupement",
        second="Rosalie Yon, ostréicultrice adhérente",
        title="Travailler à la marée, prévenir à la semaine",
        summary="""Vingt-six parcs à huîtres partagent nos salariés. L’heure de travail dépend de la marée, du
            vent et des commandes, et l’annonce tombe la veille par SMS. Nous construisons un planning partagé
            qui rende aux saisonniers une semaine de visibilité.""",
        work_problem="""Une personne peut travailler chez trois adhérents la même semaine. Chacun lui écrit de
            son côté, souvent après 21 h. Il arrive que deux parcs comptent sur la même équipe à la même basse
            mer. Les mères seules ont quitté le groupement cette année en disant toutes la même chose :
            impossible de faire garder un enfant sans connaître ses horaires. Nous passons nos dimanches au
            téléphone à réparer des plannings.""",
        solution="""Un calendrier commun qui part des coefficients de marée, connus à l’avance, et y ajoute les
            besoins des adhérents. Le salarié indique ses impossibilités et confirme. Un changement à moins de
            quarante-huit heures demande un appel, pas un message. Nous avons un tableur partagé qui marche avec
            six parcs ; l’application est en cours de maquette avec une coopérative informatique de
            Granville.""",
        stage="design",
        employees="""118 salariés, dont 70 saisonniers, et 26 chefs d’exploitation qui travaillent eux-mêmes sur
            les parcs. Travail en équipe, de nuit en hiver, les pieds dans l’eau : pas d’écran sur place.""",
        impact="""L’espoir est de fidéliser et de réduire les déplacements pour rien. La crainte est double :
            que les adhérents perdent la souplesse qui fait leur métier, et que les salariés se sentent
            disponibles en permanence. Le rôle de nos deux coordinatrices changera : moins de dépannage, plus de
            médiation.""",
        involvement="""Quatre réunions d’estran, après la marée, café sur le plateau du tracteur. Les salariés y
            ont demandé le droit de refuser sans se justifier trois fois par saison. Les adhérents l’ont accepté
            à une voix près. Le CSE du groupement suit le projet.""",
        stakeholders="""Le comité régional de la conchyliculture, la MSA, les mairies du littoral pour la garde
            d’enfants.""",
        brakes_levers="""Des exploitants qui tiennent à leur carnet, une couverture mobile médiocre entre Agon
            et Pirou. En appui : l’urgence de recruter et deux adhérents jeunes qui entraînent les autres.""",
        expectations="""Apprendre à écrire des règles communes avant d’écrire du code. Comprendre ce qui relève
            du droit et ce qui relève de l’usage. Nous pouvons apporter aux autres notre expérience du travail
            partagé.""",
        access_needs="Un accès sans escalier pour Rosalie Yon, merci.",
    ),
    Story(
        key="a-domicile-bocage",
        number=3,
        structure_name="À domicile en Bocage",
        profile="internal",
        head_count="50_249",
        town="Flers",
        department="Orne",
        holder="Solange Mbarga",
        function="Directrice",
        second="Karine Duval, aide à domicile et élue au CSE",
        title="Des tournées qui tiennent debout",
        summary="""Association d’aide à domicile, nous avons équipé nos intervenantes d’un téléphone qui calcule
            leurs tournées. Elles roulent plus et se parlent moins. Nous reprenons l’outil avec elles, pour que
            la tournée redevienne quelque chose que l’on discute.""",
        work_problem="""Depuis l’arrivée du logiciel, les trajets sont optimisés au kilomètre. Mais il ignore
            qu’on ne quitte pas une dame en larmes à l’heure dite, ou que telle route est coupée quand il gèle.
            Les intervenantes pointent en entrant et en sortant par un code collé derrière la porte. Plusieurs
            le vivent comme un soupçon. Les quatre responsables de secteur passent leurs journées à corriger les
            propositions de la machine, et l’absentéisme a gagné trois points en un an.""",
        solution="""Ouvrir le réglage de l’outil. Chaque secteur tient une liste de règles locales (binômes,
            durées minimales, pauses réelles, trajets interdits) que l’éditeur sait maintenant prendre en
            compte. Un « point tournée » d’une demi-heure par semaine, payé, permet de réviser ces règles. Le
            pointage serait remplacé par un bouton « j’ai besoin de temps ».""",
        stage="in_use",
        employees="""96 intervenantes et 5 intervenants, presque tous à temps partiel, dispersés sur 38 communes
            ; quatre responsables de secteur, deux assistantes de planification.""",
        impact="""Nous visons une baisse des accidents de trajet et le retour d’un collectif. Nous savons que le
            temps payé pour discuter n’est pas financé par le département. Les responsables de secteur oscillent
            : elles gagneraient un rôle d’animation, et perdraient la décision finale sur les horaires.""",
        involvement="""Le CSE a demandé une expertise, que la direction a choisi de suivre plutôt que de subir.
            Onze intervenantes ont tenu un carnet de tournée pendant un mois. Ce sont leurs phrases qui servent
            de cahier des charges.""",
        stakeholders="Le conseil départemental, l’éditeur du logiciel, les familles, la médecine du travail.",
        brakes_levers="""Frein principal : la tarification à la minute. Levier : une élue du personnel très
            écoutée, et un éditeur qui cherche des clients pilotes.""",
        expectations="""Être bousculés sur le pointage : faut-il le supprimer ou le négocier ? Trouver des
            arguments chiffrés pour le département. Entendre une ergonome sur la notion de marge.""",
    ),
    Story(
        key="entrepots-de-seine",
        number=4,
        structure_name="Entrepôts de Seine",
        profile="internal",
        head_count="300_more",
        town="Val-de-Reuil",
        department="Eure",
        holder="Olivier Castaing",
        function="Directeur de site",
        second="Fatoumata Sow, déléguée syndicale",
        title="Baisser le volume : refaire place à la parole dans l’entrepôt",
        summary="""La commande vocale guide nos préparateurs depuis quatre ans, casque sur les oreilles. Les
            erreurs ont baissé, l’isolement et les maux de dos ont monté. Direction et syndicats veulent
            redessiner ensemble la façon de travailler avec la voix de la machine.""",
        work_problem="""Une préparatrice entend 1 800 consignes par poste et répond par des chiffres. Elle ne
            choisit plus l’ordre de ses palettes : elle soulève donc les charges lourdes à la fin, quand elle
            est fatiguée. Les anciens disent qu’ils ne connaissent plus l’entrepôt, ils suivent. On ne se parle
            plus, puisque le micro prend tout. Nous avons 23 restrictions médicales pour le dos et l’épaule, et
            trois départs de chefs de quai en un an.""",
        solution="""Trois changements à l’essai dans la cellule B : la personne voit sa commande entière avant
            de partir et peut en changer l’ordre ; la voix se coupe cinq minutes par demi-heure ; le débit
            d’élocution est réglé par chacun. Les paramètres existaient dans le logiciel, personne ne les avait
            ouverts. Si l’essai est bon, nous renégocions le contrat avec l’intégrateur.""",
        stage="trial",
        employees="""340 personnes en 2 x 8, dont 90 intérimaires, 14 chefs de quai, une équipe méthodes de 5
            personnes. Les caristes, eux, travaillent sur écran et reçoivent les palettes mal montées.""",
        impact="""Ce que nous espérons : moins de port de charges en fin de poste, des intérimaires qui restent,
            des chefs de quai qui redeviennent des appuis. Ce qui nous inquiète : la productivité mesurée par le
            siège a perdu deux points pendant l’essai, et nous n’avons pas encore d’indicateur de santé à lui
            opposer.""",
        involvement="""Accord de méthode signé par deux organisations syndicales sur trois. Douze préparateurs,
            tirés au sort parmi quarante volontaires, tiennent le journal de l’essai. La déléguée vient avec le
            directeur, c’est voulu.""",
        stakeholders="Le siège du groupe, l’intégrateur, deux agences d’intérim, le service de santé au travail.",
        brakes_levers="""Frein : le siège raisonne en colis par heure. Leviers : les chiffres de l’absentéisme,
            et une direction de site qui a commencé comme préparatrice de commandes.""",
        expectations="""Construire deux ou trois indicateurs de qualité du travail que le siège pourra lire.
            Mettre notre essai à l’épreuve de personnes qui ne sont pas de la logistique.""",
        access_needs="Une boucle magnétique, si la salle en est équipée.",
    ),
    Story(
        key="passe-mot",
        number=5,
        structure_name="Passe-Mot",
        profile="provider",
        head_count="1_9",
        town="Rouen",
        department="Seine-Maritime",
        holder="Inès Belkacem",
        function="Cofondatrice",
        second="Théo Marais, développeur",
        title="Passe-Mot, la relève de chantier à voix haute",
        summary="""Sur un chantier, ce qui compte se dit plus que cela ne s’écrit. Passe-Mot enregistre une
            minute de voix au moment de la relève, la range par zone et la rend à l’équipe suivante. Pas de
            formulaire, pas de classement des personnes.""",
        work_problem="""Entre deux équipes, entre le gros œuvre et les électriciens, l’information se perd : une
            réservation déplacée, une trémie mal protégée, un enduit encore frais. Les outils du marché
            demandent des comptes rendus écrits, que les compagnons n’ont ni le temps ni l’envie de taper. Ils
            finissent remplis le soir par le chef d’équipe, de mémoire. Nous avons accompagné quatre chantiers :
            un tiers des reprises vient d’une relève ratée.""",
        solution="""Un bouton, une minute, une zone du plan. La voix est transcrite, l’original reste écoutable,
            et l’équipe suivante confirme qu’elle a entendu. Rien n’est noté, rien n’est attribué nominativement
            au-delà de la journée. Deux entreprises l’utilisent sur trois chantiers, avec un abonnement par
            chantier.""",
        stage="roll_out",
        employees="""Chez nos clients : environ 130 compagnons, 12 chefs d’équipe, 5 conducteurs de travaux.
            Chez nous : quatre personnes, dont une ancienne chef de chantier.""",
        impact="""Nous voyons des chefs d’équipe soulagés et des apprentis qui osent signaler. Nous voyons aussi
            un conducteur de travaux écouter tous les messages depuis son bureau et appeler pour demander des
            comptes. L’outil peut nourrir la confiance ou l’user : nous ne voulons plus laisser cela au hasard
            du client.""",
        involvement="""Les compagnons ont choisi les zones et le vocabulaire. En revanche aucun CSE n’a encore
            été consulté : nos clients ont moins de cinquante salariés et nous n’avons pas su comment nous y
            prendre.""",
        stakeholders="Les coordinateurs de sécurité, l’organisme de prévention du bâtiment, les maîtres d’ouvrage.",
        brakes_levers="""Frein : la commande vient de directions qui attendent du contrôle. Levier : des
            compagnons ambassadeurs, et une ancienne chef de chantier dans l’équipe.""",
        expectations="""Écrire une charte d’usage que nous joindrons au contrat. Savoir dire non à un client
            sans le perdre. Nous offrons en échange de tester nos relèves vocales avec d’autres métiers.""",
    ),
    Story(
        key="trois-rivieres-auge",
        number=6,
        structure_name="Communauté de communes des Trois Rivières d’Auge",
        profile="internal",
        head_count="50_249",
        town="Livarot-Pays-d’Auge",
        department="Calvados",
        holder="Bertrand Lelièvre",
        function="Directeur général des services",
        second="Amandine Roger, agente d’accueil",
        title="Un guichet, sept accueils, un seul dossier",
        summary="""Les habitantes et les habitants refont leur demande à chaque accueil. Nous relions sept
            guichets par un dossier commun, et nous voulons que le métier d’accueil y gagne en relation ce qu’il
            perd en saisie.""",
        work_problem="""Une famille qui arrive inscrit ses enfants à la cantine, au car, à la garderie : trois
            guichets, trois formulaires, trois agentes. Celles-ci travaillent seules, dans des mairies ouvertes
            quelques heures. Les démarches en ligne ont renvoyé vers elles toutes les personnes perdues, sans
            que personne ne compte ce travail d’aide. Deux agentes sont en arrêt long, et la peur de mal
            répondre revient dans chaque entretien annuel.""",
        solution="""Un dossier unique de l’usager, ouvert avec son accord, et une messagerie entre accueils pour
            demander conseil. Le logiciel est acheté ; il est installé dans deux mairies. Nous avons arrêté le
            déploiement il y a quatre mois parce que les agentes le contournaient avec des carnets.""",
        stage="roll_out",
        employees="""19 agentes et agents d’accueil, dont 11 à temps non complet et partagés entre communes ; 4
            chefs de service ; les secrétaires de mairie, qui dépendent d’un autre employeur.""",
        impact="""Moins de ressaisie, plus de polyvalence : c’est ce qui a été promis. Mais la polyvalence fait
            peur quand on est seule face au public. L’encadrement est à distance et ne voit pas le travail
            d’aide. Nous redoutons aussi qu’un dossier partagé serve à surveiller la vitesse de traitement.""",
        involvement="""Tard, mais sérieusement : depuis l’arrêt du déploiement, un groupe de huit agentes
            redessine les écrans, et la formation spécialisée du comité social territorial s’est rendue sur
            place.""",
        stakeholders="Les vingt-deux maires, la caisse d’allocations familiales, les associations d’aide numérique.",
        brakes_levers="""Freins : deux employeurs, des élus pressés par l’échéance budgétaire. Leviers : l’arrêt
            assumé du projet, qui a rendu la parole possible, et le budget de formation.""",
        expectations="""Apprendre à relancer un projet abîmé. Rendre visible le travail d’aide au numérique.
            Croiser des collectivités ou des entreprises qui ont plusieurs petits sites.""",
    ),
    Story(
        key="imprimerie-lecoq",
        number=7,
        structure_name="Imprimerie Lecoq et Hamon",
        profile="internal",
        head_count="10_49",
        town="Alençon",
        department="Orne",
        holder="Philippe Hamon",
        function="Gérant",
        second="Jocelyne Prié, conductrice offset",
        title="Ce que la presse sait, ce que la conductrice sait",
        summary="""Nos nouvelles presses se règlent depuis un écran et remontent leurs données. Vingt-deux
            personnes, trente ans de métier en moyenne : comment accorder ce que mesure la machine et ce que
            savent les mains ?""",
        work_problem="""La presse propose un calage, la conductrice le corrige de l’œil et de l’oreille. Le
            logiciel enregistre sa correction comme un écart. En réunion de production, ces écarts s’affichent
            en rouge. Jocelyne a demandé à quoi elle servait encore. De l’autre côté, deux jeunes recrues se
            fient à l’écran et laissent filer des teintes que l’ancien aurait vues. Entre les deux, il n’y a
            plus d’apprentissage.""",
        solution="""Ajouter à chaque écart une raison, dite par la personne, et en faire une bibliothèque de
            réglages signés. Un écran au pied de la presse, une heure d’échange tous les quinze jours entre
            anciens et jeunes. Le fabricant accepte d’ouvrir l’accès aux données. Rien n’est développé, tout est
            sur papier millimétré.""",
        stage="design",
        employees="""22 personnes : quatre conducteurs et une conductrice offset, trois façonneurs, le
            prépresse, deux commerciaux, l’atelier de finition. Trois départs en retraite dans les deux ans.""",
        impact="""Nous espérons transmettre avant les départs et rendre au métier sa fierté. Nous craignons de
            figer dans une base ce qui vit dans l’échange. Le chef d’atelier, qui tenait son autorité de son
            savoir, se demande ce que sera son rôle quand l’écran proposera la solution de tout le monde.""",
        involvement="""Le projet est né d’un agacement en réunion. Toute l’équipe presse y participe, avec un
            salaire de réunion. L’entreprise n’a pas de délégation active : nous en parlons en assemblée.""",
        stakeholders="Le fabricant des presses, un lycée professionnel, un client éditeur exigeant sur les teintes.",
        brakes_levers="""Frein : le temps, le carnet de commandes est tendu. Leviers : la petite taille, l’envie
            de transmettre, un fabricant curieux.""",
        expectations="""Une méthode pour recueillir un savoir-faire sans l’abîmer. Un ou une ergonome qui ait
            déjà travaillé en atelier. Savoir si notre idée existe ailleurs.""",
    ),
]
