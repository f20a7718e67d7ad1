"""Forms of pairings, of their meetings and of the wishes before them."""
