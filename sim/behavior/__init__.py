"""How people decide, learn and feel: plain functions of numbers, the same for every engine."""
