"""The planner's tests: one case file a federation feature, and what a file cannot say."""
