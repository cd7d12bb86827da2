"""A wallet is what its history adds up to: the database refuses anything else."""

from alembic import op

from shared_models.tokens.triggers import ON_HISTORY, ON_WALLETS

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    for statement in (*ON_WALLETS, *ON_HISTORY):
        op.execute(statement)


def downgrade() -> None:
    """Take it back."""
    op.execute("DROP TRIGGER organization_token_wallets_adds_up ON organization_token_wallets")
    op.execute("DROP TRIGGER token_balance_history_adds_up ON token_balance_history")
    op.execute("DROP TRIGGER token_balance_history_goes_on ON token_balance_history")
    op.execute("DROP FUNCTION token_movement_goes_on()")
    op.execute("DROP FUNCTION token_wallet_is_its_history()")
