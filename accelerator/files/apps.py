from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "accelerator.files"

    def ready(self) -> None:
        from accelerator.files.erasing import erase_with_rows

        erase_with_rows()
