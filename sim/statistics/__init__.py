"""What numbers say: estimates, comparisons, ranking and selection, fronts, indices. Numbers in, numbers out."""
