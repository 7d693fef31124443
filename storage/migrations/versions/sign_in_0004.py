"""Invitations, passkeys, passwords with their one-time codes, and what a session tells of its device."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
