"""Months of partitioned tables."""

from datetime import date

from shared_models.partitions import create_statements, months, months_ahead


def test_months_run_from_the_first_day_to_the_last_over_a_new_year() -> None:
    found = list(months(date(2025, 11, 30), date(2026, 1, 1)))

    assert found == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


def test_three_months_ahead_are_four_with_this_one() -> None:
    assert list(months_ahead(date(2026, 11, 23), 3)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]


def test_a_partition_holds_its_month_half_open() -> None:
    assert list(create_statements("events", [date(2026, 12, 1)])) == [
        "CREATE TABLE IF NOT EXISTS events_2026_12 PARTITION OF events FOR VALUES FROM ('2026-12-01') TO ('2027-01-01')"
    ]
