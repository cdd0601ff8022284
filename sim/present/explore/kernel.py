"""What computes for a page: Jupyter's kernel without the port at which it would hear its child processes."""

from typing import Any

from ipykernel import kernelapp
from ipykernel.iostream import IOPubThread


class _Unheard(IOPubThread):  # type: ignore[misc]
    def __init__(self, socket: Any, pipe: bool = False, **how: Any) -> None:
        super().__init__(socket, pipe=False, **how)


if __name__ == "__main__":
    kernelapp.IOPubThread = _Unheard
    kernelapp.launch_new_instance()
