"""Every write of core. A function is one use case: it returns what was done, or the refusal of a rule.

desk           what signing people in takes beyond the database
hashing        passwords, off the event loop
second_factor  one-time codes
keys           the keys that sign access tokens
principals     what a user holds: roles and tenants
accounts       users as the use cases below find, lock and end them
attempts       tries at a password, counted before they are looked at
sessions       signing in, staying in, leaving
machines       client credentials
credentials    passwords and second factors, changed by who holds them
users          users and their roles, changed by who keeps them
consents       what members agree to
emergency      breaking the glass
told           what follows from claims: who knows whom, what there is to read
"""
