"""The rule of wallets that the database keeps by itself, whoever writes: a wallet is what its history adds up to.

It is asked when a transaction ends, of whatever moved: each movement goes on from the one before it, the first from
zero, and the newest ends at what the wallet has.
"""

from typing import Final

MOVEMENT_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION token_movement_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    available bigint := 0;
    held bigint := 0;
BEGIN
    IF NEW.seq > 1 THEN
        SELECT available_after, held_after INTO available, held
            FROM token_balance_history WHERE wallet_id = NEW.wallet_id AND seq = NEW.seq - 1;
    END IF;
    IF (available + NEW.available_delta, held + NEW.held_delta)
            IS DISTINCT FROM (NEW.available_after, NEW.held_after) THEN
        RAISE EXCEPTION 'wallet %: movement % does not go on from the one before it', NEW.wallet_id, NEW.seq
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
WALLET_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION token_wallet_is_its_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved uuid := to_jsonb(NEW) ->> TG_ARGV[0];
    newest record;
BEGIN
    SELECT available_after, held_after INTO newest
        FROM token_balance_history WHERE wallet_id = moved ORDER BY seq DESC LIMIT 1;
    IF NOT EXISTS (
        SELECT FROM organization_token_wallets
            WHERE id = moved AND available = newest.available_after AND held = newest.held_after
    ) THEN
        RAISE EXCEPTION 'wallet %: its balance is not what its history adds up to', moved
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
MOVEMENT_TRIGGER: Final = """
CREATE TRIGGER token_balance_history_goes_on AFTER INSERT ON token_balance_history
    FOR EACH ROW EXECUTE FUNCTION token_movement_goes_on()
"""
HISTORY_TRIGGER: Final = """
CREATE CONSTRAINT TRIGGER token_balance_history_adds_up AFTER INSERT ON token_balance_history
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION token_wallet_is_its_history('wallet_id')
"""
WALLET_TRIGGER: Final = """
CREATE CONSTRAINT TRIGGER organization_token_wallets_adds_up AFTER UPDATE ON organization_token_wallets
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.available, OLD.held) IS DISTINCT FROM (NEW.available, NEW.held))
    EXECUTE FUNCTION token_wallet_is_its_history('id')
"""

ON_WALLETS: Final = (WALLET_FUNCTION, WALLET_TRIGGER)
ON_HISTORY: Final = (MOVEMENT_FUNCTION, MOVEMENT_TRIGGER, HISTORY_TRIGGER)
