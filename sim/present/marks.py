"""What the table of a verdict calls today, and what its marks mean."""

TODAY = "Today, simulated"
MARK_WORDS = ("! harm that matters", "~ too small to matter", "? not clear", "= none")
LEGEND = "  ".join(MARK_WORDS)
