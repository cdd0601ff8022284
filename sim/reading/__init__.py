"""From files to a scenario and back: paths, text, YAML, CSV tables, and where each key and value of them stands."""
