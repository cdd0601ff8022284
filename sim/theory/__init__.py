"""The yardsticks: queues, decisions and learning with known answers."""
