r"""Plane geometry with named points: text with `\triangle ABC` and `AB = 5`, and what it says in coordinates.

`notation` writes lengths, angles and polygons as letters of their own before anything is parsed; the rules of
`phrases/points.py` read what is said of them; `settle` puts coordinates in the place of the points.
"""
