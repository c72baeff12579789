"""Create the demo's branches and people."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.people.accounts import NewPerson, add_person
from kb.people.passwords import hash_password
from kb.people.person import ACTIVE, Person, Role
from kb.people.units import HOUSE, Unit, add_house, add_unit_in
from kb.store import Database, Writer

BRANCHES = {
    "江滨分行": ("江滨营业部", "桥头支行", "高新支行"),
    "临海分行": ("临海营业部", "港口支行", "渔港支行"),
    "北原分行": ("北原营业部", "县域支行", "农贸支行"),
}
STAFF_PER_UNIT = 9
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹喻柏窦章云苏潘葛范彭"
_GIVEN = (
    "文博/思远/雨桐/晓峰/嘉怡/志强/丽娜/海涛/佳慧/俊杰/梦洁/国栋/雪梅/浩然/静怡/"
    "建华/婷婷/子轩/慧敏/立新/若曦/宏伟/欣然/永康/春燕/天佑/可馨/明哲/玉兰/振宇"
)


@dataclass(frozen=True)
class Bank:
    """Hold all people, and the three accounts that a visitor signs in with: sign-in name and password by role."""

    units: Sequence[Unit]
    managers: list[Person]
    mentors: list[Person]
    trainers: list[Person]
    admin: Person
    passwords: dict[Role, tuple[str, str]]

    @property
    def everyone(self) -> list[Person]:
        """Return all people, in a fixed order."""
        return [*self.managers, *self.mentors, *self.trainers, self.admin]


def open_bank(database: Database, chance: random.Random, now: str) -> Bank:
    """Return three branches of three units, a mentor per unit, a trainer per branch and two for the head office."""
    passwords = {
        Role.CLIENT_MANAGER: ("demo-manager", secrets.token_urlsafe(9)),
        Role.TRAINER: ("demo-trainer", secrets.token_urlsafe(9)),
        Role.ADMIN: ("demo-admin", secrets.token_urlsafe(9)),
    }
    hashes = {login: hash_password(password) for login, password in passwords.values()}
    names = _names(chance)
    units: list[Unit] = []
    people: dict[Role, list[Person]] = {role: [] for role in Role}

    def hire(tx: Writer, role: Role, unit: Unit, login: str = "") -> Person:
        login = login or f"{role.value.replace('_', '-')}-{len(people[role]) + 1:03d}"
        new = NewPerson(login, next(names), unit.id, role)
        person = add_person(tx, new, unit, state=ACTIVE, password_hash=hashes.get(login, ""), now=now)
        people[role].append(person)
        return person

    with database.write() as tx:
        top = add_house(tx, "长河银行", now)
        admin = hire(tx, Role.ADMIN, top, passwords[Role.ADMIN][0])
        hire(tx, Role.TRAINER, top, passwords[Role.TRAINER][0])
        for branch_name, unit_names in BRANCHES.items():
            branch = add_unit_in(tx, admin, HOUSE, branch_name, now)
            hire(tx, Role.TRAINER, branch)
            for unit_name in unit_names:
                unit = add_unit_in(tx, admin, branch.id, unit_name, now)
                units.append(unit)
                hire(tx, Role.MENTOR, unit)
                for number in range(STAFF_PER_UNIT):
                    first = not people[Role.CLIENT_MANAGER] and number == 0
                    hire(tx, Role.CLIENT_MANAGER, unit, passwords[Role.CLIENT_MANAGER][0] if first else "")
    return Bank(units, people[Role.CLIENT_MANAGER], people[Role.MENTOR], people[Role.TRAINER], admin, passwords)


def _names(chance: random.Random) -> Iterator[str]:
    pairs = [surname + given for surname in _SURNAMES for given in _GIVEN.split("/")]
    chance.shuffle(pairs)
    return iter(pairs)
