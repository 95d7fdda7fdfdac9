"""One reading of the words, a sequence of statements, becomes one claim."""
