"""A process that uses the embedded server of the folder it is given, until its standard input ends."""

import asyncio
import signal
import sys
from pathlib import Path

from newsbell.adapters.embedded.valkey import embedded


async def main() -> None:
    async with embedded(Path(sys.argv[1])) as server:
        print(server.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    if "deaf" in sys.argv:
        signal.signal(signal.SIGINT, lambda *_: None)
    asyncio.run(main())
