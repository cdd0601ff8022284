"""How the pictures are made: style, labels, the time axis, titles, and one file for each kind of picture."""
