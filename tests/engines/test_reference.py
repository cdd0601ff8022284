"""The SimPy engine shows what every engine must show."""

from tests.engines.mind_contract import MindContract
from tests.engines.queue_contract import QueueContract
from tests.engines.record_contract import RecordContract
from tests.engines.upstairs_contract import UpstairsContract


class TestReference(QueueContract, UpstairsContract, RecordContract, MindContract):
    engine = "simpy"
