"""Work done later: a row with a state describes the work, the broker only announces that there is some."""
