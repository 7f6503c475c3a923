"""Who asks: nobody in particular, or somebody who has signed in, with a role."""

from __future__ import annotations

from typing import Literal

import msgspec

Role = Literal["reader", "reviewer", "admin"]
#: Every role may do what the ones before it may.
ROLES: tuple[Role, ...] = ("reader", "reviewer", "admin")


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """``name`` is empty for a reader on this machine; ``session`` is the id of a session, None for a token."""

    name: str = ""
    role: Role = "reader"
    session: str | None = None
    may_read: bool = True

    def may(self, role: Role) -> bool:
        """True for those of that role, or of one above it."""
        return self.may_read and ROLES.index(self.role) >= ROLES.index(role)

    @property
    def may_review(self) -> bool:
        """True for reviewers, who see what is held back."""
        return self.may("reviewer")
