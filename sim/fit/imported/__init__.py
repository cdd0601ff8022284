"""Models of other programs, as scenarios of ours; with the program's own results, a check of one against the other."""
