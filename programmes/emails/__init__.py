"""Mails of programmes: functions that return messages and never send them."""
