"""frontline: a discrete-event simulator of a contact center in which escalation is a decision."""
