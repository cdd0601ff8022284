"""Experiments: how many replications, and what their outcomes say."""
