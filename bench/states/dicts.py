"""8,192 small dicts."""
points = [{"x": i, "y": -i} for i in range(8192)]
input()
