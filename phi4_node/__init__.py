"""Local reasoning you can believe: a small model answers, a symbolic checker decides what may be believed."""
