"""`python -m aecore` does the same as the command `aecore`."""

import sys

from aecore.cli import main

if __name__ == "__main__":
    sys.exit(main())
