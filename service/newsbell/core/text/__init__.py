"""Text: folding, zones, sentences."""
