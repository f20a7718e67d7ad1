"""Mails of pairings, of their meetings and of the wishes before them. Functions return messages, they never send."""
