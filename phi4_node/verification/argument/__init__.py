"""Arguments that a model has formalised: a small formula language, and what decides it."""
