"""Lists that were read from workbooks: what they would change, shown first, then done all or nothing."""
