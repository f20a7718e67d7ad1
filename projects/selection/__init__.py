"""Pure reasoning about the selection: dataclasses in, dataclasses out; no Django, no database."""
