"""Certificates: designs, conditions, issue, register, printing, verification. Facts are frozen at issue; revoking shows, never hides. May call route and below."""
