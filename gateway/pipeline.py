"""Answer one GraphQL request: read, plan, execute, shape. Start reading the gateway here."""
