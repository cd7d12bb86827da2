"""Decisions of analytics, pure.

facts       what an event says of the things that are measured
turnaround  how long a claim took
"""
