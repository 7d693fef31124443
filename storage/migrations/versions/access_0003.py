"""Teams, restricted records, cover and conflicts of interest."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No default: a row without a team was there before, and is looked up when the store opens.
    op.add_column("subject", sa.Column("team", sa.Text(), nullable=True))
    op.add_column(
        "subject",
        sa.Column("restricted", sa.Boolean(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column("allocation", sa.Column("kind", sa.Text(), server_default="case", nullable=False))
    op.create_table(
        "conflict",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_conflict_person"),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name="fk_conflict_subject"),
        sa.PrimaryKeyConstraint("person", "subject", "since", name="pk_conflict"),
    )
    op.create_index("ix_conflict_subject", "conflict", ["subject"], unique=False)


def downgrade() -> None:
    op.drop_table("conflict")
    op.drop_column("allocation", "kind")
    op.drop_column("subject", "restricted")
    op.drop_column("subject", "team")
