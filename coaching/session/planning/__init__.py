"""Plans: pure functions over dataclasses. Only ``load`` knows the models."""
