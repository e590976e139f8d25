"""Which style of Word becomes what, beside those that the reader knows itself. Names are English in every Word, Russian in other programs."""

STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Заголовок 1'] => h1:fresh
p[style-name='Заголовок 2'] => h2:fresh
p[style-name='Заголовок 3'] => h3:fresh
p[style-name='heading 4'] => p:fresh > strong
p[style-name='heading 5'] => p:fresh > strong
p[style-name='heading 6'] => p:fresh > strong
p.Heading4 => p:fresh > strong
p.Heading5 => p:fresh > strong
p.Heading6 => p:fresh > strong
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Цитата'] => blockquote > p:fresh
p[style-name='caption'] => figcaption:fresh
p[style-name='Название объекта'] => figcaption:fresh
"""
