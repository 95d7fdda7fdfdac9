"""Mathematical text -> tree -> SymPy, bounded, without eval."""
