"""Petites structures: the seven other applications of the edition whose committee is reading now."""

from coaching.demo.story import Story

STORIES = [
    Story(
        key="brasserie-de-l-orne",
        number=48,
        structure_name="Brasserie du Pont d’Ouilly",
        profile="internal",
        head_count="1_9",
        town="Clécy",
        department="Calvados",
        holder="Erwan Maillard",
        function="Brasseur associé",
        title="Des cuves qui parlent la nuit",
        summary="""Nos cuves connectées envoient des alertes à toute heure. Nous voulons décider qui se lève, et
            pour quoi.""",
        work_problem="""Une alerte sur deux est fausse. À trois associés et deux salariés, nous nous relayons
            sans règle : c’est toujours celui qui habite le plus près. Il dort avec son téléphone depuis
            dix-huit mois.""",
        solution="""Trier les alertes, écrire un tour d’astreinte, le payer. Les seuils se règlent, encore
            faut-il s’accorder.""",
        stage="in_use",
        employees="Trois associés, deux salariés, un alternant.",
        impact="Du sommeil et une règle juste. Le coût d’une astreinte nous inquiète, notre marge est mince.",
        involvement="Les deux salariés participent aux réunions d’associés depuis l’an dernier.",
        brakes_levers="Frein : l’argent. Levier : la fatigue est reconnue par tous.",
        expectations="Comprendre nos obligations sur l’astreinte et en rencontrer d’autres qui s’en sont sortis.",
    ),
    Story(
        key="fil-retors",
        number=49,
        structure_name="Atelier Fil retors",
        profile="internal",
        head_count="10_49",
        town="Flers",
        department="Orne",
        holder="Jacqueline Sénéchal",
        function="Directrice d’atelier",
        second="Thi Hoa Tran, couturière",
        title="Le bon de travail qui apprend de la couturière",
        summary="""Nous réparons des vêtements pour des marques. Chaque pièce est unique, le temps alloué ne
            l’est pas. Les couturières veulent pouvoir corriger le temps, et l’outil retenir leurs raisons.""",
        work_problem="""La marque impose une durée par type de réparation. Une fermeture sur un manteau doublé
            prend le double d’une fermeture sur un blouson. La couturière dépasse, son écran vire au rouge, elle
            saute sa pause. Celles qui connaissent les tours de main n’ont pas le temps de les montrer.""",
        solution="""Un bon de travail sur tablette avec photo et motif de dépassement, puis une révision des
            temps chaque mois, à trois : atelier, marque, couturière. Le bon existe sur papier et a déjà fait
            bouger quatre temps sur vingt.""",
        stage="trial",
        employees="Vingt-six couturières, un couturier, deux contrôleuses, une directrice.",
        impact="""Des temps justes, donc une marque qui nous croit. Nous craignons la transparence complète : la
            marque pourrait choisir ses couturières. Les contrôleuses deviendraient formatrices, elles en
            rêvent.""",
        involvement="""Les couturières ont écrit la liste des motifs. L’élue du CSE négocie avec moi ce que la
            marque verra ou ne verra pas.""",
        stakeholders="Trois marques, une école de mode, l’OPCO.",
        brakes_levers="Frein : la dépendance à une marque. Levier : quatre temps déjà corrigés, preuve à l’appui.",
        expectations="Nous préparer à négocier la donnée avec un donneur d’ordre. Mesurer la transmission.",
    ),
    Story(
        key="sport-emploi-76",
        number=50,
        structure_name="Groupement d’employeurs Sport et Emploi",
        profile="consultant",
        head_count="50_249",
        town="Le Havre",
        department="Seine-Maritime",
        holder="Nicolas Auber",
        function="Directeur",
        second="Jade Lemonnier, éducatrice sportive",
        title="Une éducatrice, cinq clubs, une seule feuille d’heures",
        summary="""Nos éducatrices et éducateurs travaillent pour cinq clubs à la fois. Leurs heures, leurs
            trajets et leurs remplaçants circulent sur cinq messageries. Nous remettons de l’ordre avec eux et
            avec les bénévoles.""",
        work_problem="""Le dimanche soir, Jade recopie ses heures pour cinq trésoriers bénévoles. Chacun
            conteste un trajet. Quand elle est malade, elle prévient trente familles. Nos salariés sont seuls
            sur le terrain et n’ont de collègue que par hasard.""",
        solution="""Une feuille d’heures unique et un cercle de remplacement entre pairs. Un prototype tourne
            pour huit salariés, avec un tableur en ligne.""",
        stage="trial",
        employees="62 éducatrices et éducateurs, 40 clubs, plus de cent bénévoles.",
        impact="""Du temps rendu, un collectif qui naît des remplacements. Les bénévoles redoutent d’être jugés
            comme employeurs, ce qu’ils sont pourtant.""",
        involvement="Le CSE porte le cercle de remplacement. Les bénévoles ont été réunis une fois, à douze.",
        stakeholders="La ville, le comité olympique départemental, l’Urssaf associations.",
        brakes_levers="Frein : le turn-over des trésoriers. Levier : le CSE et une ville partenaire.",
        expectations="Aider des bénévoles à devenir employeurs sans les effrayer.",
    ),
    Story(
        key="mairie-facile",
        number=51,
        structure_name="Mairie facile",
        profile="provider",
        head_count="1_9",
        town="Pont-l’Évêque",
        department="Calvados",
        holder="Hugo Lemercier",
        function="Gérant",
        second="Sabine Duclos, ancienne secrétaire de mairie",
        language="en",
        title="La secrétaire de mairie n’est pas un robot",
        summary="""Notre logiciel accompagne les secrétaires de mairie des petites communes. Nous travaillons à
            une assistance qui s’arrête à la bonne heure et qui relie les secrétaires entre elles.""",
        work_problem="""Une secrétaire tient trois communes, trois maires, trois mots de passe. Elle est état
            civil, urbanisme, élections et confidente. Les services de l’État lui envoient quinze plateformes.
            Elle travaille le soir pour ne pas pénaliser les habitants, et nous voyons ses connexions à 23
            h.""",
        solution="""Un tableau de bord qui regroupe les échéances, une entraide entre secrétaires et un arrêt
            automatique des notifications à 18 h. Utilisé par 60 communes, l’arrêt automatique divise.""",
        stage="roll_out",
        employees="Environ 45 secrétaires de mairie. Chez nous : six personnes.",
        impact="""Moins d’isolement, peut-être. Nous avons compris que nos notifications faisaient partie du
            problème. Certains maires trouvent l’arrêt à 18 h déplacé. Faut-il l’imposer, le proposer, le
            négocier ?""",
        involvement="""Un club de neuf secrétaires décide de nos priorités chaque trimestre. Les maires y sont
            invités une fois l’an.""",
        stakeholders="L’association des maires, le centre de gestion, la préfecture.",
        brakes_levers="Frein : le maire paie, la secrétaire subit. Levier : le club des neuf.",
        expectations="Trouver la juste place d’un éditeur dans l’organisation du travail de ses clients.",
    ),
    Story(
        key="comptes-et-cie",
        number=52,
        structure_name="Comptes et Cie",
        profile="internal",
        head_count="10_49",
        town="Vire Normandie",
        department="Calvados",
        holder="Isabelle Thomasse",
        function="Experte-comptable",
        title="Quand la saisie disparaît",
        summary="""L’automatisation supprime la saisie, c’est-à-dire la moitié du temps de nos assistantes. Nous
            préférons préparer leur nouveau métier avant que l’ancien ne s’en aille.""",
        work_problem="""Sept assistantes saisissent encore des factures que le logiciel sait lire. Elles le
            savent. Elles vérifient, corrigent, rassurent les clients, mais rien de cela n’est dans leur fiche
            de poste. La plus jeune cherche ailleurs, la plus âgée compte les mois.""",
        solution="""Une lecture automatique déjà en service pour un tiers des clients, et un parcours vers le
            conseil, à inventer.""",
        stage="roll_out",
        employees="Quinze personnes, dont sept assistantes et trois collaboratrices.",
        impact="""Du conseil plus riche, espérons-le. Toutes n’ont pas envie de conseiller. L’encadrement devra
            apprendre à évaluer un travail qui ne se compte plus en lignes.""",
        involvement="Chaque assistante a décrit une semaine de travail. Nous avons tout affiché dans la cuisine.",
        stakeholders="L’ordre, l’éditeur, un organisme de formation.",
        brakes_levers="Frein : ma crainte de promettre trop. Levier : une équipe qui a dit les choses.",
        expectations="Décrire les compétences invisibles et construire deux parcours possibles.",
    ),
    Story(
        key="ambulances-de-la-touques",
        number=53,
        structure_name="Ambulances de la Touques",
        profile="internal",
        head_count="10_49",
        town="Pont-l’Évêque",
        department="Calvados",
        holder="Franck Oriot",
        function="Gérant",
        title="Régulation automatique des courses",
        summary="Un logiciel répartit les courses entre les véhicules. Nous attendons 15 % de kilomètres en moins.",
        work_problem="La régulatrice ne peut pas tout optimiser. Les véhicules roulent trop à vide.",
        solution="Un logiciel de régulation automatique avec géolocalisation. Installation prévue dans deux mois.",
        stage="roll_out",
        employees="Vingt-quatre ambulanciers, une régulatrice.",
        impact="Des économies de carburant. La régulatrice se consacrera à la facturation.",
        involvement="Les équipes seront informées lors de l’installation.",
        brakes_levers="Les habitudes. Le fournisseur assure la formation.",
        expectations="Un appui financier pour l’abonnement.",
    ),
    Story(
        key="clinique-des-haras",
        number=54,
        structure_name="Clinique vétérinaire des Haras",
        profile="internal",
        head_count="300_more",
        town="Le Pin-au-Haras",
        department="Orne",
        holder="Sandrine Cauvin",
        function="Directrice régionale",
        title="Téléconsultation vétérinaire du groupe",
        summary="Le groupe déploie une téléconsultation dans ses 60 cliniques. La clinique des Haras sera pilote.",
        work_problem="Les vétérinaires de garde se déplacent la nuit pour des cas bénins.",
        solution="Une plateforme de vidéo commune au groupe, un tri par des auxiliaires.",
        stage="design",
        employees="Dans le groupe : 900 personnes. À la clinique : neuf vétérinaires et douze auxiliaires.",
        impact="""Des nuits plus calmes. Une nouvelle responsabilité de tri pour les auxiliaires, encore mal
            définie.""",
        involvement="Le CSE central est consulté. Les auxiliaires ont demandé une formation.",
        brakes_levers="La décision revient au siège. Le budget est acquis.",
        expectations="Un accompagnement local du changement.",
    ),
]
