"""Models of other programs become scenarios."""
