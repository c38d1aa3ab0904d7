"""PaliGemma on JAX: the local runtime of cardeval's `tpu` backend. `python -m cardeval_jax --help` says how to start it."""
