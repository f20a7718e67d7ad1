"""Work done later: a row with a state says what is to be done, the broker only says that there is some."""
