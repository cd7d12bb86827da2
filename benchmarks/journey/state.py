"""What the databases hold about the bills of a journey: counted, and as rows by which two runs are compared.

Ids differ from run to run; a claim is known by what its provider calls it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from benchmarks.journey.bills import KEY
from stack.seed.reading import read_rows

OURS: Final = f"external_ref LIKE '{KEY}-%'"
BILLS: Final = f"SELECT id, external_ref FROM claims WHERE {OURS}"
# Claims that the engine still works on.
UNDER_WAY: Final = f"""
    SELECT count(*) FROM claims WHERE {OURS}
    AND (status IN ('submitted', 'in_adjudication', 'adjudicated') OR status_reason = 'DEPENDENCY_UNAVAILABLE')
"""
UNPAID: Final = f"SELECT count(*) FROM claims WHERE {OURS} AND status IN ('payment_requested', 'payment_failed')"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one database; `:bills` stands for the ids of the claims."""

    service: str
    query: str


# What a run leaves: rows that are the same in every run.
ROWS: Final[Mapping[str, Question]] = {
    "claims": Question(
        "claims",
        f"""SELECT external_ref, status, status_reason, billed_amount, allowed_amount, plan_paid_amount, member_amount,
                   writeoff_amount, other_payer_amount FROM claims WHERE {OURS}""",
    ),
    "results": Question(
        "claims",
        """SELECT claim_id, run_no, mode, outcome, plan_paid, member_amount, deductible, copay, coinsurance, over_limit,
                  non_covered, balance_bill, writeoff FROM claim_adjudication_results WHERE claim_id = ANY (:bills)""",
    ),
    "lines of results": Question(
        "claims",
        """SELECT result.claim_id, run_no, line_no, decision, line.plan_paid, line.member_amount, line.writeoff
           FROM claim_adjudication_results result JOIN claim_line_results line ON line.result_id = result.id
           JOIN claim_lines ON claim_lines.id = line.line_id WHERE result.claim_id = ANY (:bills)""",
    ),
    "explanations": Question(
        "claims", "SELECT claim_id, totals::text FROM explanation_of_benefits WHERE claim_id = ANY (:bills)"
    ),
    "uses of limits": Question(
        "claims",
        """SELECT entry.claim_id, line_no, accumulator, benefit_category, delta_amount, delta_count
           FROM benefit_utilization_entries entry JOIN claim_lines ON claim_lines.id = entry.line_id
           JOIN benefit_utilization ON benefit_utilization.id = utilization_id WHERE entry.claim_id = ANY (:bills)""",
    ),
    "limits": Question(
        "claims",
        """SELECT member_id, accumulator, benefit_category, network_tier, period::text, used_amount, used_count
           FROM benefit_utilization""",
    ),
    "payments asked for": Question(
        "claims", "SELECT claim_id, amount, status FROM claim_payments WHERE claim_id = ANY (:bills)"
    ),
    "payables": Question("finance", "SELECT claim_id, amount, status FROM payables WHERE claim_id = ANY (:bills)"),
    "payments": Question(
        "finance", "SELECT claim_id, amount, status FROM payment_transactions WHERE claim_id = ANY (:bills)"
    ),
    "postings": Question(
        "finance",
        """SELECT claim_id, kind, side, account.code, entry.amount FROM ledger_transactions
           JOIN general_ledger_entries entry ON entry.ledger_transaction_id = ledger_transactions.id
           JOIN ledger_accounts account ON account.id = entry.ledger_account_id WHERE claim_id = ANY (:bills)""",
    ),
    "balances of accounts": Question(
        "finance",
        """SELECT account.code, balance.currency, debit_total, credit_total FROM ledger_balances balance
           JOIN ledger_accounts account ON account.id = balance.ledger_account_id""",
    ),
    "movements of tokens": Question(
        "tokens",
        """SELECT reference_id, entry, operation, available_delta, held_delta FROM token_balance_history
           WHERE reference_id = ANY (:bills)""",
    ),
    "wallets": Question(
        "tokens", "SELECT organization_id, available, held, lifetime_consumed FROM organization_token_wallets"
    ),
}
# What never may be: each query counts it.
NEVER: Final[Mapping[str, Question]] = {
    "claims decided twice": Question(
        "claims",
        """SELECT count(*) FROM (SELECT claim_id FROM claim_adjudication_results
           WHERE claim_id = ANY (:bills) AND mode = 'auto' GROUP BY 1 HAVING count(*) > 1) twice""",
    ),
    "explanations twice": Question(
        "claims",
        """SELECT count(*) FROM (SELECT claim_id FROM explanation_of_benefits
           WHERE claim_id = ANY (:bills) GROUP BY 1 HAVING count(*) > 1) twice""",
    ),
    "limits unlike the sum of their uses": Question(
        "claims",
        """SELECT count(*) FROM benefit_utilization JOIN (
               SELECT utilization_id, sum(delta_amount) AS amount, sum(delta_count) AS times
               FROM benefit_utilization_entries GROUP BY 1) entries ON utilization_id = benefit_utilization.id
           WHERE used_amount <> amount OR used_count <> times""",
    ),
    "payables twice": Question(
        "finance",
        """SELECT count(*) FROM (SELECT claim_id FROM payables
           WHERE claim_id = ANY (:bills) GROUP BY 1 HAVING count(*) > 1) twice""",
    ),
    "payments twice": Question(
        "finance",
        """SELECT count(*) FROM (SELECT claim_id FROM payment_transactions
           WHERE claim_id = ANY (:bills) AND status = 'completed' GROUP BY 1 HAVING count(*) > 1) twice""",
    ),
    "postings twice": Question(
        "finance",
        """SELECT count(*) FROM (SELECT claim_id, kind FROM ledger_transactions
           WHERE claim_id = ANY (:bills) GROUP BY 1, 2 HAVING count(*) > 1) twice""",
    ),
    "postings out of balance": Question(
        "finance",
        """SELECT count(*) FROM (SELECT ledger_transaction_id FROM general_ledger_entries GROUP BY 1
           HAVING sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) <> 0) unbalanced""",
    ),
    "debits twice": Question(
        "tokens",
        """SELECT count(*) FROM (SELECT reference_id FROM token_balance_history
           WHERE reference_id = ANY (:bills) AND lot_id IS NULL AND available_delta < 0
           GROUP BY 1 HAVING count(*) > 1) twice""",
    ),
    "wallets unlike the sum of their history": Question(
        "tokens",
        """SELECT count(*) FROM organization_token_wallets wallet JOIN (
               SELECT wallet_id, sum(available_delta) AS available, sum(held_delta) AS held
               FROM token_balance_history GROUP BY 1) history ON wallet_id = wallet.id
           WHERE wallet.available <> history.available OR wallet.held <> history.held""",
    ),
}
# The same, in every database.
NEVER_ANYWHERE: Final = {
    "dead letters": "SELECT count(*) FROM inbox_events WHERE dead_at IS NOT NULL",
    "events not published": "SELECT count(*) FROM outbox_events WHERE published_at IS NULL",
}


