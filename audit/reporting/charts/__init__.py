"""Charts as SVG text, one file a chart, the same in the PDF and on the page."""
