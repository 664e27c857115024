"""Made-up organizations and all that belongs to them, for development and for trying the gateway at scale."""

from gateway.sample_data.actions import make_sample_data, seed
from gateway.sample_data.model import Seeded, SeedRefused

__all__ = ["SeedRefused", "Seeded", "make_sample_data", "seed"]
