"""Invitations by a personal link: what they share, whatever they offer."""
