"""What a new edition starts with: a form and a grid that organisers then change as they wish."""
