"""Accounts elsewhere: linked ones, offers to link, and what was shown at them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("key_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_account_person"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("channel", "key_sha256", name="uq_account_channel_key_sha256"),
        sa.UniqueConstraint("person", "channel", name="uq_account_person_channel"),
    )
    op.create_table(
        "linking",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("code_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("key_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'claimed')", name=op.f("ck_linking_state")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_linking_person"),
        sa.PrimaryKeyConstraint("id", name="pk_linking"),
        sa.UniqueConstraint("token_sha256", name="uq_linking_token_sha256"),
        sa.UniqueConstraint("code_sha256", name="uq_linking_code_sha256"),
    )
    op.create_index("ix_linking_person", "linking", ["person"], unique=False)
    op.create_table(
        "shown",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("inbox_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("external", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_shown_account"),
        sa.PrimaryKeyConstraint("id", name="pk_shown"),
        sa.UniqueConstraint(
            "account", "inbox_id", "number", name="uq_shown_account_inbox_id_number"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shown_account_external", "shown", ["account", "external"], unique=False)


def downgrade() -> None:
    op.drop_table("shown")
    op.drop_table("linking")
    op.drop_table("account")
