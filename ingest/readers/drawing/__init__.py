"""What Word documents and presentations share: charts, diagrams, formulas, raised and lowered figures."""
