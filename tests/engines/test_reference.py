"""The SimPy engine shows what every engine must show."""

from tests.engines.queue_contract import QueueContract
from tests.engines.record_contract import RecordContract
from tests.engines.upstairs_contract import UpstairsContract


class TestReference(QueueContract, UpstairsContract, RecordContract):
    engine = "simpy"
