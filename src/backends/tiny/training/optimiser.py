"""Muon for matrices, Adam for the rest, and the learning rate of both."""

import jax
import jax.numpy as jnp
import optax


def orthogonal(update):
    """Muon's Newton-Schulz step: the nearest (semi-)orthogonal matrix, scaled to the size of the update."""
    wide = update.shape[0] > update.shape[1]
    x = (update.T if wide else update) / (jnp.linalg.norm(update) + 1e-7)
    for _ in range(5):
        square = x @ x.T
        x = 3.4445 * x + (-4.775 * square + 2.0315 * square @ square) @ x
    return (x.T if wide else x) * jnp.sqrt(jnp.maximum(1, update.shape[1] / update.shape[0]))


def muon(rate, momentum=.95):
    def init(params):
        return jax.tree.map(jnp.zeros_like, params), jnp.zeros([], jnp.int32)
    def update(grads, state, params):
        velocity, step = state
        velocity = jax.tree.map(lambda v, g: momentum * v + g, velocity, grads)
        turned = jax.tree.map(lambda v, g, p: -rate(step) * (orthogonal(momentum * v + g) + .02 * p), velocity, grads, params)
        return turned, (velocity, step + 1)
    return optax.GradientTransformation(init, update)


def rate_at(step, cycles, warm=100):
    """Warm-up, then a straight line to zero, in every cycle; each next cycle peaks at 0.6 of the one before."""
    rate, start = 0.0, 0
    for number, steps in enumerate(cycles):
        inside = (step >= start) & (step < start + steps)
        shape = jnp.minimum(1, (step - start + 1) / warm) * jnp.minimum(1, 1.02 - (step - start) / steps)
        rate, start = rate + jnp.where(inside, .6 ** number * shape, 0), start + steps
    return rate


def optimiser(cycles):
    """Muon for the matrices inside the layers, Adam for embeddings, norms, biases and the patch projection."""
    shape = lambda peak: lambda step: peak * rate_at(step, cycles)
    label = lambda params: {name: "muon" if p.ndim == 2 and "layers" in name else "adam" for name, p in params.items()}
    adam = optax.chain(optax.clip_by_global_norm(1.0), optax.adam(shape(2.5e-3), b1=.9, b2=.97))
    return optax.multi_transform({"muon": muon(shape(.02)), "adam": adam}, label)
