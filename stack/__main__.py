"""`python -m stack`: the command covergraph, as the root script starts it."""

import sys

try:
    # Within the try: Ctrl-C may come while the command line itself is still being loaded.
    from stack.cli import main

    main()
except KeyboardInterrupt:
    sys.exit(130)
