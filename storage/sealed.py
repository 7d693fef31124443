"""Sealing: AES-256-GCM with a key for each subject, bound to the place where the value stands.

A sealed value is one byte of format, one byte of key number, a random 12-byte nonce, and the
ciphertext with its tag. The place (table, column, subject, row) is authenticated with it, so that
a value pasted into another row, column or person does not open. (Fernet is not used, because it
opens a value wherever it is pasted.)
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import SealBroken

FORMAT = 1
KEY_BYTES = 32
NONCE_BYTES = 12
HEAD_BYTES = 2
HOUSE = ""
"""The subject of what is about nobody: replies, notices, names of staff."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """One subject's key, unwrapped. It has no readable form, so it cannot be logged."""

    number: int
    cipher: AESGCM

    def __repr__(self) -> str:
        return f"DataKey({self.number})"


def place(table: str, column: str, subject: str, row: str) -> bytes:
    """Where a value stands, each part after its length, so that no two places read alike."""
    return (
        f"{len(table)}:{table}|{len(column)}:{column}|{len(subject)}:{subject}|{len(row)}:{row}"
    ).encode()


def seal(key: DataKey, plain: bytes, where: bytes) -> bytes:
    head = bytes((FORMAT, key.number))
    nonce = os.urandom(NONCE_BYTES)
    return head + nonce + key.cipher.encrypt(nonce, plain, head + where)


def key_number(sealed: bytes) -> int:
    """The number of the key that sealed this. Raises `SealBroken` when it is no sealed value."""
    if len(sealed) < HEAD_BYTES + NONCE_BYTES or sealed[0] != FORMAT:
        raise SealBroken
    return sealed[1]


def unseal(key: DataKey, sealed: bytes, where: bytes) -> bytes:
    """What was sealed at this place. Raises `SealBroken` for anything else."""
    if key_number(sealed) != key.number:
        raise SealBroken
    head, nonce = sealed[:HEAD_BYTES], sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES]
    try:
        return key.cipher.decrypt(nonce, sealed[HEAD_BYTES + NONCE_BYTES :], head + where)
    except InvalidTag:
        raise SealBroken from None


def cipher(key: bytes) -> AESGCM:
    """A cipher from 32 random bytes; a password is not a key and is refused."""
    if len(key) != KEY_BYTES:
        raise ValueError("a key is 32 bytes")
    return AESGCM(key)
