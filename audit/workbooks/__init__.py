"""The score sheet as an Excel workbook: written from a checklist and its answers, read back into answers."""
