"""Who sits at which table in which round of the mix: pure, without Django."""
