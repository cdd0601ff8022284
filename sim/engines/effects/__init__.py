"""What is done to a contact and to who handles it, in its order: written once, for both engines.

Each function reads and writes by attribute, so that SimPy's objects and the compiled engine's records serve alike: `c`
is a contact's row, `h` what only matters on its way (of an object both are the same), `now` what holds for it at the
moment. Lines, time and what happens next are each engine's own.
"""
