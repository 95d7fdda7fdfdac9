"""Answers: read strictly, typed, compared, and looked at for the form that was asked for."""
