"""Forms of the organiser's pages of a programme."""
