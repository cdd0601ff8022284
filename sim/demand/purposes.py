"""What a random number is for. Every decision that could be taken about a contact has one of its own."""

# Numbers of an issue: they stay with it through repeats and redials.
MOMENT, THINNED, COMPLEXITY, ASKS, ASK, TEMPER, RESERVED, RARE = range(8)
PUBLIC, ANSWER, OWED = range(9, 12)
ISSUE_NUMBERS = 12

# Numbers of a contact: new luck at every call.
(
    HANDLE,
    PATIENCE,
    ENDLESS,
    SELF_SERVICE_TIME,
    CONTAINED,
    CUT,
    INSISTS,
    CHOICE,
    SOLVED,
    MANAGER_TIME,
    ADVERSARIAL,
    APOLOGY,
    GIVE_UP,
    NOTICED,
    LANE_TIME,
    SECOND_SOLVED,
    SECOND_MANAGER_TIME,
    RETURNS,
    RETURNS_AFTER,
    OWN_GOAL,
    OWN_GOAL_AFTER,
    WALKS_AWAY,
    LEAVES,
    GIVES,
    JUDGED,
    INSISTS_ON_MORE,
    TRIES_ANOTHER,
    BALKS,
    WRAP_UP,
    TRANSFERRED,
    TRANSFERRED_TO,
) = range(31)
CONTACT_NUMBERS = 31

# Kinds of contact: how a contact's key follows from its issue's, and an own goal's from its parent's.
FIRST, REPEAT, REDIAL, OWN_GOAL_KIND, TRANSFER = range(5)

# Numbers of an agent (by team, seat, occupant) and of a day.
SKILL, CUT_TENDENCY, SPEED = range(3)
ABSENT, QUITS, COACHED, COACHED_AT = range(4)
WORKS, FLOATS, OFF_PHONE = 1 << 12, 1 << 13, 1 << 14
"""Whether a part of a seat is there in an interval, when a break that floats begins, each by the minute from which;
whether somebody is off the phone in a block of the day."""
COUNT_BASE = 1 << 40
"""The count of a bin's part p is output COUNT_BASE + p of the bin's key; ordinals use the outputs below."""
WITHIN_DAY = 1 << 41
"""How busy a bin is within its day is this output of the bin's key."""
