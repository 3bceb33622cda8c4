"""What this machine says: read once, for all settings."""

from pathlib import Path

from environs import Env

env = Env()
BASE_DIR = Path(__file__).resolve().parents[2]
env.read_env(str(BASE_DIR / ".env"), recurse=False)
DEMO = env.bool("DEMO", False)
"""Demo-only pages, simulated gateways and a fixed secret key. Never on in production."""
