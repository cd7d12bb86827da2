"""Tokens: prepaid operating credits of employers and providers, what they cost and what spends them.

Owns        TokenWallet, TokenPackage, TokenPurchase, TokenSubscription, AutoTopupPolicy
Adds to     Member.wallet, Company.wallet (core), Provider.wallet (providers)
Emits       token.*
Follows     company.created, provider.activated, claim.submitted, card.issued, payment.completed, payment.failed
"""
