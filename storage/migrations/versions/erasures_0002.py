"""Receipts and erasures; and answers of whoever was forgotten, and only those, may be deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSE = "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
FORGOTTEN = (
    "EXISTS (SELECT 1 FROM erasure WHERE erasure.id = OLD.profile OR erasure.id ="
    " (SELECT profile.subject FROM profile WHERE profile.id = OLD.profile))"
)


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('child', 'household', 'profile')", name=op.f("ck_erasure_kind")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_receipt"),
    )
    op.create_index("ix_receipt_subject", "receipt", ["subject"], unique=False)
    for table in ("erasure", "receipt"):
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                + REFUSE.format(table=table)
            )
    _let_delete(f"WHEN NOT {FORGOTTEN} ")


def downgrade() -> None:
    _let_delete("")
    op.drop_table("receipt")
    op.drop_table("erasure")


def _let_delete(when: str) -> None:
    op.execute("DROP TRIGGER answer_refuses_delete")
    op.execute(
        f"CREATE TRIGGER answer_refuses_delete BEFORE DELETE ON answer {when}"
        + REFUSE.format(table="answer")
    )
