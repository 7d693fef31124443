"""The keys sealed with a passphrase, to be kept in another place than the store and its backups."""

from __future__ import annotations

import json
import os
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage import keys_file
from storage.errors import AlreadyThere, EscrowUnreadable, PassphraseWeak, PassphraseWrong
from storage.keys_file import KeySet
from storage.sealed import KEY_BYTES, NONCE_BYTES

LEAST_CHARACTERS = 20
SALT_BYTES = 16
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at the passphrase costs: passes over this much memory (RFC 9106)."""

    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 256 * 1024

    @property
    def bearable(self) -> bool:
        """Whether to pay it: a file that was tampered with must not bring the machine down."""
        return (
            1 <= self.iterations <= 16
            and 1 <= self.lanes <= 16
            and 8 * self.lanes <= self.memory_kib <= 1024 * 1024
        )


def seal(keys: KeySet, passphrase: str, cost: Cost | None = None) -> str:
    """The text of an escrow file. Raises `PassphraseWeak` for fewer than 20 characters."""
    if len(passphrase.strip()) < LEAST_CHARACTERS:
        raise PassphraseWeak
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    told = {
        "kith": "escrow",
        "format": FORMAT,
        "mark": keys.mark,
        "argon2id": asdict(cost or Cost()),
        "salt": salt.hex(),
        "nonce": nonce.hex(),
    }
    cipher = _cipher(passphrase, salt, cost or Cost())
    sealed = cipher.encrypt(nonce, keys_file.dumps(keys).encode(), _bound(told))
    return json.dumps({**told, "sealed": sealed.hex()}, indent=1) + "\n"


def unseal(text: str, passphrase: str) -> KeySet:
    """The keys. Raises `EscrowUnreadable` or `PassphraseWrong`."""
    try:
        told = json.loads(text)
        sealed = bytes.fromhex(told.pop("sealed"))
        salt, nonce = bytes.fromhex(told["salt"]), bytes.fromhex(told["nonce"])
        cost = Cost(**{name: int(value) for name, value in told["argon2id"].items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EscrowUnreadable from None
    fits = len(salt) == SALT_BYTES and len(nonce) == NONCE_BYTES and cost.bearable
    if told.get("kith") != "escrow" or told.get("format") != FORMAT or not fits:
        raise EscrowUnreadable
    try:
        plain = _cipher(passphrase, salt, cost).decrypt(nonce, sealed, _bound(told))
    except InvalidTag:
        raise PassphraseWrong from None
    return keys_file.loads(plain.decode("ascii"))


def is_escrow(text: str) -> bool:
    """Whether this wants a passphrase, rather than being a keys file as it is."""
    return '"escrow"' in text


def write(path: Path, keys: KeySet, passphrase: str) -> None:
    """A new file only its owner can read, opened again before this returns.

    Raises `AlreadyThere`, `PassphraseWeak`, and `PassphraseWrong` if what is on the disk does not
    open again.
    """
    if path.exists():
        raise AlreadyThere
    sealed = seal(keys, passphrase)
    try:
        keys_file.write_new(path, sealed.encode("ascii"))
    except FileExistsError:
        raise AlreadyThere from None
    try:
        if unseal(path.read_text(encoding="ascii"), passphrase) != keys:
            raise PassphraseWrong
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    keys_file.settle_folder(path.parent)


def _cipher(passphrase: str, salt: bytes, cost: Cost) -> AESGCM:
    # The same words typed on another keyboard may come as other characters; NFC makes them one.
    words = unicodedata.normalize("NFC", passphrase.strip()).encode()
    stretched = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return AESGCM(stretched.derive(words))


def _bound(told: dict[str, object]) -> bytes:
    """Everything beside the sealed keys is authenticated with them."""
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
