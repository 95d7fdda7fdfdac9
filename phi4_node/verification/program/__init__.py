"""A small calculation language that a model can write: parsed and interpreted, never executed as Python."""
