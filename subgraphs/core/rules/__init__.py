"""What core decides, from facts alone.

signing_in   may this attempt be looked at, and does it open
passwords    which passwords are too easy
sessions     what a refresh token still opens
roles        who may give which role to whom
emergency    who may break the glass
"""
