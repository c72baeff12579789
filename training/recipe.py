"""Every number that shapes the model, in one place."""

from dataclasses import dataclass, field, fields, replace
from typing import Any


def _weights() -> dict[str, float]:
    return {
        "keyword": 4.0, "question": 4.0, "paraphrase": 6.0, "situation": 5.0, "typo": 2.0, "other": 3.0,
        "alike": 1.0, "substituted": 0.5, "rest": 1.0, "synonym": 1.0, "template": 1.0, "two": 1.0,
        "titled": 0.0, "longer": 0.0, "shorter": 0.0, "mistyped": 0.0, "swapped": 1.0, "general": 1.0,
    }  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    vocabulary: int = 60_000
    characters: int = 6_500
    dimensions: int = 256
    window: int = 6
    longest: int = 112
    sif: float = 1e-3
    identity: float = 0.5
    composed: float = 0.3
    pairs: int = 1
    epochs: float = 1.0
    batch: int = 2048
    learning_rate: float = 0.01
    scale: float = 20.0
    dropout: float = 0.25
    negatives: int = 0
    apart: int = 0
    weights: dict[str, float] = field(default_factory=_weights)

    def changed(self, settings: list[str]) -> "Recipe":
        """The recipe with `name=value` settings; `weights.situation=8` reaches one weight."""
        recipe = self
        kinds = {f.name: type(getattr(self, f.name)) for f in fields(self)}
        for setting in settings:
            name, _, text = setting.partition("=")
            if name.startswith("weights."):
                changes: dict[str, Any] = {"weights": recipe.weights | {name.removeprefix("weights."): float(text)}}
            elif name in kinds and name != "weights":
                changes = {name: kinds[name](float(text)) if kinds[name] is not str else text}
            else:
                raise ValueError(f"no such setting: {name}")
            recipe = replace(recipe, **changes)
        return recipe
