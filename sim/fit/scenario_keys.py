"""Names that a scenario may use, for those of a file."""

import re
import unicodedata
from collections.abc import Iterable


def slugs(names: Iterable[str], usual: str) -> dict[str, str]:
    """Return names that a scenario may use, each once, by the foreign ones.

    Examples
    --------
    >>> slugs(["Kunden (Thema A)", "Kunden Thema-A", "Büro"], "type")
    {'Kunden (Thema A)': 'kunden_thema_a', 'Kunden Thema-A': 'kunden_thema_a_2', 'Büro': 'buero'}
    """
    found: dict[str, str] = {}
    for name in names:
        plain = name.casefold()
        for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
            plain = plain.replace(letter, spelled)
        plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
        plain = re.sub("[^a-z0-9]+", "_", plain).strip("_")[:50]
        plain = plain if plain[:1].isalpha() else f"{usual}_{plain}".rstrip("_")
        taken = set(found.values())
        found[name] = next(each for n in range(1, len(taken) + 2) if (each := _nth(plain, n)) not in taken)
    return found


def _nth(name: str, n: int) -> str:
    return name if n == 1 else f"{name}_{n}"
