"""Hold the SQL of people's accounts."""

from __future__ import annotations

from kb.store import Reader, Row, Writer


def get_row(tx: Reader, person_id: str) -> Row | None:
    """Return a person with their unit."""
    return tx.row(
        """
        SELECT p.id, p.login, p.name, p.role, p.unit_id, u.path AS unit_path, u.name AS unit_name, p.state
        FROM people AS p
        JOIN units AS u ON u.id = p.unit_id
        WHERE p.id = :id
        """,
        {"id": person_id},
    )


def get_row_by_login(tx: Reader, login: str) -> Row | None:
    """Return a person by their sign-in name, as it is stored."""
    return tx.row(
        """
        SELECT p.id, p.login, p.name, p.role, p.unit_id, u.path AS unit_path, u.name AS unit_name, p.state
        FROM people AS p
        JOIN units AS u ON u.id = p.unit_id
        WHERE p.login = :login
        """,
        {"login": login},
    )


def get_password_hash(tx: Reader, person_id: str) -> str:
    """Return the hash of a person's password; empty if there is none."""
    found = tx.value(
        """
        SELECT password_hash
        FROM people
        WHERE id = :id
        """,
        {"id": person_id},
    )
    return str(found or "")


def may_sign_in(tx: Reader, person_id: str) -> bool:
    """Return whether the person has a password or a company account to sign in with."""
    return bool(
        tx.value(
            """
            SELECT count(*)
            FROM people AS p
            LEFT JOIN identities AS i ON i.person_id = p.id
            WHERE p.id = :id AND (p.password_hash <> '' OR i.person_id IS NOT NULL)
            """,
            {"id": person_id},
        )
    )


def list_rows(tx: Reader, *, below: str, text: str, role: str, state: str, limit: int) -> list[Row]:
    """Return people of the units at or below a path, by name; empty text filters nothing."""
    return tx.rows(
        """
        SELECT p.id, p.login, p.name, p.role, p.unit_id, u.path AS unit_path, u.name AS unit_name, p.state,
               p.created_at, p.signed_in_at
        FROM people AS p
        JOIN units AS u ON u.id = p.unit_id
        WHERE u.path LIKE :below
          AND (:text = '' OR lower(p.name) LIKE lower(:like) OR lower(p.login) LIKE lower(:like))
          AND (:role = '' OR p.role = :role)
          AND (:state = '' OR p.state = :state)
        ORDER BY p.name, p.login
        LIMIT :limit
        """,
        {
            "below": below + "%",
            "text": text,
            "like": f"%{text}%",
            "role": role,
            "state": state,
            "limit": limit,
        },
    )


def count_people(tx: Reader) -> int:
    """Return how many accounts there are, in any state."""
    return int(
        tx.value("""
        SELECT count(*)
        FROM people
        """)
    )


def count_other_bank_admins(tx: Reader, person_id: str) -> int:
    """Return how many active administrators of the whole bank there are besides this person."""
    return int(
        tx.value(
            """
            SELECT count(*)
            FROM people
            WHERE role = 'admin' AND state = 'active' AND unit_id = 'house' AND id <> :id
            """,
            {"id": person_id},
        )
    )


def add_row(tx: Writer, row: Row) -> None:
    """Store a new account."""
    tx.execute(
        """
        INSERT INTO people (id, login, name, unit_id, role, state, password_hash, created_at, updated_at)
        VALUES (:id, :login, :name, :unit_id, :role, :state, :password_hash, :now, :now)
        """,
        row,
    )


def set_password_hash(tx: Writer, person_id: str, password_hash: str, now: str) -> None:
    """Store another password hash."""
    tx.execute(
        """
        UPDATE people
        SET password_hash = :password_hash, updated_at = :now
        WHERE id = :id
        """,
        {"id": person_id, "password_hash": password_hash, "now": now},
    )


def set_state(tx: Writer, person_id: str, state: str, now: str) -> None:
    """Store another state."""
    tx.execute(
        """
        UPDATE people
        SET state = :state, updated_at = :now
        WHERE id = :id
        """,
        {"id": person_id, "state": state, "now": now},
    )


def set_role_and_unit(tx: Writer, person_id: str, role: str, unit_id: str, now: str) -> None:
    """Store another role and unit."""
    tx.execute(
        """
        UPDATE people
        SET role = :role, unit_id = :unit_id, updated_at = :now
        WHERE id = :id
        """,
        {"id": person_id, "role": role, "unit_id": unit_id, "now": now},
    )


def set_signed_in_at(tx: Writer, person_id: str, now: str) -> None:
    """Store the time of the latest sign-in."""
    tx.execute(
        """
        UPDATE people
        SET signed_in_at = :now
        WHERE id = :id
        """,
        {"id": person_id, "now": now},
    )


def get_language(tx: Reader, person_id: str) -> str:
    """Return the language a person chose; empty if they never did."""
    found = tx.value(
        """
        SELECT language
        FROM people
        WHERE id = :id
        """,
        {"id": person_id},
    )
    return str(found or "")


def set_language(tx: Writer, person_id: str, language: str) -> None:
    """Store the language a person chose."""
    tx.execute(
        """
        UPDATE people
        SET language = :language
        WHERE id = :id
        """,
        {"id": person_id, "language": language},
    )
