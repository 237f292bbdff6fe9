"""时间线: what the order of time tells of some lanes: pairs, silence, bursts, balances, heat."""
