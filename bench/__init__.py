"""The figures of Kith, each beside a peer in the same run. Nothing here is part of the product."""
