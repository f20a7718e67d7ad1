"""Dossiers from a spreadsheet: read it without trusting it, check every row, say what is wrong where."""
