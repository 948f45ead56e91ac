"""Support accesses: who may see an organisation for a while, and each request that he made."""
