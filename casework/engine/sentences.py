"""The sentences of the ledger, one for each act, kept as data."""

from pathlib import Path

from ruamel.yaml import YAML

from audit.ledger.sentences import register, registered_kinds

SENTENCES = Path(__file__).parent / "sentences.yaml"


def load_sentences() -> None:
    """Register the sentences of all kinds of event that casework tells."""
    with SENTENCES.open(encoding="utf-8") as file:
        data = YAML(typ="safe", pure=True).load(file)
    for kind, entry in data.items():
        if kind not in registered_kinds():
            register(kind, zh=entry["zh"], en=entry["en"], personal_data=entry.get("personal_data", "none"))
