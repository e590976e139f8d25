"""An English interface, Russian dates: the editor's calendar writes them so."""
