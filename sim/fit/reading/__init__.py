"""From the files that a client brings to a log, a table of volumes or a plan of shifts: nothing guessed in silence."""
