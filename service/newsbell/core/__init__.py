"""Deciding, and nothing else: values in, values with named reasons out.

Must not know: files, clocks, chance, networks, frameworks, logging. `now` is always an argument.
"""
