"""The outbox keeps order within a lane, which is a person's own or that of one account of theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# What waits for an account is in its lane: the name of a reply begins with its channel, on which a
# person has one account, and that of a notice ends with the account's id. What is for an account
# that is over stays in its person's.
LANES = """
UPDATE outbox SET lane = coalesce(
    (
        SELECT account.id FROM account
        WHERE outbox.kind = 'to_account' AND account.person = outbox.person AND (
            instr(outbox.dedupe, 'to_account ' || account.channel || ' ') = 1
            OR substr(outbox.dedupe, -length(account.id)) = account.id
        )
    ),
    person
)
"""


def upgrade() -> None:
    op.drop_index("ix_outbox_state_person", table_name="outbox")
    op.add_column("outbox", sa.Column("lane", sa.Text(), nullable=True))
    op.execute(LANES)
    op.create_index("ix_outbox_state_lane", "outbox", ["state", "lane", "seq"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_outbox_state_lane", table_name="outbox")
    op.drop_column("outbox", "lane")
    op.create_index("ix_outbox_state_person", "outbox", ["state", "person", "seq"], unique=False)
