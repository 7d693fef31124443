"""Open drafts with twenty answers each: `python -m bench.ours.fill FOLDER HOW_MANY`."""

import json
import sys
from pathlib import Path

from bench.ours.world import open_store, settle_in

if __name__ == "__main__":
    folder, many = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(folder)
    settle_in(store, many, answered=20)
    store.close()
    print(json.dumps({"drafts": many}))
