"""The file where Wagtail looks for hooks; it only imports from the rooms."""

from courses.office import doors

__all__ = ["doors"]
