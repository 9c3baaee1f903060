"""What the bot knows and keeps: the domain, pure; outside things only through ``ports``."""
