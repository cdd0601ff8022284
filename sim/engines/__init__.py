"""The engines: each runs the demand of a plan through the center."""
