"""Why a value cannot be sealed or opened; no message holds a value or a key.

EncryptionError
  NoMasterKey       nothing unwraps the data keys
  BadMasterKey      the master key is not 32 bytes, or not the one that the data keys are wrapped by
  UnknownKey        a value is under a key that this keyring has not learned; learn and try again
  CannotOpen        a value was changed, or stands in a place that it was not sealed for
"""


class EncryptionError(Exception):
    """Something about keys or sealed values is wrong."""


class NoMasterKey(EncryptionError):
    """Nothing unwraps the data keys."""


class BadMasterKey(EncryptionError):
    """The master key is none, or not the one that the data keys are wrapped by."""


class UnknownKey(EncryptionError):
    """A value is under a key that this keyring has not learned."""


class CannotOpen(EncryptionError):
    """A value was changed, or stands in a place that it was not sealed for."""
