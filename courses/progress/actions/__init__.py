"""Everything that is written while people study, split by noun."""

from courses.progress.actions.lessons import done_by_rule, mark_done, reach, undo_done

__all__ = ["done_by_rule", "mark_done", "reach", "undo_done"]
