"""The definition of the product: a SimPy model of customers, frontline agents and a manager, to be read aloud."""

from sim.engines.reference.center import Center

__all__ = ["Center"]
