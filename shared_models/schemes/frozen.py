"""Terms that no longer change: from approval on, the database refuses changes of a version and of all that is in it."""

from shared_models.base import Model, after_create, table_of

# Only the status moves, never back to where terms may change, and the span may end earlier.
FROZEN_VERSION_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_frozen_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    movable CONSTANT text[] := ARRAY['status', 'span', 'version', 'updated_at', 'updated_by'];
BEGIN
    IF TG_OP = 'UPDATE'
        AND NEW.status NOT IN ('draft', 'in_review')
        AND to_jsonb(NEW) - movable = to_jsonb(OLD) - movable
        AND lower(NEW.span) IS NOT DISTINCT FROM lower(OLD.span)
        AND NEW.span <@ OLD.span
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'version % of scheme % is %: its terms no longer change', OLD.version_no, OLD.scheme_id, OLD.status
        USING ERRCODE = 'restrict_violation';
END $$
"""
FROZEN_VERSION_TRIGGER = """
CREATE TRIGGER scheme_versions_frozen BEFORE UPDATE OR DELETE ON scheme_versions
    FOR EACH ROW WHEN (OLD.status NOT IN ('draft', 'in_review')) EXECUTE FUNCTION refuse_change_of_frozen_version()
"""

# The lock makes an approval wait for terms being written, and those for it. The trigger fires AFTER, so that a
# repeated load (ON CONFLICT DO NOTHING) of rows that are there already is no change.
FROZEN_TERMS_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_frozen_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM scheme_versions WHERE id IN (OLD.scheme_version_id, NEW.scheme_version_id) FOR SHARE;
    IF EXISTS (
        SELECT FROM scheme_versions
        WHERE id IN (OLD.scheme_version_id, NEW.scheme_version_id) AND status NOT IN ('draft', 'in_review')
    ) THEN
        RAISE EXCEPTION '%: the scheme version is past review, its terms no longer change', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""


def frozen_terms_trigger(table: str) -> str:
    """Return the trigger that keeps the rows of `table` as they are once their scheme version is approved."""
    return (
        f"CREATE TRIGGER {table}_frozen AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_terms()"
    )


def frozen_with_version(model: type[Model]) -> type[Model]:
    """Class decorator: the rows are terms of a scheme version and change no more once it is approved."""
    return after_create(frozen_terms_trigger(table_of(model).name))(model)
