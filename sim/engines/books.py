"""What counts contacts as they end: the compiled loop calls it by its address, since it stands in a room above."""

from typing import Protocol


class Book(Protocol):
    """Where the contacts of one run are counted; it stays where it is until the run is over."""

    @property
    def count_one(self) -> int:
        """The address of a compiled function (address of a contact's row, `address`) -> 0; 0 where there is none."""

    @property
    def address(self) -> int:
        """The address of what that function writes to."""
