"""Every write of analytics.

facts      an event is logged, and laid over the facts
rebuilding the facts are made anew of the log
"""
