"""Pure reasoning about reviews: dataclasses in, dataclasses out; no Django, no database."""
