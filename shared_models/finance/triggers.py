"""The rules of money that the database keeps by itself, whoever writes."""

# The ledger

BALANCED_FUNCTION = """
CREATE OR REPLACE FUNCTION ledger_transaction_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    transaction_id uuid := to_jsonb(NEW) ->> TG_ARGV[0];
    entries bigint;
    difference numeric;
BEGIN
    SELECT count(*), sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) INTO entries, difference
        FROM general_ledger_entries
        WHERE ledger_transaction_id = transaction_id AND entry_date = NEW.entry_date;
    IF entries < 2 OR difference <> 0 THEN
        RAISE EXCEPTION 'ledger transaction %: % entries, debit less credit %', transaction_id, entries, difference
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
BALANCED_TRANSACTION_TRIGGER = """
CREATE CONSTRAINT TRIGGER ledger_transactions_balance AFTER INSERT ON ledger_transactions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_balances('id')
"""
BALANCED_ENTRIES_TRIGGER = """
CREATE CONSTRAINT TRIGGER general_ledger_entries_balance AFTER INSERT ON general_ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_balances('ledger_transaction_id')
"""

# The place in the replay order is given after commit, once; nothing else of a transaction ever changes.
SEALED_DELETE_TRIGGER = """
CREATE TRIGGER ledger_transactions_append_only BEFORE DELETE ON ledger_transactions
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""
SEALED_UPDATE_TRIGGER = """
CREATE TRIGGER ledger_transactions_sealed_once BEFORE UPDATE ON ledger_transactions
    FOR EACH ROW WHEN (
        OLD.position IS NOT NULL OR to_jsonb(NEW) - 'position' <> to_jsonb(OLD) - 'position'
    ) EXECUTE FUNCTION refuse_change()
"""

REVERSAL_FUNCTION = """
CREATE OR REPLACE FUNCTION reversal_is_not_reversed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_transactions WHERE id = NEW.reverses_id AND reverses_id IS NOT NULL) THEN
        RAISE EXCEPTION 'ledger transaction %: a reversal is not reversed', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
REVERSAL_TRIGGER = """
CREATE TRIGGER ledger_transactions_reversal AFTER INSERT ON ledger_transactions
    FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION reversal_is_not_reversed()
"""

# The service looks for an open day; this is for whoever does not.
OPEN_DAY_FUNCTION = """
CREATE OR REPLACE FUNCTION entry_date_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fiscal_periods WHERE span @> NEW.entry_date AND status = 'closed') THEN
        RAISE EXCEPTION 'ledger transaction %: % lies in a closed fiscal period', NEW.id, NEW.entry_date
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
OPEN_DAY_TRIGGER = """
CREATE TRIGGER ledger_transactions_open_day AFTER INSERT ON ledger_transactions
    FOR EACH ROW EXECUTE FUNCTION entry_date_is_open()
"""

# One addition per account and statement, in the order of accounts: two postings never wait for each other in a circle.
TOTALS_FUNCTION = """
CREATE OR REPLACE FUNCTION add_to_ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_balances AS balance (ledger_account_id, currency, debit_total, credit_total, version)
        SELECT ledger_account_id, currency,
               coalesce(sum(amount) FILTER (WHERE side = 'debit'), 0),
               coalesce(sum(amount) FILTER (WHERE side = 'credit'), 0),
               1
        FROM posted GROUP BY ledger_account_id, currency ORDER BY ledger_account_id, currency
        ON CONFLICT (ledger_account_id, currency) DO UPDATE
            SET debit_total = balance.debit_total + excluded.debit_total,
                credit_total = balance.credit_total + excluded.credit_total,
                version = balance.version + 1;
    RETURN NULL;
END $$
"""
TOTALS_TRIGGER = """
CREATE TRIGGER general_ledger_entries_totals AFTER INSERT ON general_ledger_entries
    REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION add_to_ledger_balances()
"""

# Payments and what is owed

PAYMENT_ENDED_TRIGGER = """
CREATE TRIGGER payment_transactions_stay_ended BEFORE UPDATE ON payment_transactions
    FOR EACH ROW WHEN (
        OLD.status IN ('failed', 'cancelled', 'refunded') AND NEW.status <> OLD.status
        OR OLD.status IN ('completed', 'partially_refunded')
            AND NEW.status NOT IN ('completed', 'partially_refunded', 'refunded')
        OR (NEW.amount, NEW.currency, NEW.counterparty_id) <> (OLD.amount, OLD.currency, OLD.counterparty_id)
    ) EXECUTE FUNCTION refuse_change_of_money()
"""
PAYABLE_ENDED_TRIGGER = """
CREATE TRIGGER payables_stay_ended BEFORE UPDATE ON payables
    FOR EACH ROW WHEN (
        OLD.status IN ('paid', 'cancelled') AND NEW.status <> OLD.status
        OR (NEW.amount, NEW.currency, NEW.payee_id) <> (OLD.amount, OLD.currency, OLD.payee_id)
    ) EXECUTE FUNCTION refuse_change_of_money()
"""
REFUSE_MONEY_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_money() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% %: from % to %, or another amount or payee, is refused', TG_TABLE_NAME, OLD.id, OLD.status,
        NEW.status USING ERRCODE = 'restrict_violation';
