"""The app under load: many people at once in real pages, over the websocket a browser uses."""
