"""Create cohorts of a course, the forms of each checkpoint, and the answers given.

An item that was answered never changes, and a form ends once: the first attempt is the one that counts.
"""

STATEMENTS = (
    """
    CREATE TABLE cohorts (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        owner_id TEXT NOT NULL REFERENCES people (id),
        unit_id TEXT NOT NULL REFERENCES units (id),
        starts_on TEXT NOT NULL,
        questions INTEGER NOT NULL,
        minutes INTEGER NOT NULL,
        competencies TEXT NOT NULL,
        sources TEXT NOT NULL,
        blueprint TEXT NOT NULL,
        seed TEXT NOT NULL,
        control_id TEXT REFERENCES cohorts (id),
        created_at TEXT NOT NULL,
        closed_at TEXT
    ) STRICT
    """,
    """
    CREATE TABLE cohort_people (
        cohort_id TEXT NOT NULL REFERENCES cohorts (id),
        person_id TEXT NOT NULL REFERENCES people (id),
        unit_id TEXT NOT NULL REFERENCES units (id),
        joined_at TEXT NOT NULL,
        PRIMARY KEY (cohort_id, person_id)
    ) STRICT
    """,
    "CREATE INDEX cohort_people_person ON cohort_people (person_id)",
    """
    CREATE TABLE checkpoint_excuses (
        cohort_id TEXT NOT NULL,
        person_id TEXT NOT NULL,
        day INTEGER NOT NULL,
        reason TEXT NOT NULL,
        excused_by TEXT NOT NULL REFERENCES people (id),
        at TEXT NOT NULL,
        PRIMARY KEY (cohort_id, person_id, day),
        FOREIGN KEY (cohort_id, person_id) REFERENCES cohort_people (cohort_id, person_id)
    ) STRICT
    """,
    """
    CREATE TABLE checkpoint_forms (
        id TEXT PRIMARY KEY,
        cohort_id TEXT NOT NULL,
        person_id TEXT NOT NULL,
        day INTEGER NOT NULL,
        started_at TEXT NOT NULL,
        ends_at TEXT NOT NULL,
        submitted_at TEXT,
        UNIQUE (cohort_id, person_id, day),
        FOREIGN KEY (cohort_id, person_id) REFERENCES cohort_people (cohort_id, person_id)
    ) STRICT
    """,
    "CREATE INDEX checkpoint_forms_person ON checkpoint_forms (person_id, ends_at)",
    """
    CREATE TABLE checkpoint_items (
        form_id TEXT NOT NULL REFERENCES checkpoint_forms (id),
        place INTEGER NOT NULL,
        question_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        order_seed TEXT NOT NULL,
        answer TEXT,
        score REAL,
        answered_at TEXT,
        PRIMARY KEY (form_id, place),
        UNIQUE (form_id, question_id),
        FOREIGN KEY (question_id, version) REFERENCES question_versions (question_id, version)
    ) STRICT
    """,
    "CREATE INDEX checkpoint_items_question ON checkpoint_items (question_id)",
    """
    CREATE TRIGGER checkpoint_items_answered_once BEFORE UPDATE ON checkpoint_items
    WHEN OLD.answered_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'an answer never changes'); END
    """,
    """
    CREATE TRIGGER checkpoint_forms_end_once BEFORE UPDATE ON checkpoint_forms
    WHEN OLD.submitted_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a form ends once'); END
    """,
)
