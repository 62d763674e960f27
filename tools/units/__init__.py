"""Administrative units as Turtle, from two published packages and our own tables: reading, checking, writing."""
