"""Columns that only a holder of keys can read: AES-256-GCM for the value, a keyed digest beside it for look-up.

errors     why a value cannot be sealed or opened
master     the master key, which wraps all others and comes from outside
blind      look-up by equality: the forms of values, and their keyed digests
keys       one data key: the bytes of a sealed value, how it is sealed and opened
table      the table `data_keys`, which every database has
keyring    the data keys of one service
columns    sealed columns of a table, and the rows that hold them
rewriting  every value under the newest key, while the service works

A value is bound to its place, table, column and row: copied to another it does not open. How rows are written::

    async with keyring.sealing(connection) as sealer:
        member = Member(id=member_id, **sealer.columns(Member, member_id, email="ada@example.org", date_of_birth=day))

and how they are read and looked up::

    keyring.open(row.email_enc, table="members", column="email", row_id=row.id)
    User.email_hash.in_(await keyring.digests(connection, User.email_hash, "ada@example.org"))
"""

from shared_models.encryption.blind import Form
from shared_models.encryption.columns import blind, blind_columns, sealed, sealed_columns
from shared_models.encryption.errors import CannotOpen, EncryptionError, NoMasterKey, UnknownKey
from shared_models.encryption.keyring import Keyring, Sealer
from shared_models.encryption.master import MASTER_KEY_VARIABLE, MasterKey, Secret, read_master_key

__all__ = [
    "MASTER_KEY_VARIABLE",
    "CannotOpen",
    "EncryptionError",
    "Form",
    "Keyring",
    "MasterKey",
    "NoMasterKey",
    "Sealer",
    "Secret",
    "UnknownKey",
    "blind",
    "blind_columns",
    "read_master_key",
    "sealed",
    "sealed_columns",
]
