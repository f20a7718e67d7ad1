"""What the answers to a survey say: read, counted and drawn, with what may not be told left out."""
