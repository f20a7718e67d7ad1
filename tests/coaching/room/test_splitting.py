"""How a text of the dossier becomes cards."""

from coaching.room.splitting import MOST, split_brakes, split_names, split_sentences


def test_bullets_are_cards():
    assert split_sentences("- Le temps\n• Le budget\n3) Les outils\n\n") == [
        "Le temps",
        "Le budget",
        "Les outils",
    ]


def test_one_paragraph_is_cut_at_its_sentences():
    assert split_sentences("Le temps manque. Les outils sont vieux ! On s’appuie sur le CSE.") == [
        "Le temps manque.",
        "Les outils sont vieux !",
        "On s’appuie sur le CSE.",
    ]


def test_a_list_of_names_is_cut_at_its_commas():
    names = split_names("clients, fournisseurs et élus du personnel.")

    assert names == ["Clients", "Fournisseurs", "Élus du personnel"]


def test_what_is_said_twice_is_one_card_and_there_are_eight_at_most():
    assert split_sentences("Oui oui\nOui oui") == ["Oui oui"]
    assert len(split_sentences("\n".join(f"Frein numéro {number}" for number in range(30)))) == MOST


def test_nothing_makes_no_card():
    assert split_sentences(" \n - \n") == []
    assert split_names("") == []


def test_what_helps_is_no_brake():
    answer = "Freins : deux employeurs, un budget serré. Leviers : l’arrêt assumé du projet."

    assert split_brakes(answer) == ["Deux employeurs, un budget serré."]
    assert split_brakes("Freins :\n- le temps\nLeviers :\n- le CSE") == ["Le temps"]
