"""Files made from an edition's dossiers: read them in batches, write a table, a document or an archive."""
