"""The public company look-up: what the administration already knows of a SIRET. It helps, it is never needed."""
