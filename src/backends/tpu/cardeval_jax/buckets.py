"""Which compiled program answers a question: sizes are rounded up, so that a benchmark needs one to three programs."""

import typing

from .problem import Problem

PROMPTS = (32, 64, 128, 256, 512)
ROOMS = (32, 64, 128, 256, 512)


class Bucket(typing.NamedTuple):
    """Questions of one bucket share a program: pictures each, places of the prompt, room for the answer, beams."""

    pictures: int
    prompt: int
    room: int
    beams: int


def bucket_of(pictures, prompt, limit, beams):
    """The bucket of a question. Raises Problem when it is too long for any."""
    return Bucket(pictures, round_up("prompt_tokens", prompt, PROMPTS), round_up("max_tokens", limit, ROOMS), beams)


def round_up(what, count, steps):
    for step in steps:
        if count <= step:
            return step
    raise Problem("bad_request", f"{what} is {count}, and this runtime goes up to {steps[-1]}", "Ask for less; no benchmark of the card needs more.")
