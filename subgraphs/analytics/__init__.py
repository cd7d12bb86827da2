"""Analytics: what is measured, shown, reported, watched and predicted.

Owns        Metric, Report, ReportExecution, Dashboard, Alert, AlertInstance, PredictiveModel
Adds to     Member.risk (core), Claim.turnaroundHours (claims)
Refers to   User (core)
Emits       alert.fired, alert.resolved, risk.scored
Follows     every event of the other seven
"""
