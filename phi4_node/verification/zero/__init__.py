"""Is an expression zero? By proof only."""
