"""What a client sees of analytics.

asking    filters and orders of the lists, and how points are asked for
metrics   Metric, MetricPoint, MetricSeries, Alert, AlertInstance
reports   Report, ReportExecution, Dashboard, DashboardWidget
models    PredictiveModel, MemberRisk; what analytics adds to Member
claims    what analytics adds to Claim
"""
