"""What a first start fills the databases with: a sample of claims data, and what that does not know.

ma112/          Synthea output, as it was found
reading         rows of any database
facts           what was imported, as far as the demonstration builds on it
rows/           demonstration rows: tokens, finance, crm, cards, analytics
example/        the worked examples of adjudication, to be tried by hand
demonstration   `seed`, which stores them
showcase        the member a newcomer is shown
"""

from pathlib import Path
from typing import Final

SAMPLE: Final = Path(__file__).parent / "ma112"
