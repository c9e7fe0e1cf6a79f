"""The browser's door: the only place that knows Flask and WTForms."""
