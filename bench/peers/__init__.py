"""What Kith is measured against. Each file runs by itself in `.venv-bench` and prints one line of JSON."""
