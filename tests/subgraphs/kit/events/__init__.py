"""Events from the outbox of one service to the effect in another, on a real broker and real databases."""
