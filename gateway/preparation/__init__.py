"""What can be known of an operation before it runs, found out once and kept by its text.

texts     the way in: texts that are kept, and new ones read and planned aside
reader    a text is measured, parsed, validated and priced
preparer  what a text asks, under what decides plans, becomes a program and a shape of the answer
text      what is kept of a text
labels    which override labels hold for a request
lane      the thread in which all this is computed, the small texts first
kept      values by key, bounded in number and in bytes
"""

from gateway.preparation.text import Prepared, Text
from gateway.preparation.texts import Texts

__all__ = ["Prepared", "Text", "Texts"]
