"""Lessons done, by the person's own word. May call enrollment and below; does not see attendance."""
