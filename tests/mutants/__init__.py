"""A list of small changes to the program that the tests should notice, and a command that tries them."""
