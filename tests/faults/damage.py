"""What can happen to a file: it is cut, flipped, replaced by nonsense, or by a folder."""

import json
import random
from collections.abc import Callable
from pathlib import Path

from aecore.files import pack, unpack

Damage = Callable[[Path, random.Random], object]


def _cut(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(len(data))])


def _cut_end(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: -chance.randrange(1, 40)])


def _flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(3):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def _randomise(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(path.stat().st_size))


def _change_types(path: Path, chance: random.Random) -> None:
    """Valid JSON in which an entry has another type; arrays of other types and shapes under a true seal."""
    if path.suffix == ".npz":
        arrays = {name: array.astype("U8").T[None] for name, array in unpack(path).items()}
        path.write_bytes(pack(arrays))
        return
    values = json.loads(path.read_bytes()) if path.suffix == ".json" else None
    wrong = chance.choice((None, [], {}, "x", True, -1, [[1]], {"a": {}}))
    is_mapping = isinstance(values, dict) and values
    path.write_text(json.dumps(values | {chance.choice(sorted(values)): wrong} if is_mapping else wrong))


def _become_folder(path: Path, chance: random.Random) -> None:
    path.unlink()
    (path / "inner").mkdir(parents=True)


def _hold(data: bytes) -> Damage:
    return lambda path, chance: path.write_bytes(data)


DAMAGES: dict[str, Damage] = {
    "cut": _cut,
    "its end cut": _cut_end,
    "bits flipped": _flip,
    "random bytes": _randomise,
    "other types": _change_types,
    "null": _hold(b"null"),
    "huge number": _hold(b'{"format": ' + b"9" * 10_000 + b"}"),
    "no finite number": _hold(b'[{"epoch": 1e999, "seconds": -1e999}]'),
    "nested deeply": _hold(b"[" * 200_000),
    "empty": _hold(b""),
    "a folder": _become_folder,
}
