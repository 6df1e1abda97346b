"""One module per family; `folder.py` writes and checks the files, `tokens.py` makes small tokenizers."""
