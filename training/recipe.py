"""Keep every number that shapes the model in one place."""

from dataclasses import dataclass, field, fields, replace
from typing import Any


def _weights() -> dict[str, float]:
    return {
        "keyword": 4.0, "question": 4.0, "paraphrase": 6.0, "situation": 5.0, "typo": 2.0, "other": 3.0,
        "alike": 0.0, "substituted": 2.0, "rest": 1.0, "synonym": 1.0, "template": 1.0, "two": 1.0,
        "titled": 0.0, "longer": 0.0, "shorter": 0.0, "mistyped": 0.0, "swapped": 1.0, "general": 1.0,
    }  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    """Hold the numbers of one model; the defaults are those of the shipped one."""

    vocabulary: int = 60_000
    characters: int = 6_500
    dimensions: int = 256
    window: int = 6
    mass: float = 7.0
    longest: int = 112
    sif: float = 1e-3
    identity: float = 0.5
    composed: float = 1.0
    pairs: int = 0
    epochs: float = 1.0
    batch: int = 2048
    learning_rate: float = 0.007
    scale: float = 12.0
    dropout: float = 0.25
    negatives: int = 1
    apart: int = 0
    nested: int = 0
    runs: int = 3
    weights: dict[str, float] = field(default_factory=_weights)

    def changed(self, settings: list[str]) -> "Recipe":
        """Return the recipe with `name=value` settings; `weights.situation=8` reaches one weight."""
        recipe = self
        kinds = {f.name: type(getattr(self, f.name)) for f in fields(self)}
        for setting in settings:
            name, _, text = setting.partition("=")
            if name.startswith("weights."):
                weights = recipe.weights | {name.removeprefix("weights."): float(text)}
                changes: dict[str, Any] = {"weights": weights}
            elif name in kinds and name != "weights":
                changes = {name: kinds[name](float(text)) if kinds[name] is not str else text}
            else:
                raise ValueError(f"no such setting: {name}")
            recipe = replace(recipe, **changes)
        return recipe
