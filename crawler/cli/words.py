"""Figures as people say them."""


def counted(number: int, thing: str, things: str = "") -> str:
    """A number of things: 1 feed, 2 feeds; where an s is not enough, `things` says how they are called."""
    return f"{number} {thing}" if number == 1 else f"{number} {things or thing + 's'}"
