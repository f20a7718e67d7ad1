"""How long dossiers are kept: what goes and when, told before, put off, done at night."""
