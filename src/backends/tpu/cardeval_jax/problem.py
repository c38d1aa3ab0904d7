"""The one error that callers see: what is wrong, where, and what to do about it."""


class Problem(Exception):
    """Codes: bad_checkpoint, bad_request, bad_image, unknown_image, unsupported, out_of_memory, internal."""

    def __init__(self, code, message, todo=""):
        super().__init__(message)
        self.code, self.message, self.todo = code, message, todo

    def record(self):
        """As it goes over the wire."""
        return {"code": self.code, "message": self.message, **({"todo": self.todo} if self.todo else {})}
