"""Word documents, read from their XML: numbers that Word makes, fields, boxes, notes, what is hidden."""
