"""Littoral: the first applications to the call that is open now."""

from coaching.demo.story import Story

STORIES = [
    Story(
        key="criee-de-grandcamp",
        number=61,
        structure_name="Criée coopérative de Grandcamp",
        profile="internal",
        head_count="10_49",
        town="Grandcamp-Maisy",
        department="Calvados",
        holder="Yvonnick Samson",
        function="Responsable d’exploitation",
        second="Lina Ferreira, trieuse",
        title="Vendre à distance sans vider le quai",
        summary="""La vente aux enchères passe à l’écran et les acheteurs ne se déplacent plus. Nous voulons que
            l’enchère en ligne garde ce que le quai savait : qui a pêché, qui a trié, et pourquoi ce lot est beau.""",
        work_problem="""À cinq heures, trois trieuses décrivent chaque lot à la voix et au geste. L’acheteur à
            distance ne voit qu’un code et une photo : il conteste, rappelle, retourne. Les trieuses passent leur
            matinée au téléphone à redire ce qu’elles ont vu, puis trient la marée suivante en retard.""",
        solution="""Une fiche de lot dictée pendant le tri, avec une photo et trois mots choisis par les trieuses,
            et un écran de quai qui montre les questions des acheteurs sans interrompre la chaîne. Une maquette
            tourne sur une tablette étanche.""",
        stage="design",
        employees="Vingt-deux personnes : trieuses, peseurs, crieur, caristes, deux comptables.",
        impact="""Des descriptions qui font autorité et moins d’appels. Je redoute qu’on mesure la vitesse de tri
            de chacune, puisque l’outil l’enregistre sans qu’on l’ait demandé.""",
        involvement="""Les trieuses ont choisi le vocabulaire des fiches pendant trois pauses du mardi. Le délégué
            du personnel a demandé que les temps ne soient pas gardés ; rien n’est encore signé.""",
        stakeholders="Onze armements, une quarantaine d’acheteurs, l’organisation de producteurs.",
        brakes_levers="""Frein : l’éditeur du logiciel de vente ne prévoit qu’un code par lot. Levier : deux
            acheteurs rennais prêts à essayer avec nous.""",
        expectations="""Savoir négocier avec un éditeur quand on est petit, et écrire une règle simple sur ce que
            l’outil a le droit de mesurer.""",
    ),
    Story(
        key="parcs-du-cotentin",
        number=62,
        structure_name="Les Parcs de Blainville",
        profile="internal",
        head_count="1_9",
        town="Blainville-sur-Mer",
        department="Manche",
        holder="Maïwenn Lecaplain",
        function="Ostréicultrice",
        title="Le carnet de marée à plusieurs mains",
        summary="""Sept personnes, quatre parcs, une mer qui n’attend pas. Nous cherchons un carnet partagé qui se
            remplit avec des gants et se lit au retour, pour ne plus dépendre de ma seule mémoire.""",
        work_problem="""Ce qui se passe sur les parcs reste dans la tête de qui y était : poches retournées,
            mortalité, table abîmée. Quand je suis absente, l’équipe recommence ou oublie. En juillet, deux
            saisonniers ont déplacé le même lot deux fois, de nuit, dans l’eau jusqu’à la taille.""",
        solution="""Une application vocale sur un téléphone étanche : on dit la table et ce qu’on a fait, le plan
            des parcs se met à jour au retour du réseau. Nous avons essayé trois outils agricoles, aucun ne tient
            sans connexion.""",
        stage="trial",
        employees="Quatre permanents et trois saisonniers, de vingt à soixante et un ans.",
        impact="""Partager les décisions, protéger les dos. Ma crainte : que les plus anciens, qui savent tout sans
            rien noter, se sentent remplacés par un carnet.""",
        involvement="""Chacun a tenu un carnet de papier pendant deux grandes marées ; nous avons comparé ensemble
            autour d’un café. C’est ainsi que la liste des mots est née.""",
        stakeholders="Le comité régional de conchyliculture, un mareyeur, la prévention de la mutualité agricole.",
        brakes_levers="Frein : pas de réseau sur l’estran. Levier : une équipe qui veut se transmettre le métier.",
        expectations="Apprendre à conduire une équipe autrement qu’à la voix, et choisir un outil sans me tromper.",
        access_needs="Une place de stationnement proche de l’entrée : je marche avec une canne cette année.",
    ),
    Story(
        key="office-des-falaises",
        number=63,
        structure_name="Office de tourisme des Falaises",
        profile="internal",
        head_count="10_49",
        town="Étretat",
        department="Seine-Maritime",
        holder="Corentin Avenel",
        function="Directeur adjoint",
        second="Awa Sarr, conseillère en séjour",
        title="Répondre aux avis sans y laisser sa peau",
        summary="""Huit conseillères lisent chaque jour des centaines d’avis, dont des insultes. Nous voulons
            outiller la réponse et surtout décider ensemble de ce à quoi on ne répond pas.""",
        work_problem="""Les avis tombent la nuit, les week-ends, sur cinq plateformes. Les conseillères y répondent
            entre deux visiteurs, seules, parfois prises à partie par leur prénom. Deux d’entre elles ont demandé
            à ne plus être au comptoir. On leur a installé un tableau de bord ; il affiche une note moyenne par
            personne.""",
        solution="""Un outil de réponse assistée qui regroupe les avis par sujet, propose un brouillon, et garde
            l’anonymat de qui répond. Il est en service depuis mars, mal aimé.""",
        stage="in_use",
        employees="Dix-neuf personnes, dont huit conseillères et quatre saisonnières d’avril à octobre.",
        impact="""Une charge émotionnelle partagée au lieu d’être subie. La direction espère une meilleure note ;
            l’équipe espère surtout qu’on cesse de la noter.""",
        involvement="""Un groupe de quatre conseillères a écrit une charte : ce qu’on répond, ce qu’on signale, ce
            qu’on laisse. Le comité social l’a adoptée, le prestataire ne l’a pas encore lue.""",
        stakeholders="La communauté urbaine, un prestataire de veille, les hôteliers du canton.",
        brakes_levers="Frein : la note est au contrat d’objectifs. Levier : une charte déjà votée.",
        expectations="Tenir bon face à un indicateur, et montrer qu’un outil se discute.",
    ),
    Story(
        key="atelier-voile-nord",
        number=64,
        structure_name="Voilerie du Vieux Bassin",
        profile="provider",
        head_count="1_9",
        town="Honfleur",
        department="Calvados",
        holder="Gwenola Ruault",
        function="Cheffe d’atelier et cofondatrice",
        title="Une découpe numérique qui laisse la main",
        summary="""Nous vendons à de petites voileries un logiciel de découpe que nous avons écrit pour nous.
            Nos clientes gagnent du temps et perdent un geste : nous voulons vendre l’un sans l’autre.""",
        work_problem="""La découpe automatique économise deux jours par voile. Mais l’apprentie ne trace plus, elle
            surveille une machine. Chez un client, la seule personne qui savait reprendre un creux est partie à la
            retraite : plus personne n’ose corriger le plan de l’écran.""",
        solution="""Un mode d’apprentissage où la machine attend que la personne trace d’abord, puis compare. Deux
            voileries l’essaient depuis un mois.""",
        stage="trial",
        employees="Nous sommes six. Nos quinze clientes emploient une soixantaine de voilières et voiliers.",
        impact="""Un métier qui se transmet et un logiciel qu’on ne subit pas. Le risque est commercial : un mode
            plus lent se vend mal.""",
        involvement="""Les apprenties de deux ateliers écrivent avec nous les exercices. Leurs patronnes relisent.
            Nous n’avons pas encore parlé aux anciens, et c’est un tort.""",
        stakeholders="Le centre de formation de Granville, un fabricant de tables, la filière nautique.",
        brakes_levers="Frein : vendre de la lenteur. Levier : des clientes inquiètes de perdre le métier.",
        expectations="""Éprouver notre idée auprès d’ergonomes et de pairs qui ne sont pas éditeurs, et trouver
            comment en parler sans nostalgie.""",
    ),
    Story(
        key="quais-de-dieppe",
        number=65,
        structure_name="Groupement des employeurs portuaires",
        profile="consultant",
        head_count="50_249",
        town="Dieppe",
        department="Seine-Maritime",
        holder="Hugo Bellenger",
        function="Délégué général",
        second="Marianne Quesnel, chargée de prévention",
        title="L’appel du soir sur le téléphone",
        summary="""Chaque soir, cent dockers apprennent par un message s’ils travaillent demain. Nous voulons
            reprendre la main sur un algorithme d’affectation que personne ne sait plus expliquer.""",
        work_problem="""Le logiciel répartit les équipes selon douze critères ajoutés en dix ans. Les salariés le
            disent injuste, les chefs d’équipe le contournent au téléphone, et nous ne savons pas répondre à la
            question la plus simple : pourquoi lui et pas moi ?""",
        solution="""Réduire les critères à quatre, écrits en français, afficher la raison de chaque affectation, et
            permettre d’échanger un poste entre collègues. Le cahier des charges est à moitié écrit.""",
        stage="idea",
        employees="Cent quatre dockers, onze chefs d’équipe, six personnes au bureau de placement.",
        impact="""La fin des rumeurs, des soirées moins tendues. Certains critères obscurs protègent pourtant des
            gens fatigués : les retirer sans y penser serait une faute.""",
        involvement="""Les deux syndicats ont accepté de relire les critères un par un. Le bureau de placement craint
            de perdre ce qui fait sa valeur : arranger les choses.""",
        stakeholders="Le port, quatre entreprises de manutention, la caisse de congés, l’éditeur.",
        brakes_levers="Frein : dix ans d’arrangements. Levier : tout le monde veut savoir pourquoi.",
        expectations="Une méthode pour discuter une règle de calcul avec ceux qu’elle range.",
    ),
    Story(
        key="sauvetage-cote-fleurie",
        number=66,
        structure_name="École de surf des Planches",
        profile="internal",
        head_count="1_9",
        town="Villers-sur-Mer",
        department="Calvados",
        holder="Noé Delaplanche",
        function="Gérant et moniteur",
        title="Réserver une vague",
        summary="""Les réservations en ligne remplissent nos cours jusqu’à la dernière minute, et nos moniteurs
            n’ont plus d’heure pour préparer, ni pour dire non quand la mer se lève.""",
        work_problem="""L’application vend des places tant qu’il en reste. Le moniteur découvre sur la plage un
            groupe de douze, dont quatre enfants, par un mètre de houle. Annuler coûte un remboursement et un avis ;
            alors on y va, et le soir on en parle mal.""",
        solution="""Que le moniteur ouvre et ferme ses créneaux lui-même, la veille au soir, selon la mer, et que
            l’application explique au client pourquoi.""",
        stage="idea",
        employees="Deux permanents, cinq moniteurs saisonniers.",
        impact="Rendre la décision à qui est dans l’eau. Accepter de vendre moins en août.",
        involvement="Les moniteurs ont écrit leur propre seuil de houle. Ils ne sont pas d’accord, et tant mieux.",
        brakes_levers="Frein : la plateforme prélève sa part quoi qu’il arrive. Levier : une équipe soudée.",
        expectations="Rencontrer d’autres petites structures prises dans une plateforme.",
    ),
]
