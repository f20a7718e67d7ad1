"""Results of a survey: answers read, counted and charted, without those that may not be disclosed."""
