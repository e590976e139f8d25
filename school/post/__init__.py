"""The post office: every letter is a row first, then a delivery with retries and a stable Message-ID. Outside production it mails nobody: letters are read in
the school's own box at /post/.

kinds – the list of all letters · phrases, insertions – the words of a letter that a school may change, wordings – keeping them · rendering – from a name and facts to a letter ·
samples – made-up facts for looking at it · choices – when it leaves, by the person's choice · digests – one a day · actions – writing, delivering, sending again ·
notice_views – the same letters in the cabinet.
"""
