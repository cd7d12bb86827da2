"""Who asks: an access token is verified once, and then known by its digest until it ends.

tokens    one token: its form, its signature, its claims
keys      the issuer's public keys (JWKS), kept fresh
epochs    who has logged out of all tokens that were issued before
sources   where keys and epochs are read: a URL, a unix socket, a file
caller    what a verified token makes of its bearer
verified  tokens that were verified, by digest, until they end
bearer    all of it: the Authorization header of a request to a caller, or a refusal

No token: the operation runs, as nobody's. A bad token: 401, whatever is asked.
"""
