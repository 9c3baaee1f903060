"""How the bot talks: flows, pages and the one place where they meet the store."""
