"""The nouns. Frozen structs; no files, no clock, no database, no language."""
