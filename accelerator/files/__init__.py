"""Files of rows: where they are kept, how they go with their row, and what is found that no row names any more."""
