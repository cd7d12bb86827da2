"""The page that `web/` builds, in a real browser."""
