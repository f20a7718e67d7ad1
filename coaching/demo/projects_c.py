"""Spéciale Normandie: nine more applications, among them those of the reserve list."""

from coaching.demo.story import Story

STORIES = [
    Story(
        key="atelier-du-perche",
        number=14,
        structure_name="Ébénisterie Atelier du Perche",
        profile="internal",
        head_count="1_9",
        town="Bellême",
        department="Orne",
        holder="Guillaume Tessier",
        function="Maître artisan",
        title="Dessiner le meuble avec le client, sans perdre l’établi",
        summary="""Un configurateur en trois dimensions permettrait à nos clients de composer leur bibliothèque
            en ligne. À six dans l’atelier, nous nous demandons qui dessinera, qui chiffrera et qui gardera le
            dernier mot.""",
        work_problem="""Je passe mes soirées à dessiner des devis dont un sur cinq se transforme en commande.
            Pendant ce temps l’atelier attend des plans. Les compagnons reçoivent des croquis incomplets et
            reviennent me voir dix fois par jour.""",
        solution="""Un configurateur en ligne qui sort un plan coté et une liste de débit. Un prestataire nous a
            montré une démonstration convaincante pour des étagères droites, beaucoup moins pour un
            escalier.""",
        stage="idea",
        employees="Six personnes : quatre ébénistes, un apprenti, moi. Ma compagne tient les comptes le samedi.",
        impact="""Je gagnerais du temps et l’atelier des plans clairs. Je crains que nous ne fassions plus que
            des meubles que la machine sait dessiner, et que l’apprenti n’apprenne plus à tracer.""",
        involvement="""Nous en avons parlé autour de l’établi. Deux compagnons sont pour, un est contre,
            l’apprenti veut essayer. Rien de plus formel pour l’instant.""",
        stakeholders="La chambre de métiers, deux architectes d’intérieur.",
        brakes_levers="Frein : le prix, et mes soirées déjà prises. Levier : une petite équipe soudée.",
        expectations="Savoir par où commencer, et si un outil plus simple suffirait.",
    ),
    Story(
        key="autocars-lemoussu",
        number=15,
        structure_name="Autocars Lemoussu",
        profile="internal",
        head_count="50_249",
        town="Saint-Hilaire-du-Harcouët",
        department="Manche",
        holder="Delphine Lemoussu",
        function="Directrice",
        second="Gérard Pigeon, conducteur",
        title="Le car a du retard, qui répond aux parents ?",
        summary="""Nos conducteurs de cars scolaires sont joints par les familles sur leur téléphone personnel.
            Une information en temps réel sur les retards doit les protéger, sans les pister du matin au
            soir.""",
        work_problem="""Le matin, un conducteur reçoit jusqu’à quinze appels de parents alors qu’il conduit.
            L’exploitation ne sait pas où est le car. Deux altercations cette année ont conduit à des arrêts.
            Les conducteurs travaillent en deux morceaux, 6 h 30 puis 16 h, et se plaignent de rester joignables
            entre les deux.""",
        solution="""Un boîtier de position par car, un message automatique aux familles, et un numéro unique
            tenu par l’exploitation. Le boîtier est choisi ; son affichage à la direction reste à décider.""",
        stage="design",
        employees="73 conductrices et conducteurs, souvent âgés et à temps partiel, 4 personnes à l’exploitation.",
        impact="""Moins d’appels au volant, un conducteur qui se sent soutenu. La peur d’être suivi est forte :
            un ancien a menacé de laisser les clés. L’exploitation devra répondre aux parents, ce qu’elle n’a
            jamais fait.""",
        involvement="""Le CSE a été informé. Un groupe de conducteurs doit se réunir, nous n’avons pas encore
            trouvé d’horaire qui convienne.""",
        stakeholders="La Région, autorité organisatrice ; les collèges ; les associations de parents.",
        brakes_levers="""Frein : la dispersion des conducteurs, qui ne se croisent jamais. Levier : un vrai
            ras-le-bol des appels, partagé par tous.""",
        expectations="Un cadre clair sur la géolocalisation, et une façon de réunir des gens qui ne se voient pas.",
    ),
    Story(
        key="cle-de-douze",
        number=16,
        structure_name="Association La Clé de douze",
        profile="internal",
        head_count="10_49",
        town="Le Havre",
        department="Seine-Maritime",
        holder="Mireille Koffi",
        function="Encadrante technique d’insertion",
        second="Damien Roussel, salarié en parcours",
        title="L’ordinateur fait partie du chantier",
        summary="""Nos salariés en insertion réparent des vélos. On leur demande ensuite des papiers en ligne
            qu’ils ne savent pas remplir. Nous intégrons le numérique au chantier, comme un outil parmi les
            autres.""",
        work_problem="""Un salarié capable de dévoiler une roue au dixième n’ose pas ouvrir l’application des
            stocks. Les encadrants la remplissent pour lui, par gentillesse, et les demandes de logement ou
            d’emploi se font dans le bureau d’à côté, en cachette. L’écart se creuse entre ceux qui ont un écran
            et ceux qui ont les mains noires.""",
        solution="""Une application d’atelier dessinée par les salariés, avec photos et voix, qui sert à la fois
            au stock et à la preuve de compétence. Nous en sommes au prototype papier, avec l’aide bénévole
            d’une développeuse.""",
        stage="design",
        employees="22 salariés en parcours, quatre encadrants, une accompagnatrice socioprofessionnelle.",
        impact="""Nous espérons de la fierté, et des sorties vers l’emploi mieux argumentées. Nous craignons de
            charger encore les encadrants, qui sont mécaniciens avant d’être formateurs.""",
        involvement="""Les salariés votent les écrans. Un binôme tient le journal du projet. Il n’y a pas de
            CSE, mais une réunion d’atelier chaque vendredi.""",
        stakeholders="La mission locale, France Travail, la métropole, un lycée professionnel voisin.",
        brakes_levers="Frein : aucun budget de développement. Levier : une envie énorme, et des partenaires proches.",
        expectations="De la méthode, un réseau, et rencontrer des entreprises qui embauchent autrement.",
        access_needs="Merci de prévoir des documents en gros caractères pour Damien.",
    ),
    Story(
        key="etude-des-remparts",
        number=17,
        structure_name="Étude notariale des Remparts",
        profile="internal",
        head_count="10_49",
        town="Avranches",
        department="Manche",
        holder="Sylvain Guérin",
        function="Notaire associé",
        title="Signer à distance",
        summary="""L’acte peut se signer à distance. Nous voulons équiper nos trois bureaux et réorganiser
            l’accueil en conséquence.""",
        work_problem="""Les clients demandent la signature à distance et nos collaborateurs perdent du temps en
            déplacements entre les trois bureaux.""",
        solution="Deux salles de visioconférence agréées et un logiciel de gestion des rendez-vous.",
        stage="design",
        employees="Quatorze collaborateurs, dont six clercs et trois personnes à l’accueil.",
        impact="""Gain de temps pour tout le monde. Les personnes de l’accueil pourraient être redéployées vers
            la constitution des dossiers.""",
        involvement="Une réunion d’information est prévue avant l’installation.",
        brakes_levers="Le débit de la ligne à Pontorson. L’étude finance elle-même le matériel.",
        expectations="Des contacts et des retours d’expérience.",
    ),
    Story(
        key="soudure-virtuelle",
        number=18,
        structure_name="Arc & Réalité",
        profile="provider",
        head_count="1_9",
        town="Cherbourg-en-Cotentin",
        department="Manche",
        holder="Pauline Lemarinel",
        function="Présidente",
        second="Ahmed Ouali, formateur soudeur",
        title="Apprendre à souder sans se brûler les ailes",
        summary="""Notre simulateur de soudage en réalité virtuelle équipe deux centres de formation. Nous
            voulons l’amener dans les entreprises, là où le tuteur et l’apprenti travaillent ensemble.""",
        work_problem="""Former un soudeur prend six mois et des tonnes d’acier. Les tuteurs, peu nombreux, sont
            des ouvriers expérimentés que l’on retire de la production sans leur donner de temps. Le casque fait
            gagner des heures, mais il a aussi fait dire à un chef d’atelier qu’il n’avait plus besoin de
            tuteur.""",
        solution="""Un simulateur transportable, un carnet partagé entre tuteur et apprenti où l’on revoit
            ensemble le geste. Le simulateur est vendu depuis deux ans. Le carnet est une maquette.""",
        stage="roll_out",
        employees="""Chez nos clients : une quarantaine d’apprentis par an, quinze tuteurs. Chez nous, sept
            personnes.""",
        impact="""Le tuteur pourrait transmettre plutôt que surveiller. Il pourrait aussi disparaître des
            plannings. Les responsables de formation, eux, reçoivent des scores dont ils ne savent que
            faire.""",
        involvement="""Trois tuteurs ont participé au dessin du carnet. Nous n’avons pas accès aux CSE de nos
            clients et le regrettons.""",
        stakeholders="Les chantiers navals, le campus des métiers, l’OPCO de la métallurgie.",
        brakes_levers="""Frein : nous vendons à des services de formation, loin de l’atelier. Levier : Ahmed,
            tuteur de métier.""",
        expectations="Un regard sur le métier de tuteur. Trouver une entreprise qui essaie le carnet.",
    ),
    Story(
        key="blanchisserie-du-cailly",
        number=19,
        structure_name="Blanchisserie du Cailly",
        profile="internal",
        head_count="50_249",
        town="Elbeuf",
        department="Seine-Maritime",
        holder="Thierry Banville",
        function="Directeur de production",
        second="Ludivine Petit, opératrice de tri",
        title="Puces dans le linge, gens dans la boucle",
        summary="""Chaque drap portera bientôt une puce. Le tri, le poste le plus pénible de la blanchisserie,
            va changer. Nous voulons le transformer avec les opératrices avant d’acheter les portiques.""",
        work_problem="""Au tri, on manipule du linge souillé, debout, dans la vapeur, en lisant des étiquettes
            délavées. Les opératrices tiennent dix-huit mois en moyenne. Les hôpitaux clients contestent les
            pertes, et l’on cherche qui s’est trompé.""",
        solution="""Des puces et des portiques de lecture, un écran de tri par couleur. Un portique est prêté
            depuis trois mois. La question ouverte : que devient le poste, et qui rejoint la maintenance ?""",
        stage="trial",
        employees="91 personnes, en majorité des femmes, dont 17 en situation de handicap. Deux équipes.",
        impact="""Moins de gestes pénibles et moins de disputes avec les clients. Mais des emplois au tri
            pourraient disparaître, quatre peut-être. La direction s’est engagée à ne pas licencier, les équipes
            n’y croient qu’à moitié.""",
        involvement="""Six opératrices essaient le portique et notent ce qui coince. Le CSE a voté un suivi tous
            les deux mois.""",
        stakeholders="Quatre hôpitaux, un fournisseur italien de portiques, l’Agefiph.",
        brakes_levers="""Frein : l’engagement d’emploi n’est écrit nulle part. Levier : un essai réel, des gens
            volontaires.""",
        expectations="Écrire l’engagement, préparer les parcours de celles et ceux qui changeront de poste.",
    ),
    Story(
        key="lait-du-pays-de-bray",
        number=20,
        structure_name="Conseil Élevage du Pays de Bray",
        profile="consultant",
        head_count="10_49",
        town="Neufchâtel-en-Bray",
        department="Seine-Maritime",
        holder="Marie-Laure Fouquet",
        function="Responsable du conseil",
        title="Le robot trait, et le conseiller ?",
        summary="""Les robots de traite envoient leurs données à leur constructeur avant de les envoyer à nos
            conseillers. Nous cherchons la place d’un conseil humain au milieu des courbes.""",
        work_problem="""Nos conseillers passaient deux heures dans l’étable. Ils passent désormais une heure
            devant un écran, parfois sans voir une vache. Les éleveurs reçoivent des alertes la nuit et
            appellent. Trois conseillers sur douze disent ne plus savoir à quoi ils servent.""",
        solution="""Un tableau de bord commun éleveur-conseiller, avec des rendez-vous au pied du robot. Encore
            à l’état d’idée.""",
        stage="idea",
        employees="Douze conseillers, quatre techniciens, et 230 élevages, où l’on travaille à deux ou trois.",
        impact="""On voudrait un conseiller qui aide à décider, et des nuits plus calmes. On redoute un métier
            de centre d’appels.""",
        involvement="""Les conseillers ont demandé une journée d’échange, la date reste à trouver. Les éleveurs
            : pas encore.""",
        stakeholders="Les constructeurs, la chambre d’agriculture, deux laiteries.",
        brakes_levers="Frein : l’accès aux données. Levier : la confiance des éleveurs.",
        expectations="Mettre de l’ordre dans nos idées, trouver un premier pas.",
    ),
    Story(
        key="mediatheque-des-falaises",
        number=21,
        structure_name="Médiathèque des Falaises",
        profile="internal",
        head_count="10_49",
        town="Fécamp",
        department="Seine-Maritime",
        holder="Estelle Vauclin",
        function="Directrice",
        second="Romain Houel, bibliothécaire",
        title="Quand l’automate prête, que faisons-nous ?",
        summary="""Des automates de prêt arrivent l’an prochain. Ils libèrent du temps, dit-on. Encore faut-il
            décider ensemble de ce que nous en ferons.""",
        work_problem="""Le prêt occupe la moitié des journées. C’est répétitif, mais c’est là que l’on connaît
            les lecteurs. Deux collègues y tiennent, trois en ont assez. La ville parle de « redéployer » sans
            dire où. En attendant, plus personne ne propose d’animation.""",
        solution="Deux automates, des puces dans 60 000 documents, et un projet de service encore blanc.",
        stage="design",
        employees="Seize agentes et agents, dont cinq le samedi seulement. Des bénévoles au portage à domicile.",
        impact="""Le mal de dos devrait reculer. Le sens du métier pourrait avancer ou disparaître, selon ce que
            nous déciderons.""",
        involvement="""Trois réunions d’équipe, et une visite dans une médiathèque voisine. L’instance du
            personnel de la ville a été informée.""",
        stakeholders="La ville, le département, les lecteurs âgés.",
        brakes_levers="Frein : le marché est signé. Levier : une équipe qui aime débattre.",
        expectations="Un peu de méthode pour écrire un projet de service à seize.",
    ),
    Story(
        key="garage-vauquelin",
        number=22,
        structure_name="Garages Vauquelin",
        profile="internal",
        head_count="10_49",
        town="Lisieux",
        department="Calvados",
        holder="Kévin Vauquelin",
        function="Gérant",
        title="Diagnostic connecté",
        summary="""Les voitures préviennent avant de tomber en panne. Nous voulons en profiter pour mieux
            remplir l’atelier.""",
        work_problem="L’atelier est vide le mardi et débordé le vendredi. Il faut lisser la charge.",
        solution="Une plateforme qui reçoit les alertes des véhicules et propose un rendez-vous au client.",
        stage="idea",
        employees="Treize mécaniciens, deux carrossiers, trois réceptionnaires.",
        impact="""Meilleur taux d’occupation. Les mécaniciens auront le détail de la panne avant l’arrivée du
            véhicule.""",
        involvement="Pas encore, nous attendons de voir si l’outil nous plaît.",
        brakes_levers="Le prix de l’abonnement. Nos clients sont fidèles.",
        expectations="Trouver un financement.",
    ),
]
