"""Checks of the simulator on the machine it runs on: engines, theory, laws, random numbers, as rows of a table."""
