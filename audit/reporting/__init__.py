"""Reports: a view model of primitives, HTML made from it, and the PDF that leaves the house."""
