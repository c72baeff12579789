"""Define a person who uses the library."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.i18n import marked


class Role(StrEnum):
    """Name a role. It applies in the person's own unit and in the units below."""

    CLIENT_MANAGER = "client_manager"
    TRAINER = "trainer"
    MENTOR = "mentor"
    ADMIN = "admin"


ROLE_NAMES = {
    Role.CLIENT_MANAGER: marked("Client manager"),
    Role.TRAINER: marked("Trainer"),
    Role.MENTOR: marked("Mentor"),
    Role.ADMIN: marked("Administrator"),
}

INVITED, ACTIVE, DISABLED = "invited", "active", "disabled"
STATE_NAMES = {INVITED: marked("Invited"), ACTIVE: marked("Active"), DISABLED: marked("Disabled")}


@dataclass(frozen=True)
class Person:
    """Describe a person as of now; read again wherever it decides something."""

    id: str
    login: str
    name: str
    role: Role
    unit_id: str
    unit_path: str
    unit_name: str
    state: str = ACTIVE
