#!/usr/bin/env python
"""Django's command line for Possibles."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")
    from django.core.management import execute_from_command_line

    from accelerator.environment import EnvironmentProblem

    try:
        execute_from_command_line(sys.argv)
    except EnvironmentProblem as problem:
        sys.exit(f"Possibles cannot start: {problem}")


if __name__ == "__main__":
    main()