@dataclass(frozen=True, slots=True)
class EndState:
    """What is left of a run: sorted rows by what they are, and how often there is what never may be."""

    rows: Mapping[str, Sequence[tuple[str, ...]]]
    faults: Mapping[str, int]

    def differences(self, other: "EndState") -> dict[str, list[tuple[str, ...]]]:
        """Return, by what they are, the rows that only one of two runs has; `[]` where one has a row more often."""
        return {
            name: sorted(set(rows) ^ set(other.rows[name]))
            for name, rows in self.rows.items()
            if rows != other.rows[name]
        }


async def count_of(url: str, query: str) -> int:
    """Return the one number that a query counts."""
    return int((await read_rows(url, sa.text(query)))[0][0])


async def not_published(urls: Mapping[str, str]) -> int:
    """Return how many events wait in some outbox."""
    return sum([await count_of(url, NEVER_ANYWHERE["events not published"]) for url in urls.values()])


async def end_state(urls: Mapping[str, str]) -> EndState:
    """Read all that a run has left."""
    names = {row.id: row.external_ref for row in await read_rows(urls["claims"], sa.text(BILLS))}
    rows = {
        name: sorted(tuple(names.get(value, str(value)) for value in row) for row in await _ask(urls, question, names))
        for name, question in ROWS.items()
    }
    faults = {name: int((await _ask(urls, question, names))[0][0]) for name, question in NEVER.items()}
    for name, query in NEVER_ANYWHERE.items():
        faults[name] = sum([await count_of(url, query) for url in urls.values()])
    return EndState(rows, faults)


async def _ask(urls: Mapping[str, str], question: Question, names: Mapping[UUID, str]) -> Sequence[Any]:
    statement = sa.text(question.query)
    if ":bills" in question.query:
        statement = statement.bindparams(sa.bindparam("bills", list(names), type_=sa.ARRAY(sa.Uuid)))
    return await read_rows(urls[question.service], statement)
