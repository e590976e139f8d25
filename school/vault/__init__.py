"""The vault: private files under generated keys, checked on the way in, inert and ranged on the way out, every look written down.

Whoever owns a file decides who may see it; the vault only keeps and serves.
"""
