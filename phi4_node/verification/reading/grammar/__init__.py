"""A small combinator language for phrases (`patterns`), its rules (`table`), and the parser (`scan`)."""
