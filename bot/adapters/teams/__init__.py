"""The door to Teams: the only room that knows botbuilder, the cards library and the aiohttp client."""
