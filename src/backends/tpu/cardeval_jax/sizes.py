"""The sizes and settings of a PaliGemma checkpoint, and the letters in which its tensors are described.

Vision tower: l layers, d width, h heads, e head size, m inner width of the MLP, n patches of a picture, p and q the sides of a
patch, c its channels. Decoder: L layers, D width, N query heads, K key heads, H head size, M inner width, V rows of the table.
"""

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Sizes:
    """`letters` maps the letters above to numbers; the rest is what shapes do not tell."""

    letters: dict
    family: str
    #: Tokens that can be written; the table may have more rows.
    vocabulary: int
    bos: int
    eos: int
    vision_epsilon: float = 1e-6
    text_epsilon: float = 1e-6
    rope_base: float = 10_000.0
    #: Queries are multiplied by this.
    query_scale: float = 0.0
    #: Gemma 2: scores become cap * tanh(score / cap); 0 is off.
    attention_cap: float = 0.0
    final_cap: float = 0.0

    def __getitem__(self, letter):
        return self.letters[letter]

    @property
    def patches(self):
        """Tokens of one picture."""
        return self.letters["n"]

    @property
    def image_size(self):
        """Pixels of a side."""
        return math.isqrt(self.letters["n"]) * self.letters["p"]

    @property
    def parameters(self):
        """Numbers in the checkpoint; the table is counted once, as input and output share it."""
        at = self.letters
        block = 4 * at["d"] * at["h"] * at["e"] + 3 * at["h"] * at["e"] + 2 * at["d"] * at["m"] + at["m"] + 6 * at["d"]
        vision = at["l"] * block + (at["p"] ** 2 * at["c"] + 3 + at["n"]) * at["d"] + (at["d"] + 1) * at["D"]
        norms = 4 if self.family == "gemma2" else 2
        text = at["L"] * (2 * at["D"] * (at["N"] + at["K"]) * at["H"] + 3 * at["D"] * at["M"] + norms * at["D"])
        return vision + text + (at["V"] + 1) * at["D"]
