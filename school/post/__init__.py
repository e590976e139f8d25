"""The post office: every letter is a row first, then a delivery with retries and a stable Message-ID. Outside production it mails nobody: letters are read in
the school's own box at /post/.
"""
