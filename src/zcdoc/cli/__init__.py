"""The command line: parse, call one action, print. Heavy libraries are imported inside the commands."""
