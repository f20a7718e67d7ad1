"""Where a project stands and what its holder can do next."""
