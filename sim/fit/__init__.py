"""From a client's log to a scenario: the same flow as everywhere, backwards."""
