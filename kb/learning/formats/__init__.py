"""Read and write files of questions: YAML, tables, workbooks, GIFT, Moodle XML."""
