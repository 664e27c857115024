"""The peers written in Python; those for Node.js are in benchmarks/node. None of them uses the gateway's graph."""
