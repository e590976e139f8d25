"""Foundation and roof: settings, wiring, the printing press, and the apps that know no lesson and no certificate.

people – accounts, organisations, consents. journal – who did what to what. vault – private files. post – letters. Nothing here imports `courses` or `cms`
except `school.urls`, the roof.
"""
