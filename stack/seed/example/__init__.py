"""The worked examples of adjudication, to be tried by hand: people under the very terms the figures are worked for.

A submits: the spouse of the member who is shown, of whose limits two earlier claims have used what the example says.
B, C, D and E ask what would be paid. All are treated by the provider who treated the member who is shown, on days long
past: whoever tries it, whenever, reads the same figures.

cases      who is covered under which terms, and what is done to them
setting    the member and the provider of the demonstration that they stand beside
people     core's part
terms      schemes' part
prices     providers' part
earlier    claims' part
documents  what to ask: claim.graphql and estimates.graphql
"""
