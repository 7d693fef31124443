"""Skills reviews: parts handed to people, signatures, reminders, and whose words an answer repeats."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ADDED = {"profile": ("voice", "review"), "answer": ("first_by", "first_at")}
TABLES = ("focus", "signature", "part", "paper", "picture", "reminder", "review")
FORGOTTEN = (
    "NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.id ="
    " (SELECT review.subject FROM review WHERE review.ref = OLD.review))"
)


def upgrade() -> None:
    for table, names in ADDED.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_index("ix_profile_voice", "profile", ["voice"], sqlite_where=sa.text("voice <> ''"))
    op.create_table(
        "review",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.Text(), nullable=True),
        sa.Column("snapshot", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'signed')", name=op.f("ck_review_status")),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name="fk_review_begun_by"),
        sa.ForeignKeyConstraint(["profile"], ["profile.id"], name="fk_review_profile"),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name="fk_review_subject"),
        sa.PrimaryKeyConstraint("ref", name="pk_review"),
    )
    op.create_index("ix_review_subject", "review", ["subject"], unique=False)
    op.create_table(
        "part",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("done_at", sa.Text(), nullable=True),
        sa.Column("back_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name="fk_part_given_by"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_part_person"),
        sa.ForeignKeyConstraint(["profile"], ["profile.id"], name="fk_part_profile"),
        sa.PrimaryKeyConstraint("id", name="pk_part"),
    )
    op.create_index("ix_part_person", "part", ["person"], unique=False)
    op.create_index("ix_part_profile", "part", ["profile"], unique=False)
    op.create_table(
        "signature",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_signature_person"),
        sa.ForeignKeyConstraint(["review"], ["review.ref"], name="fk_signature_review"),
        sa.PrimaryKeyConstraint("id", name="pk_signature"),
    )
    op.create_index("ix_signature_review", "signature", ["review"], unique=False)
    op.create_table(
        "focus",
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("focus", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_focus_person"),
        sa.ForeignKeyConstraint(["profile"], ["profile.id"], name="fk_focus_profile"),
        sa.PrimaryKeyConstraint("profile", "person", name="pk_focus"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("copy_for", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name="fk_paper_subject"),
        sa.PrimaryKeyConstraint("subject", "about", "copy_for", name="pk_paper"),
    )
    op.create_table(
        "picture",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_picture_by"),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name="fk_picture_subject"),
        sa.PrimaryKeyConstraint("id", name="pk_picture"),
    )
    op.create_index("ix_picture_subject", "picture", ["subject"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.Text(), nullable=True),
        sa.Column("not_before", sa.Text(), nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_reminder_person"),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name="fk_reminder_subject"),
        sa.PrimaryKeyConstraint("person", "subject", "about", name="pk_reminder"),
    )
    op.execute(
        "CREATE TRIGGER signature_refuses_update BEFORE UPDATE ON signature"
        " BEGIN SELECT RAISE(ABORT, 'signature is append-only'); END"
    )
    op.execute(
        f"CREATE TRIGGER signature_refuses_delete BEFORE DELETE ON signature WHEN {FORGOTTEN}"
        " BEGIN SELECT RAISE(ABORT, 'signature is append-only'); END"
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("ix_profile_voice", "profile")
    for table, names in ADDED.items():
        for name in reversed(names):
            op.drop_column(table, name)
