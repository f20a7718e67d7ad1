"""Files of rows: where they are stored, how they are erased with their row, and how files that no row names are
found."""
