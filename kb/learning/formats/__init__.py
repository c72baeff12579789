"""Files of questions: YAML, tables, workbooks, GIFT, Moodle XML."""
