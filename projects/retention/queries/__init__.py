"""What goes and when, and what a dossier that goes takes along."""
