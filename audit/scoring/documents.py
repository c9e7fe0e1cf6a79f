"""Text of YAML or JSON into plain values, with the line of every place and numbers kept as written."""

from audit.scoring.json_text import read_json
from audit.scoring.plain import Document
from audit.scoring.problems import RefusedError
from audit.scoring.yaml_text import read_yaml


def read_document(text: str) -> Document:
    """JSON where the text is JSON, else YAML; raises RefusedError with every problem and its line."""
    if text.lstrip("\ufeff \t\r\n")[:1] not in {"{", "["}:
        return read_yaml(text)
    try:
        return read_json(text)
    except RefusedError as refused:
        if refused.problems[0].code != "not-json":
            raise
        return _flow_yaml(text, refused)


def _flow_yaml(text: str, refused: RefusedError) -> Document:
    """YAML may begin with a brace too; of what is neither, the JSON complaint is the useful one."""
    try:
        return read_yaml(text)
    except RefusedError as also_refused:
        raise (also_refused if also_refused.problems[0].code != "not-yaml" else refused) from None
