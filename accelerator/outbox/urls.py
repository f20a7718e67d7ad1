"""The reader of the mails that the local set-up writes to a folder; only when DEBUG."""

urlpatterns: list = []
