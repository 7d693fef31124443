"""Opening in an emergency and its review, and holds for the law."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "glass",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("review_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_glass_person"),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name="fk_glass_subject"),
        sa.PrimaryKeyConstraint("id", name="pk_glass"),
    )
    op.create_table(
        "glass_review",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("glass", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["glass"], ["glass.id"], name="fk_glass_review_glass"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_glass_review_person"),
        sa.PrimaryKeyConstraint("id", name="pk_glass_review"),
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("lifted_at", sa.Text(), nullable=True),
        sa.Column("lifted", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name="fk_hold_subject"),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
    )
    op.create_index("ix_glass_person", "glass", ["person"], unique=False)
    op.create_index("ix_glass_subject", "glass", ["subject"], unique=False)
    op.create_index("ix_glass_review_glass", "glass_review", ["glass"], unique=False)
    op.create_index("ix_hold_subject", "hold", ["subject"], unique=False)


def downgrade() -> None:
    op.drop_table("hold")
    op.drop_table("glass_review")
    op.drop_table("glass")
