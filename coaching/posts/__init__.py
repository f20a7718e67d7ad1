"""News of an edition and of its projects, written by organisers and holders for everybody to read."""
