"""The journal: who did what to what, when and from where. Append-only: rows are added by `actions.record` and never changed or removed."""
