"""What a request leaves in the audit log, and how the log is kept from being changed unseen.

journal  what is noted while a request is answered, written in its own transaction
sealer   numbers the rows after commit and chains them by their hashes
heads    the newest hash is kept by another service as well
trail    who may read the log reads it: `auditLog`
"""
