"""What the statutes say, as dated data, and what follows from it.

Pure Python: no framework, no database, no global state. One edition of the law is one value, a
:class:`law.book.LawBook`; every question takes it as an argument. Chinese wording lives in the editions, not
here.
"""
