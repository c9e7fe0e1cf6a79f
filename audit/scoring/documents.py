"""Text of YAML or JSON into plain values, with the line of every place and numbers kept as written."""

import re

from audit.scoring.json_text import read_json
from audit.scoring.plain import Document
from audit.scoring.yaml_text import read_yaml

# YAML may begin with a brace as well, but then a bare word follows.
_JSON = re.compile(r"\ufeff?\s*(?:\[\s*[\[{\"\]\d]|\{\s*[\"}])")


def read_document(text: str) -> Document:
    """JSON where the text begins like JSON, else YAML; raises RefusedError with every problem and its line."""
    return read_json(text) if _JSON.match(text) else read_yaml(text)
