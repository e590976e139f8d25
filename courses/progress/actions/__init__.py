"""Everything that is written while people study, split by noun."""

from courses.progress.actions.lessons import mark_done, undo_done

__all__ = ["mark_done", "undo_done"]
