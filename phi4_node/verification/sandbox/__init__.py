"""Warm worker processes with a deadline and a memory cap; every symbolic call runs there."""
