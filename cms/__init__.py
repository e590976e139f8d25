"""The facade: what editors write. Page types, blocks, site settings. A page points at its record in `courses`; no record points at a page."""
