"""Starts SecantusDB as `secantusd-py` would, with the same arguments and one setting the command line has no word for.

It gives up a transaction whose client is gone after 10 seconds instead of 60, which a MongoDB is told by
`transactionLifetimeLimitSeconds`.
"""

import functools
import sys

from secantus import cli

cli.SecantusDBServer = functools.partial(cli.SecantusDBServer, transaction_lifetime_seconds=10)
sys.exit(cli.main())
