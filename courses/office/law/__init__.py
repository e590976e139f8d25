"""The law as the office keeps it: «Справочники» – lists with their forms, versions of the checklist, the lawyer's mark, tables in and out."""
