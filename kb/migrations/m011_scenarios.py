"""Create steps of questions between their states: who took them, when and why. Scenarios need no table of their own."""

STATEMENTS = (
    """
    CREATE TABLE question_steps (
        question_id TEXT NOT NULL REFERENCES questions (id),
        number INTEGER NOT NULL,
        version INTEGER NOT NULL,
        state TEXT NOT NULL,
        person_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (question_id, number)
    ) STRICT
    """,
)