END $$
"""

# Invoices

BEGINS_AS_DRAFT_FUNCTION = """
CREATE OR REPLACE FUNCTION invoice_begins_as_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'invoice %: begins as a draft, not as %', NEW.invoice_number, NEW.status
        USING ERRCODE = 'check_violation';
END $$
"""
BEGINS_AS_DRAFT_TRIGGER = """
CREATE TRIGGER premium_invoices_begin_as_draft BEFORE INSERT ON premium_invoices
    FOR EACH ROW WHEN (NEW.status <> 'draft') EXECUTE FUNCTION invoice_begins_as_draft()
"""
LINES_ADD_UP_FUNCTION = """
CREATE OR REPLACE FUNCTION invoice_lines_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines numeric := (SELECT coalesce(sum(amount), 0) FROM invoice_lines WHERE invoice_id = NEW.id);
BEGIN
    IF lines <> NEW.total THEN
        RAISE EXCEPTION 'invoice %: the lines add up to %, the total is %', NEW.invoice_number, lines, NEW.total
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
LINES_ADD_UP_TRIGGER = """
CREATE TRIGGER premium_invoices_lines_add_up AFTER UPDATE ON premium_invoices
    FOR EACH ROW WHEN (OLD.status = 'draft' AND NEW.status NOT IN ('draft', 'cancelled'))
    EXECUTE FUNCTION invoice_lines_add_up()
"""
STAYS_AS_ISSUED_TRIGGER = """
CREATE TRIGGER premium_invoices_stay_as_issued BEFORE UPDATE ON premium_invoices
    FOR EACH ROW WHEN (
        OLD.status <> 'draft' AND (
            NEW.status = 'draft'
            OR to_jsonb(NEW) - '{paid_amount,status,dunning_level,version,updated_at,updated_by}'::text[]
            <> to_jsonb(OLD) - '{paid_amount,status,dunning_level,version,updated_at,updated_by}'::text[]
        )
    ) EXECUTE FUNCTION refuse_change_of_issued()
"""
NOT_REMOVED_TRIGGER = """
CREATE TRIGGER premium_invoices_not_removed BEFORE DELETE ON premium_invoices
    FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION refuse_change_of_issued()
"""
REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'invoice %: it was issued, % is refused', OLD.invoice_number, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$
"""
LINES_OF_DRAFTS_FUNCTION = """
CREATE OR REPLACE FUNCTION lines_change_on_drafts_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM premium_invoices WHERE id IN (OLD.invoice_id, NEW.invoice_id) AND status <> 'draft'
    ) THEN
        RAISE EXCEPTION 'invoice lines change only while the invoice is a draft: % is refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
LINES_OF_DRAFTS_TRIGGER = """
CREATE TRIGGER invoice_lines_change_on_drafts_alone BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines
    FOR EACH ROW EXECUTE FUNCTION lines_change_on_drafts_alone()
"""

ON_LEDGER_TRANSACTIONS = (
    BALANCED_FUNCTION,
    BALANCED_TRANSACTION_TRIGGER,
    SEALED_DELETE_TRIGGER,
    SEALED_UPDATE_TRIGGER,
    REVERSAL_FUNCTION,
    REVERSAL_TRIGGER,
)
ON_LEDGER_ENTRIES = (BALANCED_ENTRIES_TRIGGER, TOTALS_FUNCTION, TOTALS_TRIGGER)
ON_DAYS_OF_LEDGER = (OPEN_DAY_FUNCTION, OPEN_DAY_TRIGGER)
ON_PAYMENTS = (REFUSE_MONEY_FUNCTION, PAYMENT_ENDED_TRIGGER)
ON_PAYABLES = (REFUSE_MONEY_FUNCTION, PAYABLE_ENDED_TRIGGER)
ON_INVOICES = (
    REFUSE_FUNCTION,
    BEGINS_AS_DRAFT_FUNCTION,
    BEGINS_AS_DRAFT_TRIGGER,
    LINES_ADD_UP_FUNCTION,
    LINES_ADD_UP_TRIGGER,
    STAYS_AS_ISSUED_TRIGGER,
    NOT_REMOVED_TRIGGER,
)
ON_INVOICE_LINES = (LINES_OF_DRAFTS_FUNCTION, LINES_OF_DRAFTS_TRIGGER)
FUNCTIONS = (
    "ledger_transaction_balances",
    "reversal_is_not_reversed",
    "add_to_ledger_balances",
    "refuse_change_of_issued",
    "invoice_begins_as_draft",
    "invoice_lines_add_up",
    "lines_change_on_drafts_alone",
)
