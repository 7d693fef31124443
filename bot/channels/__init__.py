"""The ways in: each file is one channel, and knows nothing of the others."""
