"""The seats of the rounds of the mix: pure, without Django."""
