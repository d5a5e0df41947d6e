"""A file system that is no disk, under the protocol `remote`, for tests of what must work on any."""

import fsspec
from fsspec.implementations.memory import MemoryFileSystem
from upath.implementations.memory import MemoryPath
from upath.registry import register_implementation


class RemoteFileSystem(MemoryFileSystem):
    protocol = ("remote",)
    store = {}
    pseudo_dirs = [""]

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return super()._strip_protocol(path.removeprefix("remote://"))


fsspec.register_implementation("remote", RemoteFileSystem)
register_implementation("remote", MemoryPath)
