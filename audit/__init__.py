"""星评 StarAudit: scores bank branches against a checklist and prints the report."""
