"""Spéciale Normandie: the six others of the thirteen projects that the committee took."""

from coaching.demo.story import Story

STORIES = [
    Story(
        key="linieres-du-caux",
        number=8,
        structure_name="Coopérative Les Linières du Caux",
        profile="internal",
        head_count="50_249",
        town="Doudeville",
        department="Seine-Maritime",
        holder="Aurélien Panchout",
        function="Responsable d’exploitation",
        second="Lucette Affagard, classeuse de fibre",
        title="Classer le lin à quatre yeux",
        summary="""Classer la fibre de lin est un métier d’œil et de toucher qui met sept ans à s’apprendre. Une
            caméra promet de le faire en une seconde. Nous voulons que la machine devienne une seconde paire
            d’yeux, et non une remplaçante.""",
        work_problem="""Trois classeuses décident chaque jour de la qualité, donc du prix payé à 410 adhérents.
            Deux partent en retraite dans dix-huit mois. Le travail se fait debout, dans la poussière, sous la
            pression des producteurs qui contestent. La caméra testée à la dernière campagne a donné raison à la
            classeuse huit fois sur dix ; les deux autres fois ont suffi à semer le doute sur toute une
            carrière.""",
        solution="""La caméra propose, la classeuse dispose, et leurs désaccords alimentent une séance
            d’étalonnage hebdomadaire ouverte aux adhérents. Nous avons acheté le capteur et signé avec un
            laboratoire de Rouen pour l’apprentissage. L’écran n’affiche la proposition qu’après l’avis humain :
            c’était la condition des classeuses.""",
        stage="trial",
        employees="""63 salariés permanents, 40 en campagne. Directement : trois classeuses, deux apprenties,
            six conducteurs de teillage. Indirectement : les techniciens de plaine, qui portent les résultats
            chez les producteurs.""",
        impact="""Espoirs : transmettre plus vite, apaiser la relation avec les adhérents, améliorer l’éclairage
            et l’assise au poste. Craintes : qu’on oublie dans cinq ans pourquoi un avis humain passait en
            premier ; que la grille de classification salariale baisse avec l’autonomie.""",
        involvement="""Les classeuses ont écrit le protocole d’essai avec le laboratoire. Le CSE a été informé
            deux fois et a demandé une étude du poste. Les administrateurs paysans sont venus passer une matinée
            au classement.""",
        stakeholders="Les adhérents, le laboratoire universitaire, les filateurs, l’interprofession du lin.",
        brakes_levers="""Frein : le rapport de force autour du prix. Leviers : un conseil d’administration
            attaché aux métiers, et deux apprenties enthousiastes qui parlent aux deux mondes.""",
        expectations="""Nous cherchons comment reconnaître, en compétences et en salaire, le fait de travailler
            avec la machine. Nous aimerions parler avec des hospitaliers : le double regard existe chez eux.""",
    ),
    Story(
        key="transporteurs-normands",
        number=9,
        structure_name="Union des transporteurs du Couesnon à la Bresle",
        profile="consultant",
        head_count="1_9",
        town="Caen",
        department="Calvados",
        holder="Cécile Aubrée",
        function="Déléguée générale",
        second="Jean-Marc Poulain, conducteur routier",
        title="Cabine ouverte : parler de l’ordinateur de bord",
        summary="""Nos adhérents, 140 petites entreprises de transport, installent des ordinateurs de bord qui
            notent la conduite. Nous préparons avec des conducteurs et des exploitants un mode d’emploi négocié
            : ce qu’on regarde, ce qu’on ne regarde pas, et comment on en parle.""",
        work_problem="""L’ordinateur de bord donne une note d’éco-conduite à chaque trajet. Un conducteur freine
            fort pour éviter un vélo : il perd des points. Il attend deux heures à quai chez un client : le
            temps passe en « activité inconnue ». Des primes sont indexées sur ces notes sans que les
            exploitants en connaissent le calcul. Les dirigeants eux-mêmes nous appellent parce qu’ils ne
            trouvent plus à recruter.""",
        solution="""Un kit en trois parties : une lecture guidée des données de bord, un modèle de règles du jeu
            à discuter en entreprise, une heure d’animation avec un jeu de cartes tirées de situations réelles.
            Deux entreprises ont essayé les cartes. Une version en ligne permettrait de comparer des pratiques
            sans nommer personne.""",
        stage="trial",
        employees="""Environ 2 600 conductrices et conducteurs chez nos adhérents, 300 exploitants, quelques
            formateurs internes. L’union elle-même compte quatre salariées.""",
        impact="""Si cela marche, l’ordinateur de bord devient un sujet de conversation au lieu d’un sujet de
            sanction, et l’exploitant un soutien. Le risque est que le kit serve de vernis : une réunion, une
            signature, et les primes continuent comme avant.""",
        involvement="""Huit conducteurs de trois entreprises ont raconté les situations des cartes. Les
            organisations syndicales de branche ont relu le modèle de règles et demandé d’y ajouter le droit de
            contester une note.""",
        stakeholders="Les constructeurs, les chargeurs, l’assurance, l’OPCO de la branche, les syndicats.",
        brakes_levers="""Frein : les dirigeants manquent de temps et les constructeurs ferment leurs formats.
            Levier : la pénurie de conducteurs rend tout le monde attentif.""",
        expectations="""Éprouver les cartes avec d’autres secteurs. Trouver comment mesurer qu’une discussion a
            eu des effets. Rencontrer un ou une spécialiste du dialogue social.""",
    ),
    Story(
        key="agenda-juste",
        number=10,
        structure_name="Équinoxe Logiciels",
        profile="provider",
        head_count="10_49",
        town="Hérouville-Saint-Clair",
        department="Calvados",
        holder="Raphaël Nguyen",
        function="Directeur produit",
        second="Claire Osmont, infirmière et conseillère métier",
        language="en",
        title="Agenda juste : l’équité des plannings, visible et discutable",
        summary="""Nous éditons un logiciel de plannings pour les soins. Les équipes nous demandent toutes la
            même chose : est-ce juste ? Nous ajoutons une lecture partagée de l’équité, que chaque service règle
            et discute lui-même.""",
        work_problem="""Dans un service de soins, le planning est le premier sujet de conflit. La cadre le
            compose seule, le soir. Le logiciel garantit la loi, pas la justice : les mêmes prennent les
            week-ends de fête, les nouvelles n’osent rien demander. Les échanges de jours se négocient par
            messages privés, hors de tout cadre, et la cadre les découvre le matin.""",
        solution="""Un tableau d’équité sur douze mois (nuits, week-ends, rappels, souhaits accordés) que
            l’équipe choisit de rendre visible ou non, et une bourse d’échange avec des règles écrites par elle.
            Le calcul est expliqué ligne par ligne. En essai dans deux services, l’un enthousiaste, l’autre
            franchement hostile.""",
        stage="trial",
        employees="""Chez nos clients pilotes : 74 soignantes et soignants, quatre cadres. Chez nous : 18
            personnes, dont deux anciennes infirmières au support, qui ont porté l’idée.""",
        impact="""On peut espérer moins d’absences de dernière minute et des cadres moins seules. On peut
            craindre une comptabilité de chacun contre chacun : dans le service hostile, l’affichage des
            souhaits accordés a ravivé de vieilles querelles. Notre propre organisation change aussi, car le
            support devient du conseil.""",
        involvement="""Les règles d’équité ont été écrites en atelier par les équipes des deux services. La
            commission de santé au travail de l’un des hôpitaux suit l’essai. Notre CSE, récent, n’a pas été
            saisi.""",
        stakeholders="Deux directions d’hôpital, les organisations syndicales, une école de cadres de santé.",
        brakes_levers="""Frein : une direction y voit un moyen de réduire l’intérim. Levier : l’école de cadres
            veut enseigner la méthode.""",
        expectations="""Comprendre pourquoi la même fonction répare ici et blesse là. Être contredits par des
            sociologues. Nous mettrons nos règles d’équité en libre accès.""",
    ),
    Story(
        key="cabinet-lisiere",
        number=11,
        structure_name="Cabinet Lisière",
        profile="consultant",
        head_count="1_9",
        town="Caen",
        department="Calvados",
        holder="Awa Diarra",
        function="Consultante associée",
        second="Benoît Levavasseur, consultant",
        title="Le CSE à la table de conception",
        summary="""Les représentants du personnel arrivent souvent quand l’outil est déjà choisi. Nous outillons
            les petites et moyennes entreprises pour qu’élus et direction regardent ensemble une maquette, et
            pas seulement un calendrier de déploiement.""",
        work_problem="""Dans les onze consultations que nous avons suivies, le CSE a reçu une plaquette
            commerciale et disposé d’un mois. Les élus posent des questions générales, la direction répond par
            des généralités, l’avis est négatif, et le projet avance. Personne n’a parlé du poste de Nathalie à
            la facturation, où l’on supprime quatre écrans et les appels qui allaient avec. L’occasion
            d’améliorer l’outil est perdue pour tout le monde.""",
        solution="""Une démarche en trois séances autour d’une maquette manipulable : raconter une journée, la
            rejouer avec l’outil, écrire ce qui doit changer. Un espace en ligne garde la trace des demandes et
            de leurs réponses. Deux entreprises ont accepté l’expérience, une troisième hésite. L’espace en
            ligne existe en prototype.""",
        stage="trial",
        employees="""Une entreprise de négoce (120 personnes), une menuiserie industrielle (65 personnes).
            Directement, une vingtaine d’élus et de salariés par démarche, et les chefs de service
            concernés.""",
        impact="""Nous attendons des outils mieux ajustés et des avis motivés. Le dialogue social devient
            technique, ce qui demande du temps de délégation et de la formation. Certains managers craignent
            d’être contournés : la deuxième séance leur donne désormais un rôle précis.""",
        involvement="""C’est l’objet même du projet. Dans la menuiserie, les élus ont obtenu que l’équipe du
            soir participe en heures payées ; une demande sur deux a été intégrée par l’éditeur.""",
        stakeholders="Des éditeurs de logiciels, des avocats conseils, l’union régionale de deux syndicats.",
        brakes_levers="""Freins : la culture du secret avant la signature du contrat, le coût de la maquette.
            Levier : la loi oblige à consulter, autant que cela serve.""",
        expectations="""Rendre la démarche plus légère pour des entreprises de cinquante personnes. La
            confronter à des éditeurs présents dans la promotion. Trouver un modèle économique honnête.""",
        access_needs="Repas sans porc, s’il vous plaît.",
    ),
    Story(
        key="hopital-deux-rives",
        number=12,
        structure_name="Centre hospitalier des Deux Rives",
        profile="internal",
        head_count="300_more",
        town="Lillebonne",
        department="Seine-Maritime",
        holder="Martine Eudes",
        function="Coordinatrice générale des soins",
        second="Yacine Haddad, aide-soignant",
        title="Transmettre sans tourner le dos",
        summary="""Le dossier de soins est sur un chariot informatique que l’on pousse de chambre en chambre.
            Les soignants tournent le dos à la personne pour écrire. Trois services réinventent leurs
            transmissions, du matériel jusqu’à l’organisation de la relève.""",
        work_problem="""Une aide-soignante écrit quarante fois par matinée. Le chariot pèse vingt-huit kilos,
            l’écran est trop haut, la session se ferme toutes les cinq minutes. Alors on note sur sa main et
            l’on saisit tout à 13 h, dans le couloir, en mangeant. À la relève, les équipes lisent l’écran au
            lieu de se parler : deux événements graves de l’an dernier avaient été vus, mais pas dits.""",
        solution="""Un terminal de poche pour les gestes simples, la voix pour les observations, et surtout une
            relève courte, debout, à trois questions. Les terminaux sont à l’essai au deuxième étage, prêtés par
            le fabricant. La relève à trois questions ne coûte rien et se pratique depuis le début de
            l’année.""",
        stage="trial",
        employees="""Trois services, 112 soignantes et soignants de jour et de nuit, 9 médecins, 3 cadres. Les
            brancardiers et les agents de service, qui n’ont pas accès au dossier, savent pourtant beaucoup de
            choses.""",
        impact="""Attendu : du temps au chevet, moins de port de charge, une nuit mieux informée. Redouté : que
            l’écriture fragmentée multiplie les alertes et que les cadres gèrent des tableaux. La place des
            agents de service dans la relève est un sujet de métier, donc sensible.""",
        involvement="""Un groupe paritaire mène l’essai, avec deux membres de la formation santé et sécurité.
            Les équipes de nuit y sont associées par des réunions à 6 h, les seules où elles peuvent venir.""",
        stakeholders="L’éditeur du dossier de soins, le groupement hospitalier, les usagers et leur commission.",
        brakes_levers="""Freins : la sécurité informatique, l’effectif. Leviers : une direction des soins
            convaincue et des médecins qui demandent à venir à la relève.""",
        expectations="""De l’aide pour évaluer : que mesure-t-on quand une relève va mieux ? Des idées d’autres
            métiers qui se passent la main. Savoir comment tenir après l’essai.""",
    ),
    Story(
        key="chambre-claire",
        number=13,
        structure_name="Chambre Claire",
        profile="provider",
        head_count="1_9",
        town="Deauville",
        department="Calvados",
        holder="Youssef Tahiri",
        function="Fondateur",
        second="Brigitte Lecomte, gouvernante d’hôtel",
        language="en",
        title="Chambre Claire, l’état des chambres vu par celles qui les font",
        summary="""Les applications d’hôtellerie disent aux femmes de chambre quoi faire et en combien de
            minutes. La nôtre part de leur tournée : elles signalent, elles s’entraident, elles négocient
            l’ordre des étages.""",
        work_problem="""Dans un hôtel de la côte, une femme de chambre fait quatorze chambres et marche neuf
            kilomètres. La réception change les priorités au téléphone, elle remonte deux étages. Le minutage
            affiché ne sait pas ce qu’est une chambre après un mariage. Les gouvernantes passent la journée dans
            l’escalier. Le secteur perd quatre personnes sur dix chaque saison, et répond par l’intérim.""",
        solution="""Une application sans minutage : état des chambres par l’image, demandes d’aide entre
            collègues, ordre de tournée proposé puis ajusté. La réception voit ce que coûte un changement de
            priorité avant de le demander. Trois hôtels indépendants l’utilisent ; une chaîne nous propose un
            contrat si nous ajoutons un chronomètre.""",
        stage="in_use",
        employees="""Dans les trois hôtels : 31 femmes et hommes de chambre, 4 gouvernantes, 12 réceptionnistes.
            Des contrats courts, des langues maternelles variées, beaucoup de temps partiels. Chez nous : trois
            personnes.""",
        impact="""Nous avons vu les allers-retours diminuer et les gouvernantes revenir former. Nous avons vu
            aussi un directeur additionner les demandes d’aide pour repérer les « lentes ». Le chronomètre
            réclamé par la chaîne est notre question du moment : il nous ferait vivre et détruirait ce que nous
            défendons.""",
        involvement="""Conception avec neuf femmes de chambre payées pour cela. Dans les hôtels, pas de
            représentants élus ; nous demandons une réunion d’équipe avant toute installation.""",
        stakeholders="Un syndicat d’hôteliers, un lycée hôtelier, les agences d’intérim de la côte.",
        brakes_levers="""Frein : l’acheteur n’est pas l’utilisatrice. Leviers : la difficulté de recruter, et
            des gouvernantes qui parlent de nous à leurs collègues.""",
        expectations="""Décider, pour le chronomètre. Bâtir un argumentaire économique de la fidélisation. Être
            suivis par quelqu’un qui connaisse les petites entreprises de service.""",
    ),
]
