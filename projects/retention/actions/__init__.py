"""Actions on the dossiers that an edition stores."""
