"""`shapes.py` lists the checkpoints, `checkpoint.py` makes one: weights, files, then one golden module per task."""
