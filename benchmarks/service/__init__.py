"""The service under load, next to the document's own: `python -m benchmarks.service`."""
