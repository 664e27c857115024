"""Running the gateway: for development, and in production."""
