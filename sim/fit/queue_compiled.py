"""The loop of a queue's day with what it calls, for the compiler."""

from sim.engines.compiled.compiler import register
from sim.fit import queue_loop
from sim.fit.queue_loop import serve

register(queue_loop)
__all__ = ["serve"]
