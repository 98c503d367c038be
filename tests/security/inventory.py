"""Which module uses which cryptography, read from the code."""

import ast
from collections.abc import Iterator

from tests.house import Module, modules

#: What a name of a library stands for in the inventory; what is missing here is no algorithm.
ALGORITHMS = {
    "AESGCM": "AES-256-GCM", "Ed25519PrivateKey": "Ed25519", "Ed25519PublicKey": "Ed25519",
    "HKDF": "HKDF-SHA-256", "PasswordHasher": "Argon2id", "TOTP": "TOTP (HMAC-SHA-1)",
    "hmac": "HMAC-SHA-256", "sha256": "SHA-256", "SHA256": "SHA-256", "sha512": "SHA-512",
    "md5": "MD5", "blake2b": "BLAKE2b", "sha1": "SHA-1", "new": "SHA-256, SHA-512",
    "file_digest": "SHA-256", "create_default_context": "TLS",
    "URLSafeSerializer": "HMAC (itsdangerous)", "SM3": "SM3", "SM4": "SM4",
}
_LIBRARIES = ("cryptography", "hashlib", "hmac", "argon2", "passlib", "ssl", "itsdangerous")


def used() -> dict[str, set[str]]:
    """The rooms of each algorithm: `workflow.record`, `web`, or a module by itself."""
    found: dict[str, set[str]] = {}
    for module in modules():
        for name in _names(module):
            for algorithm in ALGORITHMS[name].split(", "):
                found.setdefault(algorithm, set()).add(_room(module))
    return found


def _room(module: Module) -> str:
    whole = module.name.split(".")[0] != "workflow"
    return ".".join(module.name.split(".")[: 1 if whole else 2])


def unknown() -> set[str]:
    """Names of these libraries that the inventory has no word for."""
    harmless = {"InvalidTag", "InvalidSignature", "serialization", "Argon2Error", "BadData",
                "InvalidHashError", "TokenError"}
    return {f"{module.name}: {name}" for module in modules() for name in _imported(module)
            if name not in ALGORITHMS and name not in harmless}


def _imported(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _LIBRARIES:
            yield from (alias.name for alias in node.names)


def _names(module: Module) -> Iterator[str]:
    yield from (name for name in _imported(module) if name in ALGORITHMS)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name == "hmac")
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) \
                and node.value.id in ("hashlib", "ssl") and node.attr in ALGORITHMS:
            yield node.attr
