"""The benchmark's center in Ciw: the desk, the managers, and a home for customers who will call again.

Ciw serves a customer in one go. Diagnosis and attempt are two stretches with a choice between them, so the desk's node
prolongs a service that has reached its choice, and the choice is made at the right moment.
"""

import random
from typing import Any

import ciw

from opponents.center import DAY, Result, settings
from opponents.people import Agent, Customer, result_of

DESK, UPSTAIRS, HOME = 1, 2, 3


class Person(ciw.Individual):
    """A customer, with what the model knows of the matter."""

    customer: Customer
    delay: float | None
    chosen = False


class Office(ciw.Simulation):
    """The network, with the log and the agents' minds."""

    def __init__(self, network: Any, days: float, seed: int) -> None:
        self.s = settings()
        self.random = random.Random(seed)
        self.horizon = days * DAY
        self.agents = [Agent(seat, self.s, self.random) for seat in range(self.s.agents)]
        self.idle_since = [0.0] * self.s.agents
        self.log: list[tuple[Any, ...]] = []
        super().__init__(network, node_class=[Desk, ciw.Node, ciw.Node], individual_class=Person)

    def closes(self, person: Person, delay: float | None) -> Any:
        """Log a call and return the node where the customer goes next."""
        self.log.append(person.customer.row())
        person.delay = delay
        goes_home = delay is not None and self.current_time + delay < self.horizon
        return self.nodes[HOME] if goes_home else self.nodes[-1]


class Desk(ciw.Node):
    """The agents: after the diagnosis they choose."""

    def finish_service(self) -> None:
        person = self.next_individual[0]
        if not person.chosen:
            person.chosen = True
            if not person.customer.passed_up():
                rest = person.customer.attempt()
                person.service_time += rest
                person.service_end_date = person.server.next_end_service_date = self.now + rest
                return
        self.simulation.idle_since[person.server.id_number - 1] = self.now
        super().finish_service()


class Gaps(ciw.dists.Distribution):
    """Time between first calls; none after the horizon."""

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        gap = self.simulation.random.expovariate(self.simulation.s.per_minute)
        return gap if t + gap < self.simulation.horizon else float("inf")


class Patience(ciw.dists.Distribution):
    """A call: everything new about it is drawn when it reaches the desk's queue."""

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        office = ind.simulation
        if not hasattr(ind, "customer"):
            ind.customer = Customer(t, office.s, office.random)
        ind.chosen = False
        ind.customer.rings(t)
        return ind.customer.patience


class Diagnosis(ciw.dists.Distribution):
    """An agent answers."""

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        return ind.customer.answered(ind.simulation.agents[ind.server.id_number - 1], t)


class Talk(ciw.dists.Distribution):
    """A manager picks up."""

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        return ind.customer.picked_up(t - ind.arrival_date)


class Away(ciw.dists.Distribution):
    """Time until the next call."""

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        return ind.delay


class FromDesk(ciw.routing.NodeRouting):
    """Up, home, or out."""

    def next_node(self, ind: Any) -> Any:
        if ind.customer.escalated:
            return self.simulation.nodes[UPSTAIRS]
        return self.simulation.closes(ind, ind.customer.attempted(self.simulation.current_time))

    def next_node_for_jockeying(self, ind: Any) -> Any:
        return self.simulation.closes(ind, ind.customer.hangs_up(self.simulation.current_time))


class FromManager(ciw.routing.NodeRouting):
    """Out."""

    def next_node(self, ind: Any) -> Any:
        return self.simulation.closes(ind, ind.customer.settled(self.simulation.current_time))


def _longest_idle(server: Any, person: Any) -> float:
    return person.simulation.idle_since[server.id_number - 1]


def run(days: float, seed: int) -> Result:
    """Run the center, finishing what is in it at the horizon."""
    s = settings()
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[Gaps(), None, None],
        service_distributions=[Diagnosis(), Talk(), Away()],
        reneging_time_distributions=[Patience(), None, None],
        routing=ciw.routing.NetworkRouting([FromDesk(), FromManager(), ciw.routing.Direct(to=DESK)]),
        number_of_servers=[s.agents, s.managers, float("inf")],
        server_priority_functions=[_longest_idle, None, None],
    )
    office = Office(network, days, seed)
    office.simulate_until_max_time(office.horizon + 100 * DAY)
    return result_of(office.log, office.agents)
