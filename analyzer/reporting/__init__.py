"""From numbers to what people and machines read: the page, the JSON, the terminal."""
