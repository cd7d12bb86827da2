"""What becomes of a claim's debts when its result is taken back."""

from shared_models.finance import PayableStatus


def is_recovered(status: PayableStatus, *, is_on_its_way: bool) -> bool:
    """Say whether money is out, or with the bank: it is recovered from what the payee gets next, else cancelled."""
    return status is PayableStatus.PAID or is_on_its_way
