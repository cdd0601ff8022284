"""The record of a book: where its tables lie and how large they are, for compiled code that counts in it."""

import numpy as np

TABLES = (
    *("cells", "seen", "by_type", "by_team", "asked", "standards", "edges", "interval_types", "interval_teams"),
    *("rates", "rates_from", "shares", "month_ends", "paid", "paid_in_month", "by_month"),
)
SIZES = (
    *("week", "weeks", "types", "teams", "width", "sums", "company_column", "edges_n", "oldest"),
    *("intervals", "interval_ticks", "rates_n", "months"),
)
BOOK = np.dtype([(name, "i8") for name in (*TABLES, *SIZES)])
"""Where the tables lie, how large they are, and the present week, whose sums are still in `cells` and `paid`."""
