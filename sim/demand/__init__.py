"""Who calls and what they bring, and who is on the floor: every random number of the product."""
