"""A team on one machine: the servers and processes of several machines as plain processes on 127.0.0.1."""
